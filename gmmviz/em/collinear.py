"""Columns that follow from others, in all rows or in all but a few: a far row neither makes nor hides a relation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from gmmviz.em.kernel.plane import MIN_OWN_VARIANCE
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.robust_spread import (
    MAX_SHARE_OF_THOSE_THAT_VARY,
    ROUNDING_RATIO,
    max_slips,
    near,
    robust_spread,
)
from gmmviz.rounding import MIN_SHARES, rounded_shares

MIN_CORRELATION_EIGENVALUE = 1e-13  # an eigenvalue of a correlation matrix that is rounding
# Of a column's robust spread: a column that differs by less from a combination of others follows from them. A
# component is narrower than all rows, so that it collapses where all rows have some digits left.
FIT_SHARE_OF_SPREAD = 2.5 * MIN_OWN_VARIANCE**0.5
MIN_SHARE_OF_SPREAD = (
    1e-4  # of a column's spread: what another column brings to it, below which it has no part in it
)
MORE_ROWS = 4  # than columns, in each part that rows are dealt into
MAX_DEALT = 4_000  # rows
# Times what a column may differ by, and times what it does differ by elsewhere
SLIP_FACTOR, FACTOR_OF_ALL_OTHERS = 2.0, 8.0
REFITS = 2


@dataclass(frozen=True)
class Relation:
    """A column, by its place, that follows from others by adding them up with factors; `but` has rows that do not.

    `rounded` says that these are shares: they add up to a constant, but for what rounding leaves.
    """

    column: int
    others: tuple[int, ...]
    but: tuple[int, ...] = ()
    rounded: bool = False


def definite(rows: Rows) -> bool:
    """Whether the covariance of all rows has digits in every direction."""
    if rows.constant.any():
        return False
    sizes = np.sqrt(np.diagonal(rows.covariance))
    return not bool(_singular((rows.covariance / sizes / sizes[:, None])[None], MIN_OWN_VARIANCE)[0])


def relations(rows: Rows) -> list[Relation]:
    """Which columns follow from columns before them so closely that EM has too few digits of them; or as the last of
    rounded shares."""
    return [each for each in nearly(rows) if each.rounded or not definite(_keeping_to(rows, each))]


def nearly(rows: Rows) -> list[Relation]:
    """Which columns follow from columns before them, in all rows but `max_slips`, and 1 always, at most.

    A component is narrower than all rows: it may collapse where these have some digits left.

    Rows that are far out in a column are passed over, the others dealt into parts: one part at least is without slips,
    and what holds there is fitted again to all rows that agree, as in FAST-LTS (Rousseeuw & Van Driessen 2006), and
    tried on all.
    """
    d, n = rows.d, rows.n
    if d < 2:
        return []
    spread = robust_spread(rows.points.T)
    spread = np.where(spread > 0.0, spread, 1.0)
    some = rows.points[:, :MAX_DEALT] / spread[:, None]
    some = some[:, near(some.T, np.ones(d))]
    many = max(1, min(max_slips(n, 1) + 1, some.shape[1] // (d + MORE_ROWS)))
    length = some.shape[1] // many
    if length <= d + 1:  # few rows lie in a plane whatever they are
        return []
    dealt = some[:, : length * many].reshape(d, length, many).transpose(2, 0, 1)
    dealt = dealt - dealt.mean(axis=2, keepdims=True)
    covariances = dealt @ dealt.transpose(0, 2, 1) / length
    sizes = np.sqrt(np.diagonal(covariances, axis1=1, axis2=2))
    sizes = np.where(sizes > 0.0, sizes, 1.0)
    correlations = covariances / sizes[:, None, :] / sizes[:, :, None]
    correlations[:, np.arange(d), np.arange(d)] = 1.0
    found: dict[int, Relation] = {}
    for part in np.flatnonzero(_singular(correlations, FIT_SHARE_OF_SPREAD**2)):
        for column, free, factors in _followers(correlations[part], FIT_SHARE_OF_SPREAD**2):
            in_spreads = factors * sizes[part, column] / sizes[part, free]
            others = [
                j for j, factor in zip(free, in_spreads, strict=True) if abs(factor) > MIN_SHARE_OF_SPREAD
            ]
            if column in found or not others:
                continue
            parts = in_spreads[[free.index(j) for j in others]]
            if (but := _differing(rows, spread, [column, *others], parts)) is not None:
                found[column] = Relation(column, tuple(others), tuple(but))
    for shares in _shares(rows, spread):
        found.setdefault(shares.column, shares)
    return [found[column] for column in sorted(found)]


def _keeping_to(rows: Rows, relation: Relation) -> Rows:
    """The columns of a relation, in the rows that keep to it."""
    columns = rows.points[[relation.column, *relation.others]]
    return replace(rows, points=np.delete(columns, relation.but, axis=1), names=(), lines=None)


def closest(rows: Rows) -> Relation:
    """The first column that has no digits of its own beside columns before it, else that which has fewest."""
    sizes = np.sqrt(np.diagonal(rows.covariance))
    correlation = rows.covariance / sizes / sizes[:, None]
    for column, free, factors in _followers(correlation, MIN_OWN_VARIANCE):
        others = tuple(
            j for j, factor in zip(free, factors, strict=True) if abs(factor) > MIN_SHARE_OF_SPREAD
        )
        return Relation(column, others or tuple(free))
    return Relation(rows.d - 1, tuple(range(rows.d - 1)))


def _singular(correlations: Array, least_own: float) -> Array:
    """Which (m,) of these matrices (m, d, d) leave a column less than such a share of variance beside the others."""
    values, vectors = np.linalg.eigh(correlations)
    inverse = (vectors**2 / np.maximum(values, MIN_CORRELATION_EIGENVALUE)[:, None, :]).sum(axis=2)
    result: Array = (values[:, 0] <= MIN_CORRELATION_EIGENVALUE) | (inverse.max(axis=1) * least_own >= 1.0)
    return result


def _followers(correlation: Array, least_own: float) -> Iterator[tuple[int, list[int], Array]]:
    """Each column that columns before it leave less than such a share of variance; these; and their factors."""
    free: list[int] = []
    for column in range(len(correlation)):
        inside = correlation[np.ix_(free, free)]
        factors = np.empty(0)
        if free:
            factors = np.asarray(np.linalg.solve(inside, correlation[free, column]), dtype=np.float64)
        if 1.0 - float(factors @ correlation[free, column]) > least_own:
            free.append(column)
        else:
            yield column, list(free), factors


def _shares(rows: Rows, spread: Array) -> list[Relation]:
    """Columns that add up to a constant but for their rounding, the last of them following from the others.

    In units of the rows, or each in its own steps: columns that were standardised one by one have no other in common.
    """
    steps = np.array([each.step if each and not each.rate else 0.0 for each in rows.rounding])
    if int((steps > 0.0).sum()) < MIN_SHARES:
        return []
    usual, slips = near(rows.points.T, spread), max_slips(rows.n, 1)
    in_steps = rows.points / np.where(steps > 0.0, steps, 1.0)[:, None]
    found = rounded_shares(rows.points, steps, usual, slips)
    found = found or rounded_shares(in_steps, np.sign(steps), usual, slips)
    return [Relation(each.columns[-1], each.columns[:-1], each.but, rounded=True) for each in found]


def _differing(rows: Rows, spread: Array, columns: list[int], factors: Array) -> list[int] | None:
    """The rows in which the first of these columns does not follow from the others; None if these are too many.

    `factors` are in spreads, as far as a part of the rows shows them: those that agree with them set them anew.
    """
    z = rows.points[columns] / spread[columns, None]
    agreeing = near(z.T, np.ones(len(z)))
    typical, apart = np.inf, z[0]
    for refit in range(REFITS + 1):
        if refit:
            inside = z[:, agreeing] - z[:, agreeing].mean(axis=1, keepdims=True)
            factors, *_ = np.linalg.lstsq(inside[1:].T, inside[0], rcond=None)
        apart = z[0] - factors @ z[1:]
        apart = np.abs(apart - np.median(apart[agreeing]))
        typical = 1.4826 * float(np.median(apart))
        agreeing = apart <= max(FIT_SHARE_OF_SPREAD, 3.0 * typical)
    if typical > FIT_SHARE_OF_SPREAD:
        return None
    numbers = np.abs(z[0]) + np.abs(factors) @ np.abs(z[1:])
    allowed = max(SLIP_FACTOR * FIT_SHARE_OF_SPREAD, FACTOR_OF_ALL_OTHERS * typical)
    but = np.flatnonzero(apart > np.maximum(allowed, max(ROUNDING_RATIO, typical) * numbers))
    varying = int((np.abs(z[0] - np.median(z[0])) > allowed).sum())
    return (
        but.tolist()
        if len(but) <= min(max_slips(rows.n, 1), MAX_SHARE_OF_THOSE_THAT_VARY * varying)
        else None
    )
