"""STARTS: where EM may begin. A start is one function from points to first moments, and one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.moments import Emptied, Moments, e_step, moments_of
from gmmviz.em.kernel.parameters import Collapsed
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.models.seeding import around, lloyd, moments_of_labels, squared_distances, with_minimum_width
from gmmviz.em.models.step import Rule, m_step

SAMPLE_ROWS = 2000  # the hierarchy needs the distances of all pairs; k-means may take a hundred steps
NEAR = 0.03  # sd: no eye tells such means apart
SHORT_RUNS, SHORT_STEPS = 10, 5


@dataclass(frozen=True)
class Start:
    """A named start. `moments(rows, rule, k, rng)` are what the first M-step is made from."""

    name: str
    plain: str
    sentence: str
    moments: Callable[[Rows, Rule, int, np.random.Generator], Moments]


def _different(found: int, k: int) -> ValueError:
    return ValueError(f"K = {k} needs {k} different rows to start from, but x has only {found}: lower K.")


def _points(rows: Rows, rule: Rule, k: int, rng: np.random.Generator) -> Moments:
    chosen: list[Array] = []
    for row in rng.permutation(rows.n):
        point = rows.points[:, row]
        if not any(np.array_equal(point, other) for other in chosen):
            chosen.append(point)
        if len(chosen) == k:
            return around(rows, rule.family, np.array(chosen))
    raise _different(len(chosen), k)


def _spread_out(rows: Rows, k: int, rng: np.random.Generator) -> Array:
    """k points (k, d), each drawn in proportion to its squared distance from those before it."""
    chosen = [rows.points[:, rng.integers(rows.n)]]
    squared = squared_distances(rows, chosen[0])
    while len(chosen) < k:
        if not (total := squared.sum()) > 0.0:
            raise _different(len(chosen), k)
        row = np.searchsorted(np.cumsum(squared), rng.random() * total, side="right")
        chosen.append(rows.points[:, min(row, rows.n - 1)])
        squared = np.minimum(squared, squared_distances(rows, chosen[-1]))
    return np.array(chosen)


def _kmeans_pp(rows: Rows, rule: Rule, k: int, rng: np.random.Generator) -> Moments:
    return around(rows, rule.family, _spread_out(rows, k, rng))


def _kmeans(rows: Rows, rule: Rule, k: int, rng: np.random.Generator) -> Moments:
    """Where k-means stands still; many rows are begun by a seeded sample, and left when they nearly do."""
    begun = _spread_out(rows, k, rng)
    sample = rows.sample(SAMPLE_ROWS, rng)
    enough = 0.0 if sample is rows else NEAR
    means = lloyd(sample, begun, enough)
    return around(rows, rule.family, means if sample is rows else lloyd(rows, means, enough))


def _responsibilities(rows: Rows, rule: Rule, k: int, rng: np.random.Generator) -> Moments:
    shares = rng.random((k, rows.n))
    return moments_of(rows, shares / shares.sum(axis=0))


def _ward(rows: Rows, rule: Rule, k: int, rng: np.random.Generator) -> Moments:
    from scipy.cluster.hierarchy import cut_tree, linkage  # slow to import, and needed for this start only

    chosen = rows.sample(SAMPLE_ROWS, rng)
    sample = (chosen.points / rows.sd[:, None]).T
    labels = cut_tree(linkage(sample, "ward"), k)[:, 0] if chosen.n > 1 else np.zeros(1, dtype=np.int64)
    if chosen is rows:
        return with_minimum_width(rows, rule.family, moments_of_labels(rows, labels, k))
    means = np.array([sample[labels == j].mean(axis=0) for j in range(k)]) * rows.sd
    return around(rows, rule.family, means)


def _bins(rows: Rows, rule: Rule, k: int, rng: np.random.Generator) -> Moments:
    along = rows.principal_axis @ (rows.points / rows.sd[:, None])
    ranks = np.empty(rows.n, dtype=np.int64)
    ranks[np.argsort(along, kind="stable")] = np.arange(rows.n)
    return with_minimum_width(rows, rule.family, moments_of_labels(rows, ranks * k // rows.n, k))


def _farthest(rows: Rows, rule: Rule, k: int, rng: np.random.Generator) -> Moments:
    chosen = [rows.points[:, rng.integers(rows.n)]]
    squared = squared_distances(rows, chosen[0])
    while len(chosen) < k:
        if not squared.max() > 0.0:
            raise _different(len(chosen), k)
        chosen.append(rows.points[:, squared.argmax()])
        squared = np.minimum(squared, squared_distances(rows, chosen[-1]))
    return around(rows, rule.family, np.array(chosen))


def _short(rows: Rows, rule: Rule, k: int, rng: np.random.Generator) -> Moments:
    """Where the best of ten short runs got to: emEM, Biernacki, Celeux & Govaert (2003)."""
    best, highest = _points(rows, rule, k, rng), -np.inf  # what is left if every run fails
    for _ in range(SHORT_RUNS):
        begun = _points(rows, rule, k, rng)
        try:
            prepared = e_step_for(rows, rule.maximise(begun))
            for _ in range(SHORT_STEPS):
                moments, prepared = m_step(e_step(prepared), rule)
            reached = e_step(prepared).log_likelihood
        except (Collapsed, Emptied):
            continue  # a run that fails this early is no place to begin
        if reached > highest:
            best, highest = moments, reached
    return best


def _equal(rows: Rows, rule: Rule, k: int, rng: np.random.Generator) -> Moments:
    everything = rows.covariance if rows.full else np.diagonal(rows.covariance)
    counts = np.full(k, rows.n / k)
    return Moments(counts, np.tile(rows.mean, (k, 1)), np.array([everything] * k))


STARTS: dict[str, Start] = {
    start.name: start
    for start in (
        Start("points", "random points", "Each component begins on a row drawn at random.", _points),
        Start(
            "kmeans++",
            "k-means++",
            "Rows are drawn one by one, far ones with higher probability.",
            _kmeans_pp,
        ),
        Start("kmeans", "k-means", "Each component begins on a cluster that k-means found.", _kmeans),
        Start(
            "responsibilities",
            "random shares",
            "Every row is shared out at random: all components begin almost the same.",
            _responsibilities,
        ),
        Start(
            "ward",
            "Ward's hierarchy",
            "Rows are merged two by two, always the pair that widens clusters least, until K are left.",
            _ward,
        ),
        Start("bins", "bins", "Rows in order along their main direction, cut into K equal parts.", _bins),
        Start(
            "farthest", "farthest points", "Each new row is the one farthest from those before it.", _farthest
        ),
        Start(
            "short",
            "best of ten short runs",
            "Ten runs of five steps from random points; the best goes on.",
            _short,
        ),
        Start(
            "equal",
            "all the same",
            "All components begin as one: EM cannot tell them apart and stands still.",
            _equal,
        ),
    )
}
