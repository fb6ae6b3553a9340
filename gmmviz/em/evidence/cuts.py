"""One column: where to cut between two groups, and how sure that place is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import log_ndtr, ndtr

from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.search.intervals import MIN_RESAMPLES, refitted
from gmmviz.em.settings import EMSettings

CUT_SAMPLES = 200
CUTS_KEY = "whole"
GRID_PLACES = 2001  # places at which owners are compared, before a crossing is found to the last digit
CLOSER_PLACES = (
    257  # places between two of them, and again between two of those: 8 bits of a crossing at once
)
FARTHEST_CUT_SD = 8.0  # sd beyond the outermost means: there is nothing farther out
FARTHEST_BALANCE_SD = 40.0  # sd beyond two means: there no weight above 1e-300 makes up for the other's tail
BISECTION_STEPS = 80


@dataclass(frozen=True)
class Cut:
    """A place where the owner changes: component `left` owns what lies below, `right` what lies above.

    `wrong_left` is the share of all rows, by the fit, that come from `left` and lie above, as far as the next cut;
    `wrong_right` of those that come from `right` and lie below, as far as the cut before. `balanced` is where these
    two shares would be equal were this cut alone moved: `balanced_cut`.
    """

    place: float
    left: int
    right: int
    wrong_left: float
    wrong_right: float
    balanced: float = float("nan")


def cuts(mixture: Mixture) -> tuple[Cut, ...]:
    """All places at which the most probable component changes, in rising order; for mixtures of one column.

    Two components of unequal variance have two crossings, one of which may lie far outside the data; none where one
    component owns every place. Error: ValueError for more than one column.

    >>> two = Mixture([0.5, 0.5], [[0.0], [4.0]], [[[1.0]], [[1.0]]])
    >>> [(round(cut.place, 6), round(cut.wrong_left, 4)) for cut in cuts(two)]
    [(2.0, 0.0114)]
    """
    _one_column(mixture)
    means, sds = mixture.means[:, 0], np.sqrt(mixture.covariances[:, 0, 0])
    low, high = float((means - FARTHEST_CUT_SD * sds).min()), float((means + FARTHEST_CUT_SD * sds).max())
    places = np.unique(
        np.concatenate(
            [np.linspace(low, high, GRID_PLACES), means, *(means + t * sds for t in (-2, -1, 1, 2))]
        )
    )
    owners = _owners(mixture, places)
    found = []
    for at in np.flatnonzero(owners[1:] != owners[:-1]):
        place = _crossing(mixture, float(places[at]), float(places[at + 1]), int(owners[at]))
        found.append(Cut(place, int(owners[at]), int(owners[at + 1]), 0.0, 0.0))
    return between_neighbours(mixture, found)


def between_neighbours(mixture: Mixture, found: Sequence[Cut]) -> tuple[Cut, ...]:
    """These cuts, in rising order, with the shares that each misplaces where there are no others."""
    edges = [-np.inf, *(cut.place for cut in found), np.inf]
    return tuple(
        replace(
            cut,
            wrong_left=share_between(mixture, cut.left, (cut.place, after)),
            wrong_right=share_between(mixture, cut.right, (before, cut.place)),
            balanced=balanced_cut(mixture, (cut.left, cut.right), (before, after)),
        )
        for cut, before, after in zip(found, edges[:-2], edges[2:], strict=True)
    )


def share_between(mixture: Mixture, component: int, span: tuple[float, float]) -> float:
    """The share of all rows, by the fit, that come from a component and lie in a span of the column."""
    mean, sd = float(mixture.means[component, 0]), float(np.sqrt(mixture.covariances[component, 0, 0]))
    low, high = ((end - mean) / sd for end in span)
    if low > 0.0:  # in the upper tail a difference of two shares close to 1 would lose all digits
        low, high = -high, -low
    return float(mixture.weights[component] * (ndtr(high) - ndtr(low)))


def balanced_cut(
    mixture: Mixture, pair: tuple[int, int], span: tuple[float, float] = (-np.inf, np.inf)
) -> float:
    """Where in a span as many rows of the first component lie above as rows of the second below: errors balance.

    Rows beyond the span, which ends at the cuts before and after, count on neither side. There is one such place
    whatever the two components are. Error: ValueError for more than one column.

    >>> round(balanced_cut(Mixture([0.9, 0.1], [[0.0], [1.0]], [[[1.0]], [[1.0]]]), (0, 1)), 4)
    1.4427
    """
    _one_column(mixture)
    first, second = pair
    means, sds = mixture.means[list(pair), 0], np.sqrt(mixture.covariances[list(pair), 0, 0])
    low = max(span[0], float((means - FARTHEST_BALANCE_SD * sds).min()))
    high = min(span[1], float((means + FARTHEST_BALANCE_SD * sds).max()))
    for _ in range(BISECTION_STEPS):
        middle = 0.5 * (low + high)
        above = _log_share(mixture, first, (middle, span[1]))
        low, high = (
            (middle, high) if above > _log_share(mixture, second, (span[0], middle)) else (low, middle)
        )
    return 0.5 * (low + high)


def _log_share(mixture: Mixture, component: int, span: tuple[float, float]) -> float:
    """The logarithm of `share_between`, which is known where the share itself is too small for a number."""
    mean, sd = float(mixture.means[component, 0]), float(np.sqrt(mixture.covariances[component, 0, 0]))
    low, high = ((end - mean) / sd for end in span)
    if low + high > 0.0:  # the larger of two shares close to 1 would leave none of the other's digits
        low, high = -high, -low
    share, less = float(log_ndtr(high)), float(log_ndtr(low))
    if less >= share:
        return -np.inf
    return float(np.log(mixture.weights[component])) + share + float(np.log(-np.expm1(less - share)))


@dataclass(frozen=True, eq=False)
class CutInterval:
    """A cut with what bootstrap samples made of it, so far: `places` (m,), nan where a sample had no such cut.

    `failed` counts samples beside these on which a component collapsed or emptied.
    """

    cut: Cut
    places: Array
    samples: int
    failed: int = 0

    @property
    def drawn(self) -> int:
        """How many samples are drawn."""
        return len(self.places) + self.failed

    @property
    def finished(self) -> bool:
        """Whether all samples are drawn."""
        return self.drawn >= self.samples

    @property
    def known(self) -> Array:
        """The places (m,) of the cut in the samples that have it."""
        return self.places[np.isfinite(self.places)]

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % percentile interval of the samples that have the cut; nan before there are `MIN_RESAMPLES`."""
        if len(self.known) < MIN_RESAMPLES:
            return float("nan"), float("nan")
        low, high = np.quantile(self.known, (0.025, 0.975))
        return float(low), float(high)

    @property
    def missing(self) -> float:
        """The share of fitted samples in which the two components do not meet."""
        return float(np.isnan(self.places).mean()) if len(self.places) else 0.0


