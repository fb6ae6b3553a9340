"""How k-means halves two crossing clouds: its ends, the rows they give away, and those that are as good as the best."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gmmviz.em import Mixture, fit
from gmmviz.em.statistics.agreement import contingency
from gmmviz.lessons.lesson import points_of, run_of, scenario
from gmmviz.scenario import Scenario

DATA = "crossing"
KMEANS_STARTS = 40  # of k-means, of which the best is shown: one start in ten ends far from it
SHARED_SEED = 23  # of a start from which both k-means and EM end on their best
CROSSING_EM = scenario(DATA, k=2, seed=SHARED_SEED)
NEARLY_BEST_FACTOR = 1.01  # times the least sum of squares: an end of k-means that is as good an answer


@cache
def truth() -> NDArray[np.int64]:
    """The cloud (n,) that each row was drawn from, numbered as the component that EM finds it with.

    So a cloud has one colour wherever it is drawn: on the board, in both runs side by side, and where one is watched.
    """
    known = points_of(DATA).truth
    if known is None:
        raise ValueError(f"The rows of {DATA} have no known clouds.")
    return known if _is_named_so(run_of(CROSSING_EM).states[-1].mixture, known) else 1 - known


def kmeans_from(seed: int) -> Scenario:
    """K-means with two means, from one start."""
    return scenario(DATA, k=2, family="EII", weights="equal", variant="hard", seed=seed)


@cache
def kmeans(stretch: float = 1.0) -> Scenario:
    """The start of k-means that ends with the least sum of squares, where the first column is stretched.

    Where several do, it is EM's own start if that is one of them.
    """
    x = points_of(DATA).x * (stretch, 1.0)
    starts = [
        kmeans_from(seed) for seed in sorted(range(KMEANS_STARTS), key=lambda seed: seed != SHARED_SEED)
    ]
    return min(starts, key=lambda start: float(f"{within_squares(ended(start, stretch), x):.9g}"))


def within_squares(mixture: Mixture, x: NDArray[np.float64]) -> float:
    """The sum of squared distances of rows x (n, 2) from the middle of their group, in squared units."""
    owners = mixture.responsibilities(x).argmax(axis=1)
    groups = (x[owners == j] for j in range(mixture.k) if (owners == j).any())
    return float(sum(((group - group.mean(axis=0)) ** 2).sum() for group in groups))


def ended(wanted: Scenario, stretch: float) -> Mixture:
    """Where a run ends on rows whose first column is stretched."""
    if stretch == 1.0:
        return run_of(wanted).states[-1].mixture
    return fit(points_of(DATA).x * (stretch, 1.0), wanted.settings).states[-1].mixture


@dataclass(frozen=True, eq=False)
class Halves:
    """An end of k-means, and the rows it gives to the wrong cloud by one of the two ways to name its groups.

    `squares` is its sum of squares; `fewest` says that no other naming has fewer wrong rows.
    """

    start: Scenario
    rows: frozenset[int]
    squares: float
    fewest: bool


@cache
def halves() -> tuple[Halves, ...]:
    """The ends of k-means that are nearly as good as the best, the best first, by either naming of their groups.

    Two crossing clouds with one middle can be halved in more than one way, and neither half is one of the clouds.
    """
    x = points_of(DATA).x
    found: dict[frozenset[int], Halves] = {}
    for seed in range(KMEANS_STARTS):
        start = kmeans_from(seed)
        wrong = frozenset(wrong_rows(start).tolist())
        found.setdefault(wrong, Halves(start, wrong, within_squares(ended(start, 1.0), x), True))
    best = sorted(found.values(), key=lambda each: each.squares)
    good = [each for each in best if each.squares <= NEARLY_BEST_FACTOR * best[0].squares]
    both = [(each, replace(each, rows=frozenset(range(len(x))) - each.rows, fewest=False)) for each in good]
    return tuple(each for pair in both for each in pair)


def wrong_rows(wanted: Scenario) -> NDArray[np.intp]:
    """Rows that a run gives to the other cloud, with its components named so that they are fewest."""
    return _wrong(run_of(wanted).states[-1].mixture, points_of(wanted.data).x)


def _wrong(mixture: Mixture, x: NDArray[np.float64]) -> NDArray[np.intp]:
    known, owners = truth(), mixture.responsibilities(x).argmax(axis=1)
    return np.flatnonzero((owners if _is_named_so(mixture, known) else 1 - owners) != known)


def _is_named_so(mixture: Mixture, known: NDArray[np.int64]) -> bool:
    """Whether at least half of the rows are with the component that has the number of their cloud (n,)."""
    owners = mixture.responsibilities(points_of(DATA).x).argmax(axis=1)
    return 2 * int(contingency(owners, known, (2, 2)).trace()) >= len(known)


def named_as(mixture: Mixture, wrong: Collection[int]) -> Mixture:
    """The mixture with its components numbered as the clouds whose rows they hold, but for `wrong` ones."""
    owners = mixture.responsibilities(points_of(DATA).x).argmax(axis=1)
    missed = np.flatnonzero(owners != truth())
    as_it_is = len(np.setxor1d(missed, list(wrong)))
    return mixture if 2 * as_it_is <= len(owners) else mixture.permuted([1, 0])
