"""Which models are compared with a fit, what a dossier has to find for a report, and what it found in file units."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gmmviz.data import Points
from gmmviz.em import VARIANTS, EMRun, EMSettings, Units, representative, units_of
from gmmviz.em.evidence.dossier import DossierRequest
from gmmviz.em.search.polish import PolishedFit
from gmmviz.em.search.sweep import Cell


@dataclass(frozen=True)
class GridPlan:
    """Which models stand beside the fit: K from 1 to `most`, these families, so many starts each.

    `by_bic` says that BIC chose the K of the fit among these; else a person did.
    """

    most: int
    families: tuple[str, ...]
    starts: int
    by_bic: bool = False

    def ks(self, k: int) -> tuple[int, ...]:
        """The numbers of components that are fitted beside a fit of k: those of the plan, k and its neighbours.

        >>> GridPlan(3, ("VVV",), 5).ks(1), GridPlan(3, ("VVV",), 5).ks(6)
        ((1, 2, 3), (1, 2, 3, 5, 6, 7))
        """
        return tuple(sorted({*range(1, self.most + 1), *(each for each in (k - 1, k, k + 1) if each > 0)}))

    def families_with(self, family: str) -> tuple[str, ...]:
        """The families that are fitted beside a fit of this one, which is among them."""
        return tuple(dict.fromkeys([*self.families, family]))


def in_file_units(cell: Cell, units: Units) -> Cell:
    """A cell that was found in the coordinates of a fit, in the file's units."""
    if units.changes_nothing:
        return cell
    return replace(
        cell, optima=tuple(replace(each, end=end_in_file_units(each.end, units)) for each in cell.optima)
    )


def end_in_file_units(end: PolishedFit, units: Units) -> PolishedFit:
    """A polished end that was found in the coordinates of a fit, in the file's units."""
    if units.changes_nothing:
        return end
    log_likelihood = end.log_likelihood + units.log_jacobian(end.measures.n)
    converted = replace(end.measures, log_likelihood=log_likelihood)
    return replace(end, measures=converted, mixture=units.unstandardise(end.mixture))


def request_of(points: Points, run: EMRun, plan: GridPlan, tested: bool = True) -> DossierRequest:
    """What a dossier has to find for a report about a run: the grid of the plan, with this model and its neighbours."""
    settings = run.settings
    k, d = run.states[-1].mixture.k, points.d
    families = plan.families_with(settings.family)
    models = dict.fromkeys((representative(name, each, d), each) for each in plan.ks(k) for name in families)
    plain = EMSettings(weights=settings.weights, seed=settings.seed, tol=1e-8)
    wanted = tuple(
        (replace(plain, k=each, family=name), plan.starts if each > 1 else 1) for name, each in models
    )
    mixture = units_of(points.x, points.scaling).standardise_mixture(run.states[-1].mixture)
    chain = (settings.family,) if tested and VARIANTS[settings.variant].is_em else ()
    settled = run.verdict.kind == "settled"
    return DossierRequest(replace(settings, k=k), mixture, wanted, chain, settled=settled)