def cut_intervals(
    x: ArrayLike, settings: EMSettings, mixture: Mixture, samples: int = CUT_SAMPLES
) -> Iterator[tuple[CutInterval, ...]]:
    """Yield the cuts of a fit to x (n, 1) with their bootstrap places, after every sample of rows.

    Each sample is fitted from the fit itself, so that components keep their numbers. Efron & Tibshirani (1993),
    section 13.3.
    """
    values = np.asarray(x, dtype=np.float64)
    rng = np.random.default_rng([settings.seed, settings.k])
    found = tuple(CutInterval(cut, np.empty(0), samples) for cut in cuts(mixture))
    for _ in range(samples):
        rows = values[rng.integers(0, len(values), len(values))]
        again = refitted(rows, settings, mixture)
        if again is None:
            found = tuple(replace(each, failed=each.failed + 1) for each in found)
        else:
            now = cuts(again)
            found = tuple(
                replace(each, places=np.append(each.places, _matching(each.cut, now))) for each in found
            )
        yield found


@dataclass(frozen=True, eq=False)
class CutRequest:
    """A fit of one column whose cuts are to be found again in bootstrap samples."""

    settings: EMSettings
    mixture: Mixture
    samples: int = CUT_SAMPLES


def cut_samples(
    x: Array, asked: CutRequest, found: Mapping[Any, Any]
) -> Iterator[tuple[str, tuple[CutInterval, ...]]]:
    """`cut_intervals` as a job takes it: begun anew, since a sample takes milliseconds."""
    for now in cut_intervals(x, asked.settings, asked.mixture, asked.samples):
        yield CUTS_KEY, now


def _matching(cut: Cut, among: tuple[Cut, ...]) -> float:
    """The place of the cut between the same two components, the nearest where there are two; nan if there is none."""
    same = [each.place for each in among if (each.left, each.right) == (cut.left, cut.right)]
    return min(same, key=lambda place: abs(place - cut.place)) if same else float("nan")


def _owners(mixture: Mixture, places: Array) -> NDArray[np.intp]:
    return np.asarray(mixture.responsibilities(places[:, None]).argmax(axis=1))


def _crossing(mixture: Mixture, low: float, high: float, left: int) -> float:
    for _ in range(BISECTION_STEPS):
        if 0.5 * (low + high) in (low, high):
            break
        places = np.unique(np.linspace(low, high, CLOSER_PLACES))
        owned = _owners(mixture, places[1:-1]) == left
        first = int(np.argmin(np.append(owned, False)))  # the first of the inner places that is another's
        low, high = float(places[first]), float(places[first + 1])
    return 0.5 * (low + high)


def _one_column(mixture: Mixture) -> None:
    if mixture.d != 1:
        raise ValueError(f"A cut needs one column, and the mixture has {mixture.d}.")
