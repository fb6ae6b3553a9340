"""The same cluster in several fits: components matched by overlap, partitions compared, where runs part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em.kernel.rows import as_points
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.run import EMRun
from gmmviz.em.statistics.agreement import Labels, contingency

ROWS_COMPARED = 2_000  # rows that partitions along a run are compared on: every so many-th of more


def overlap(one: Mixture, other: Mixture) -> NDArray[np.float64]:
    """Overlap (k, l) of the weighted densities of two mixtures: 0 for strangers, the weight for the same.

    The Bhattacharyya coefficient, the integral of sqrt(p q), of each pair of components times the square root
    of the product of their weights. Bhattacharyya (1943); for Gaussians Kailath (1967), eq. 9.

    >>> two = Mixture(np.array([0.5, 0.5]), np.array([[0.0], [9.0]]), np.ones((2, 1, 1)))
    >>> overlap(two, two.permuted([1, 0])).round(2).tolist()
    [[0.0, 0.5], [0.5, 0.0]]
    """
    middle = 0.5 * (one.covariances[:, None] + other.covariances[None])  # (k, l, d, d)
    apart = one.means[:, None] - other.means[None]
    squares = np.einsum("kld,kld->kl", apart, np.linalg.solve(middle, apart[..., None])[..., 0])
    logdet = np.linalg.slogdet
    spread = logdet(middle)[1] - 0.5 * (
        logdet(one.covariances)[1][:, None] + logdet(other.covariances)[1][None]
    )
    with np.errstate(under="ignore"):
        alike = np.exp(-0.125 * squares - 0.5 * spread)
    result: NDArray[np.float64] = alike * np.sqrt(np.outer(one.weights, other.weights))
    return result


def matching_order(reference: Mixture, other: Mixture) -> tuple[int, ...]:
    """The order in which `other.permuted` numbers its components as the ones of `reference` they overlap.

    One to one, with the largest total overlap (Kuhn 1955). `other` has at least as many components; what is
    left over follows in its own order.
    """
    from scipy.optimize import linear_sum_assignment  # slow to import

    _, partners = linear_sum_assignment(overlap(reference, other), maximize=True)
    rest = [j for j in range(other.k) if j not in set(partners.tolist())]
    return (*partners.tolist(), *rest)


def matched(runs: Sequence[EMRun]) -> tuple[EMRun, ...]:
    """The runs, their components numbered so that the same cluster has the same number everywhere.

    The first of the runs with fewest components keeps its numbers. Runs with more are matched to it, and what
    they have beyond it to what those before them had.
    """
    order = sorted(range(len(runs)), key=lambda place: (_last(runs[place]).k, place))
    found = list(runs)
    reference = _last(runs[order[0]])
    for place in order[1:]:
        found[place] = permuted(runs[place], matching_order(reference, _last(runs[place])))
        if _last(found[place]).k > reference.k:
            reference = _last(found[place])
    return tuple(found)


def permuted(run: EMRun, order: Sequence[int]) -> EMRun:
    """The run with component order[j] as its component j."""
    if tuple(order) == tuple(range(len(order))):
        return run
    states = tuple(replace(state, mixture=state.mixture.permuted(order)) for state in run.states)
    about = run.verdict.component
    verdict = run.verdict
    if about is not None:
        place = list(order).index(about)
        renumbered = verdict.sentence.replace(f"omponent {about + 1} ", f"omponent {place + 1} ")
        verdict = replace(verdict, component=place, sentence=renumbered)
    return replace(run, states=states, verdict=verdict)


def _last(run: EMRun) -> Mixture:
    return run.states[-1].mixture


@dataclass(frozen=True, eq=False)
class Difference:
    """How the partition of one fit differs from another's.

    `table` counts rows by their cluster there and here; `rows` change cluster, with clusters matched as well as
    possible; `sharing` are components (from 0) of the fit that mostly lie in one cluster of the other.
    """

    table: NDArray[np.int64]
    rows: int
    sharing: tuple[int, ...] = ()


def difference(reference: Labels, found: Labels) -> Difference:
    """How the partition `found` (n,) differs from `reference` (n,)."""
    from scipy.optimize import linear_sum_assignment

    table = contingency(reference, found)
    pairs = linear_sum_assignment(table, maximize=True)
    homes = table.argmax(axis=0)
    used = table.sum(axis=0) > 0
    crowded = [home for home in np.unique(homes[used]) if (homes[used] == home).sum() > 1]
    sharing = tuple(np.flatnonzero(used & (homes == crowded[0])).tolist()) if crowded else ()
    return Difference(table, int(len(found) - table[pairs].sum()), sharing)


def changed_rows(reference: Labels, found: Labels) -> NDArray[np.intp]:
    """Rows (m,) whose cluster in `found` (n,) is not the one matched to theirs in `reference` (n,)."""
    from scipy.optimize import linear_sum_assignment

    table = contingency(reference, found)
    partner = np.full(table.shape[0], -1)
    groups, clusters = linear_sum_assignment(table, maximize=True)
    partner[groups] = clusters
    return np.flatnonzero(partner[np.asarray(reference)] != np.asarray(found))


def divergence(x: ArrayLike, run: EMRun, best: Mixture) -> int:
    """The first iteration after which a run on x (n, d) stays nearer to its own end than to a better fit.

    Near means that few rows have another owner, components matched; 0 for a run that begins nearer to its end.
    """
    points = as_points(x)
    points = points[:: max(1, len(points) // ROWS_COMPARED)]
    owners = [state.mixture.responsibilities(points).argmax(axis=1) for state in run.states]
    target = best.responsibilities(points).argmax(axis=1)
    undecided = [
        iteration
        for iteration, mine in enumerate(owners)
        if difference(target, mine).rows <= difference(owners[-1], mine).rows
    ]
    return undecided[-1] if undecided else 0
