"""Units: fit in standardised columns, state the result in the file's."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from gmmviz.em.kernel.naming import named_as
from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.run import EMRun, EMState, Start, exhaust, fit_iter
from gmmviz.em.settings import EMSettings


@dataclass(frozen=True, eq=False)
class Units:
    """Coordinates z = (x - centre) / unit of points x (n, d): centre (d,), unit (d,), both in x's units.

    A density in x is the one in z divided by the product of the units, so a total log-likelihood of n rows
    falls by n times the sum of their logarithms (the log Jacobian).
    """

    centre: Array
    unit: Array

    @classmethod
    def identity(cls, d: int) -> Units:
        """Units of d columns that change nothing."""
        return cls(np.zeros(d), np.ones(d))

    @property
    def changes_nothing(self) -> bool:
        """Whether coordinates are the columns themselves."""
        return not self.centre.any() and bool((self.unit == 1.0).all())

    def standardise(self, x: ArrayLike) -> Array:
        """Points or means (m, d) in these coordinates."""
        points = np.asarray(x, dtype=np.float64)
        return points if self.changes_nothing else (points - self.centre) / self.unit

    def standardise_mixture(self, mixture: Mixture) -> Mixture:
        """A mixture in the units of x in these coordinates."""
        return Mixture(
            mixture.weights,
            self.standardise(mixture.means),
            mixture.covariances / self.unit / self.unit[:, None],
        )

    def unstandardise(self, mixture: Mixture) -> Mixture:
        """A mixture of these coordinates in the units of x."""
        return Mixture(
            mixture.weights,
            mixture.means * self.unit + self.centre,
            mixture.covariances * self.unit * self.unit[:, None],
        )

    def log_jacobian(self, n: int) -> float:
        """What is added to a total log-likelihood of n rows in these coordinates to have it in x's units."""
        return 0.0 - n * float(np.log(self.unit).sum())

    def unstandardise_state(self, state: EMState, n: int) -> EMState:
        """A state of a run on n rows in the units of x."""
        shift = self.log_jacobian(n)
        return replace(
            state,
            mixture=self.unstandardise(state.mixture),
            log_likelihood=state.log_likelihood + shift,
            bound=None if state.bound is None else state.bound + shift,
            projected=None if state.projected is None else state.projected + shift,
            objective=state.objective + shift,
        )

    def unstandardise_run(self, run: EMRun, n: int) -> EMRun:
        """A run on n rows in the units of x: the same steps, the same verdict."""
        if self.changes_nothing:
            return run
        return replace(run, states=tuple(self.unstandardise_state(state, n) for state in run.states))


def standard_units(x: ArrayLike) -> Units:
    """Units that give every column of x (n, d) mean 0 and sd 1; a constant column keeps its own unit."""
    points = np.asarray(x, dtype=np.float64)
    unit = points.std(axis=0)
    return Units(points.mean(axis=0), np.where(unit > 0.0, unit, 1.0))


def units_of(x: ArrayLike, scaling: str) -> Units:
    """The coordinates a scaling means for x (n, d): "none" or "standardise"."""
    return standard_units(x) if scaling == "standardise" else Units.identity(np.shape(x)[1])


def fit_in(x: ArrayLike, settings: EMSettings, units: Units, start: Start = None) -> EMRun:
    """`fit` in the coordinates of `units`, stated in the units of x; so is a start mixture."""
    return exhaust(fit_iter_in(x, settings, units, start))


def fit_iter_in(
    x: ArrayLike, settings: EMSettings, units: Units, start: Start = None
) -> Generator[EMState, bool | None, EMRun]:
    """`fit_iter` in the coordinates of `units`: yields states in those, and returns the run in the units of x."""
    inside = units.standardise_mixture(start) if isinstance(start, Mixture) else start
    z = named_as(units.standardise(x), x)
    found = yield from fit_iter(z, settings, start=inside)
    return units.unstandardise_run(found, len(z))
