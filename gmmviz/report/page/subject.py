"""What a report is about: the fit, the models beside it, and what was tested, resampled and examined of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmviz.data import Points
from gmmviz.data.concerns import concerns
from gmmviz.data.notices import counted
from gmmviz.em import (
    EMRun,
    EMSettings,
    EMState,
    Mixture,
    Units,
    notation,
    parameter_count,
    representative,
    units_of,
)
from gmmviz.em.evidence.dossier import (
    CELL_PART,
    CUTS_PART,
    FIT_PART,
    HIGHER_PART,
    INTERVALS_PART,
    TEST_PART,
    HigherOptimum,
    same_fit,
)
from gmmviz.em.evidence.examination import EXAMINATION_KEY, Examination
from gmmviz.em.search.bootstrap import RatioTest
from gmmviz.em.search.intervals import MIN_RESAMPLES, BootstrapIntervals
from gmmviz.em.search.polish import PolishedFit
from gmmviz.em.search.sweep import REACHED_NATS, Cell
from gmmviz.em.statistics.criteria import Measures, measures
from gmmviz.em.statistics.indices import ClassQuality, class_quality
from gmmviz.em.statistics.uncertainty import PLACED_SHARE, ownership
from gmmviz.figures.number_text import number_text
from gmmviz.figures.profile_lines import Profile
from gmmviz.report.component_cards import Described
from gmmviz.report.evidence.cut_words import WrittenCut, written_cuts
from gmmviz.report.fit_paragraph import Facts
from gmmviz.report.page.blocks import Script
from gmmviz.report.page.grid_plan import GridPlan, end_in_file_units, in_file_units
from gmmviz.report.row_tables import RowNames
from gmmviz.scenario import Scenario
from gmmviz.thousands import count_text


@dataclass(frozen=True, eq=False)
class Subject:
    """A fit (the end of `run` on `points`, to its last digits where it settled) and what a dossier `found` about it, in
    the coordinates of the fit.

    `scripts` reproduce it, and `rows_unwritten` names the file that they read where it was not written; `link` opens
    it in the app; `made` says when the report was made.
    """

    scenario: Scenario
    points: Points
    run: EMRun
    found: Mapping[Any, Any]
    plan: GridPlan
    names: RowNames
    scripts: tuple[Script, ...] = ()
    rows_unwritten: str = ""
    link: str = ""
    made: str = ""
    placed: float = field(default=PLACED_SHARE)

    @cached_property
    def maximum(self) -> PolishedFit | None:
        """The local maximum over the end of the run shown, in the file's units; None where nothing followed it."""
        found: PolishedFit | None = self.found.get(FIT_PART)
        return None if found is None else end_in_file_units(found, self.units)

    @cached_property
    def polished(self) -> PolishedFit | None:
        """That maximum where it is the fit that the run shows, to its last digits; None where it is another."""
        x = self.units.standardise(self.points.x)
        near = self.units.standardise_mixture(self.run.states[-1].mixture)
        same = same_fit(x, self.run.verdict.kind == "settled", near, self.found.get(FIT_PART))
        return None if same is None else self.maximum

    @property
    def higher(self) -> HigherOptimum | None:
        """An optimum of this model above the fit, in the file's units, that polishing or the search came to."""
        found: HigherOptimum | None = self.found.get(HIGHER_PART)
        if found is None:
            return None
        return replace(found, log_likelihood=found.log_likelihood + self.units.log_jacobian(self.points.n))

    @cached_property
    def fit(self) -> EMState:
        """The fit that the whole report is about: the end of the run shown, to its last digits where it settled."""
        last, end = self.run.states[-1], self.polished
        if end is None:
            return last
        return EMState(last.iteration, end.mixture, end.log_likelihood, None, None, end.log_likelihood)

    @property
    def mixture(self) -> Mixture:
        """The fit, in the file's units."""
        return self.fit.mixture

    @property
    def settings(self) -> EMSettings:
        """How it was fitted."""
        return self.run.settings

    @property
    def model(self) -> tuple[str, int]:
        """Its family, by the one name of those that coincide, and its K."""
        k = self.mixture.k
        return representative(self.settings.family, k, self.points.d), k

    @property
    def notation(self) -> str:
        """Its family as the field writes it."""
        return notation(*self.model, self.points.d)

    @cached_property
    def units(self) -> Units:
        """The coordinates of the fit."""
        return units_of(self.points.x, self.points.scaling)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """All models beside the fit, in the file's units, by K; where that of the fit ended on it, it is the fit."""
        cells = [value for place, value in self.found.items() if place[0] == CELL_PART and value.starts]
        converted = [self._with_the_fit(in_file_units(cell, self.units)) for cell in cells]
        return tuple(sorted(converted, key=lambda cell: cell.k))

    def _with_the_fit(self, cell: Cell) -> Cell:
        end = self.polished
        if end is None or (cell.family, cell.k) != self.model:
            return cell
        optima = tuple(
            replace(
                each, end=replace(each.end, mixture=end.mixture, measures=end.measures, labels=end.labels)
            )
            if abs(each.end.log_likelihood - end.log_likelihood) <= REACHED_NATS
            else each
            for each in cell.optima
        )
        return replace(cell, optima=optima)

    @property
    def not_begun(self) -> list[tuple[str, int]]:
        """Models of the plan, by family and K, of which no start was tried: the search was stopped before them."""
        families, d = self.plan.families_with(self.settings.family), self.points.d
        ks = self.plan.ks(self.mixture.k)
        planned = dict.fromkeys((representative(family, k, d), k) for k in ks for family in families)
        begun = {(cell.family, cell.k) for cell in self.cells}
        return [model for model in planned if model not in begun]

    @property
    def tests(self) -> dict[tuple[str, int], RatioTest]:
        """Bootstrap tests of K against K + 1, by family and K."""
        return {place[1:]: value for place, value in self.found.items() if place[0] == TEST_PART}

    @property
    def untested(self) -> str:
        """That no bootstrap likelihood-ratio test of the models was made, or that only the examination made some."""
        found = self.examination
        if found is None or not found.ratios:
            return "No bootstrap likelihood-ratio test was made."
        return "No bootstrap likelihood-ratio test was made but those of the examination, against fewer components."

    @property
    def tested_elsewhere(self) -> bool:
        """Whether the examination made likelihood-ratio tests and the table of models has none."""
        made = any(test.finished for test in self.tests.values())
        return not made and self.examination is not None and bool(self.examination.ratios)

    @property
    def examination(self) -> Examination | None:
        """Whether the clusters are real, as far as that was looked at."""
        found: Examination | None = self.found.get(EXAMINATION_KEY)
        return found

    @cached_property
    def intervals(self) -> BootstrapIntervals | None:
        """How sure weights and means are, in the file's units."""
        found: BootstrapIntervals | None = self.found.get(INTERVALS_PART)
        if found is None:
            return None
        return found.in_file_units(self.units.unit, self.units.centre)

    @property
    def is_in_the_table(self) -> bool:
        """Whether the fit is the best optimum of the starts of its own model, which stands in the table of models."""
        own = self.facts.own_cell
        if own is None or own.best is None or own.spurious != bool(self.facts.run.flags):
            return False
        return abs(own.best.end.log_likelihood - self.fit.log_likelihood) <= REACHED_NATS

    @property
    def elsewhere(self) -> str:
        """That the fit is another optimum than that of its line in the table of models; empty where it is that one."""
        own = self.facts.own_cell
        if own is None or own.best is None or own.spurious:
            return ""
        higher = own.best.end.log_likelihood - self.fit.log_likelihood
        if abs(higher) <= REACHED_NATS:
            return ""
        side = "below" if higher > 0 else "above"
        return (
            f"The run shown ended {number_text(abs(higher))} {side} the best optimum of the search for its own model; "
            "the table of models has a line for each."
        )

    @property
    def weights_vary(self) -> bool:
        """Whether the weights are estimated: one component has all, equal ones have the same."""
        return self.mixture.k > 1 and self.settings.weights == "free"

    @property
    def no_intervals(self) -> str:
        """Why there are no intervals, as the end of a sentence; empty where there are."""
        found = self.intervals
        if found is None:
            return "no bootstrap resample was drawn"
        if found.known:
            return ""
        fitted, drawn = len(found.means), len(found.means) + found.failed
        stopped = "" if found.finished else f", {count_text(found.planned)} were planned"
        return (
            f"{count_text(fitted)} of {counted(drawn, 'bootstrap resample')} could be fitted{stopped}, and "
            f"{MIN_RESAMPLES} are needed"
        )

    @cached_property
    def cuts(self) -> list[WrittenCut]:
        """The cuts of a fit of one column, with the intervals that were found, in the file's units."""
        points, found = self.points, self.found.get(CUTS_PART, ())
        data = (float(points.x[:, 0].min()), float(points.x[:, 0].max()))
        return written_cuts(self.mixture, self.units, found, bool(points.logged[0]), data)

    @cached_property
    def facts(self) -> Facts:
        """The same for the paragraph that other pages show."""
        owned = ownership(self.points.x, self.mixture)
        found = Described(self.mixture, owned, self.placed, self.names, *self._all_rows)
        run = replace(self.run, states=(*self.run.states[:-1], self.fit))
        if self.polished is not None:
            run = replace(run, verdict=self.polished.verdict, flags=self.polished.flags)
        worries = tuple(notice.text for notice in concerns(self.points, k=self.mixture.k))
        planned = len(self.cells) + len(self.not_begun) if self.cells else 0
        return Facts(self.points, run, self.fit, found, self.cells, planned, concerns=worries)

    @cached_property
    def _all_rows(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return self.points.x.mean(axis=0), self.points.x.std(axis=0)

    @cached_property
    def profile(self) -> Profile:
        """Means and their intervals."""
        unknown = np.full(self.mixture.means.shape, np.nan)
        low, high = self.intervals.of_means() if self.intervals is not None else (unknown, unknown)
        return Profile(self.points.columns, self.mixture.means, low, high, *self._all_rows)

    @cached_property
    def measures(self) -> Measures:
        """What criteria look at, of the fit itself."""
        count = parameter_count(replace(self.settings, k=self.mixture.k), self.points.d)
        return measures(self.points.x, self.mixture, count)

    @cached_property
    def quality(self) -> ClassQuality:
        """How well the classes of the fit are told apart."""
        return class_quality(self.points.x, self.mixture)
