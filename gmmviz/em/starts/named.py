"""STARTS: where EM may begin. A start is one function from points to first moments, and one line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from gmmviz.em.kernel.moments import Moments, moments_of
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.models.stacked import Stack, stacked
from gmmviz.em.models.step import Rule
from gmmviz.em.starts import partitions
from gmmviz.em.starts.partitions import Places, begun
from gmmviz.em.starts.split_merge import split_and_merged

SHORT_RUNS, SHORT_STEPS = 10, 5

FindPlaces = Callable[[Rows, int, np.random.Generator], Places]


@dataclass(frozen=True)
class Start:
    """A named start. `of_family(rows, rule, k, rng)` are what the first M-step is made from.

    Where a start does not depend on the family, `places` tells points (k, d) or labels (n,) instead. `random` says
    whether the seed changes anything: a start without luck is one start, however often it is asked for.
    """

    name: str
    plain: str
    sentence: str
    places: FindPlaces | None = None
    of_family: Callable[[Rows, Rule, int, np.random.Generator], Moments] | None = None
    random: bool = True

    def numbered(self, seed: int, between: str = " ") -> str:
        """Its name and its number; a start that is always the same has none."""
        return f"{self.plain}{between}no. {seed}" if self.random else self.plain

    def moments(self, rows: Rows, rule: Rule, k: int, rng: np.random.Generator) -> Moments:
        """What the first M-step is made from. Error: ValueError, where rows are too few or too alike."""
        if self.places is not None:
            return begun(rows, rule.family, self.places(rows, k, rng), k)
        assert self.of_family is not None
        return self.of_family(rows, rule, k, rng)


def _responsibilities(rows: Rows, rule: Rule, k: int, rng: np.random.Generator) -> Moments:
    responsibilities = rng.random((k, rows.n))
    return moments_of(rows, responsibilities / responsibilities.sum(axis=0))


def _short(rows: Rows, rule: Rule, k: int, rng: np.random.Generator) -> Moments:
    first = [begun(rows, rule.family, points, k) for points in short_places(rows, k, rng)]
    return best_of_short(rows, rule, [first])[0]


def short_places(rows: Rows, k: int, rng: np.random.Generator) -> list[Array]:
    """Where ten short runs begin, whatever the family."""
    return [partitions.random_points(rows, k, rng) for _ in range(SHORT_RUNS)]


def best_of_short(rows: Rows, rule: Rule, first: Sequence[Sequence[Moments]]) -> list[Moments]:
    """Of each group of short runs where the best got to: emEM, Biernacki, Celeux & Govaert (2003)."""
    stack = Stack(rows, rule, stacked([moments for group in first for moments in group]))
    for _ in range(SHORT_STEPS):
        stack.step()
    stack.evaluate()
    reached = np.where(stack.alive, stack.log_likelihoods, -np.inf).reshape(len(first), -1)
    places = np.arange(stack.alive.size).reshape(len(first), -1)
    best = zip(first, reached.max(axis=1), places[:, 0] + reached.argmax(axis=1), strict=True)
    # Where every run of a group failed, its first beginning is left.
    return [stack.moments(int(number)) if np.isfinite(high) else group[0] for group, high, number in best]


def _equal(rows: Rows, rule: Rule, k: int, rng: np.random.Generator) -> Moments:
    everything = rows.covariance if rows.full else np.diagonal(rows.covariance)
    counts = np.full(k, rows.n / k)
    return Moments(counts, np.tile(rows.mean, (k, 1)), np.array([everything] * k))


STARTS: dict[str, Start] = {
    start.name: start
    for start in (
        Start(
            "points",
            "random points",
            "Each component begins on a row drawn at random.",
            partitions.random_points,
        ),
        Start(
            "kmeans++",
            "k-means++",
            "Rows are drawn one by one, far ones with higher probability.",
            partitions.spread_out,
        ),
        Start(
            "kmeans", "k-means", "Each component begins on a cluster that k-means found.", partitions.kmeans
        ),
        Start(
            "whitened",
            "whitened k-means",
            "Clusters of k-means, after columns that vary together are made independent.",
            partitions.whitened,
        ),
        Start(
            "responsibilities",
            "random shares",
            "Every row is shared out at random: all components begin almost the same.",
            of_family=_responsibilities,
        ),
        Start(
            "ward",
            "Ward's hierarchy",
            "Rows are merged two by two, always the pair that widens clusters least, until K are left.",
            partitions.ward,
            random=False,
        ),
        Start(
            "hierarchy",
            "hierarchy of ellipses",
            "Rows are merged two by two, always the pair that costs ellipses of any shape least likelihood, until "
            "K are left.",
            partitions.likelihood_hierarchy,
            random=False,
        ),
        Start(
            "bins",
            "bins",
            "Rows in order along their main direction, cut into K equal parts.",
            partitions.bins,
            random=False,
        ),
        Start(
            "farthest",
            "farthest points",
            "Each new row is the one farthest from those before it.",
            partitions.farthest,
        ),
        Start(
            "short",
            "best of ten short runs",
            "Ten runs of five steps from random points; the best goes on.",
            of_family=_short,
        ),
        Start(
            "split",
            "split and merge",
            "The best of eight short runs, improved by merging two components and splitting another.",
            of_family=split_and_merged,
        ),
        Start(
            "equal",
            "all the same",
            "All components begin as one: EM cannot tell them apart and stands still.",
            of_family=_equal,
            random=False,
        ),
    )
}
