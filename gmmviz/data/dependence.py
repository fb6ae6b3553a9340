"""Columns that follow from others, exactly or up to the decimals they are written with; and rounded shares."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmviz.robust_spread import (
    MAX_SHARE_OF_THOSE_THAT_VARY,
    ROUNDING_RATIO,
    max_slips,
    near,
    robust_spread,
)
from gmmviz.rounding import rounded_shares, roundings

MAX_DEPENDENT_COLUMNS = 200  # beyond so many, dependence is not looked for
MAX_ROWS_LOOKED_AT = 20_000  # looked at
MAX_CELLS = 400_000  # looked at, in tables of many columns: what is solved grows with the cube of these
MAX_DEPENDENT_DECIMALS = 10  # a column with more is taken as exact
SAME_SHARE_OF_SPREAD = (
    1e-5  # share of its own spread that a column may differ from a combination of others: single precision
)
ROUNDED_SHARE = 0.02  # ... where rounding explains the difference
NO_WORSE_FACTOR = 1.1  # times what a combination leaves: a part has none in it without which no more is left
MIN_PART_SHARE = 1e-3  # share of the spread: a column that brings less has no part in a combination
DERIVED_NAMES = frozenset(
    ["total", "sum", "mean", "average", "avg", "mid", "overall", "gesamt", "summe", "mittel"]
)
MAX_REFITS = 10
TYPICAL_RESIDUAL_FACTOR = 4.0  # times the typical rest of a fit: so much the factors may pass on to a row
MAX_TRIED = 30  # columns: with more before it, a column is not asked about single bad rows, nor a table about far ones


@dataclass(frozen=True)
class Dependence:
    """A column, by its place, that follows from others by adding them up with factors; `but` has rows that do not.

    `rounded` says that these are shares: they add up to a constant, but for what rounding leaves of each.
    """

    column: int
    others: tuple[int, ...]
    but: tuple[int, ...] = ()
    rounded: bool = False


# values at the ends of the floats' range
@np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore")
def dependences(x: NDArray[np.float64], names: tuple[str, ...] = ()) -> tuple[Dependence, ...]:
    """Which columns of x (n, d) follow from others, exactly or up to the decimals they are written with.

    Rows with NaN are passed over, and spreads are those of rows that are not far out in any column: one far row neither
    makes nor hides a combination. Of columns that hang together the one is named that was most likely computed:
    the one with most decimals, then by its name (total, mean, ...), then a sum of the others, then the last.
    """
    found: list[Dependence] = []
    rows = x[: 10 * MAX_ROWS_LOOKED_AT]
    most = min(MAX_ROWS_LOOKED_AT, MAX_CELLS // max(1, x.shape[1]))
    complete = np.flatnonzero(np.isfinite(rows).all(axis=1))
    complete = complete[:: max(1, -(-len(complete) // most))]  # from the first to the last
    rows = rows[complete]
    if not 2 <= x.shape[1] <= MAX_DEPENDENT_COLUMNS or len(rows) <= x.shape[1] + 2:
        return ()
    usual = near(rows, robust_spread(rows))
    if usual.sum() <= x.shape[1] + 2:
        return ()
    spread = rows[usual].std(axis=0)
    varied = np.flatnonzero((spread > 0) & np.isfinite(spread))
    z = (rows[:, varied] - rows[usual][:, varied].mean(axis=0)) / spread[varied]
    finite = np.isfinite(z).all(axis=0)
    varied, z = varied[finite], z[:, finite]
    half = np.array([rounding(rows[:, place]) for place in varied])
    unit = half / spread[varied]
    called = [names[column] if names else "" for column in varied]
    shares = of_shares(rows[:, varied], usual, half, called)
    passed_over = {each.column for each in shares}
    for each in shares:
        beside, slips = varied[list(each.others)].tolist(), complete[list(each.but)].tolist()
        found.append(Dependence(int(varied[each.column]), tuple(beside), tuple(slips), rounded=True))
    free: list[int] = []  # places in z of columns that are no combination of those before
    for place in range(len(varied)):
        if place in passed_over:
            continue
        parts, but = combination(z[usual], free, place, unit), np.empty(0, int)
        if parts is not None and not usual.all():
            parts, but = holding(z, z[usual], parts, place, unit)
        if parts is None:
            parts, but = combination_but(z, usual, free, place, unit)
        if parts is None:
            free.append(place)
            continue
        group = [*parts, place]
        derived = likeliest(z[usual], group, half, [called[i] for i in group])
        if derived != place:  # the earlier column was computed from this one
            free = [other for other in free if other != derived] + [place]
        others = tuple(sorted(int(varied[i]) for i in group if i != derived))
        found.append(Dependence(int(varied[derived]), others, tuple(complete[but].tolist())))
    if not usual.all() and x.shape[1] <= MAX_TRIED:
        found += in_every_row(rows, {each.column for each in found}, names)
    return tuple(found)


def in_every_row(
    rows: NDArray[np.float64], passed_over: set[int], names: tuple[str, ...] = ()
) -> list[Dependence]:
    """Which columns of rows (n, d), none missing, follow from others wherever they are, but for those `passed_over`.

    Rows far out may be all that a column tells: most responsibilities lie near 0. Every row has to hold by itself, up
    to the decimals it is written with and a share of how far it lies from the medians, so that no far row feigns it.
    """
    spread = rows.std(axis=0)
    away = rows - np.median(rows, axis=0)
    places = [
        place
        for place in np.flatnonzero((spread > 0) & np.isfinite(spread) & np.isfinite(away).all(axis=0))
        if place not in passed_over
    ]
    half = np.array([rounding(rows[:, place]) for place in places])
    z, unit = away[:, places] / spread[places], half / spread[places]
    raw = np.abs(rows[:, places]) / spread[places]
    free: list[int] = []
    found = []
    for place in range(len(places)):
        parts = combination(z - z.mean(axis=0), free, place, unit)
        if parts is None or not holds_by_itself(z, raw, parts, place, unit):
            free.append(place)
            continue
        group = [*parts, place]
        derived = likeliest(z, group, half, [names[places[i]] if names else "" for i in group])
        if derived != place:
            free = [other for other in free if other != derived] + [place]
        others = tuple(sorted(int(places[i]) for i in group if i != derived))
        found.append(Dependence(int(places[derived]), others))
    return found


def holds_by_itself(
    z: NDArray[np.float64],
    raw: NDArray[np.float64],
    parts: list[int],
    place: int,
    unit: NDArray[np.float64],
) -> bool:
    """True if a combination holds in every row of z (n, d), beside how far that row lies from the medians.

    `raw` (n, d) are the numbers themselves in the same unit, in which they are rounded as floats.
    """
    with_one = np.column_stack([z[:, parts], np.ones(len(z))])
    factors, *_ = np.linalg.lstsq(with_one, z[:, place], rcond=1e-10)
    rest = np.abs(z[:, place] - with_one @ factors)
    sizes = np.abs(factors[:-1])
    rounded = unit[place] + float(sizes @ unit[parts])
    away = np.abs(z[:, place]) + np.abs(z[:, parts]) @ sizes
    numbers = raw[:, place] + raw[:, parts] @ sizes
    return bool((rest <= 1.1 * rounded + SAME_SHARE_OF_SPREAD * away + ROUNDING_RATIO * numbers).all())


def rounding(values: NDArray[np.float64]) -> float:
    """Half of the last decimal that a column is written with, in its own units; 0 if it has very many."""
    sample = values[:500]
    for decimals in range(MAX_DEPENDENT_DECIMALS):
        if np.allclose(np.round(sample, decimals), sample, rtol=1e-14, atol=0.0):
            return float(0.5 * 10.0**-decimals)
    return 0.0


def combination(
    z: NDArray[np.float64], free: list[int], place: int, unit: NDArray[np.float64]
) -> list[int] | None:
    """Places of the fewest columns that a column of z (n, d) is a combination of; None if it is none."""
    if not free:
        return None
    factors, *_ = np.linalg.lstsq(z[:, free], z[:, place], rcond=1e-10)
    parts = [other for other, factor in zip(free, factors, strict=True) if abs(factor) > MIN_PART_SHARE]
    if not parts:
        return None
    left = left_by(z, parts, place, unit)
    if left is None:
        return None
    while len(parts) > 1:
        factors, *_ = np.linalg.lstsq(z[:, parts], z[:, place], rcond=1e-10)
        own = 1.0 / np.diagonal(np.linalg.pinv(z[:, parts].T @ z[:, parts]))
        least = int((factors**2 * own).argmin())  # what leaving a part out adds to the squares that are left
        fewer = parts[:least] + parts[least + 1 :]
        without = left_by(z, fewer, place, unit)
        if without is None or without > max(SAME_SHARE_OF_SPREAD, NO_WORSE_FACTOR * left):
            break
        parts = fewer
    return parts


def left_by(z: NDArray[np.float64], parts: list[int], place: int, unit: NDArray[np.float64]) -> float | None:
    """What these parts leave of a column of z (n, d), a root mean square; None where it is no combination of them."""
    factors, *_ = np.linalg.lstsq(z[:, parts], z[:, place], rcond=1e-10)
    rest = np.abs(z[:, place] - z[:, parts] @ factors)
    rounded = unit[place] + float(np.abs(factors) @ unit[parts])
    left = float(np.sqrt((rest**2).mean()))
    if rest.std() < SAME_SHARE_OF_SPREAD or (rest.max() <= 1.1 * rounded and left < ROUNDED_SHARE):
        return left
    return None


def of_shares(
    rows: NDArray[np.float64], usual: NDArray[np.bool_], half: NDArray[np.float64], names: list[str]
) -> list[Dependence]:
    """Of each group of shares in rows (n, d), rounded one by one, the one that was most likely computed."""
    steps = np.array([each.step if each and not each.rate else 0.0 for each in roundings(rows[usual].T, 1.0)])
    found = []
    for shares in rounded_shares(rows.T, steps, usual, max_slips(len(rows), 1)):
        group = list(shares.columns)
        derived = likeliest(rows[usual] - rows[usual].mean(axis=0), group, half, [names[i] for i in group])
        others = tuple(other for other in group if other != derived)
        found.append(Dependence(derived, others, shares.but, rounded=True))
    return found


def combination_but(
    z: NDArray[np.float64], usual: NDArray[np.bool_], free: list[int], place: int, unit: NDArray[np.float64]
) -> tuple[list[int] | None, NDArray[np.int64]]:
    """As `combination`, for all rows of z (n, d) but a few, which are given (b,): one slip of the pen hides it.

    The usual rows are dealt into parts; one at least is without the bad rows, and what holds there is tried on all.
    """
    dealt = z[usual]
    few = min(max_slips(len(z)), len(dealt) // (len(free) + 6) - 1)
    none = np.empty(0, int)
    if not free or few < 1 or len(free) > MAX_TRIED:
        return None, none
    for part in range(few + 1):
        some = dealt[part :: few + 1]
        parts = combination(some - some.mean(axis=0), free, place, unit)
        if parts is not None:
            parts, but = holding(z, some, parts, place, unit)
        if parts is not None:
            return parts, but
    return None, none


def holding(
    z: NDArray[np.float64],
    some: NDArray[np.float64],
    parts: list[int],
    place: int,
    unit: NDArray[np.float64],
) -> tuple[list[int] | None, NDArray[np.int64]]:
    """The parts, and the rows (b,) of z (n, d) in which the combination that `some` rows show does not hold.

    It is fitted again to all rows that agree, as these become more: rows near one another leave factors open by so
    much that they do not reach the end of a long tail. None where those that do not agree are too many.
    """
    allowed, differs, relative = 0.0, np.zeros(len(z), bool), np.zeros(len(z))
    for refit in range(MAX_REFITS):
        middle = some.mean(axis=0)
        inside, apart = some - middle, z - middle
        factors, *_ = np.linalg.lstsq(inside[:, parts], inside[:, place], rcond=1e-10)
        rest = np.abs(apart[:, place] - apart[:, parts] @ factors)
        numbers = np.abs(z[:, place]) + np.abs(z[:, parts]) @ np.abs(factors)
        allowed = 2.0 * (unit[place] + float(np.abs(factors) @ unit[parts])) + 10.0 * SAME_SHARE_OF_SPREAD
        _, sizes, axes = np.linalg.svd(inside[:, parts], full_matrices=False)
        sizes = np.where(sizes > 1e-10 * sizes.max(), sizes, np.inf)
        left_open = np.linalg.norm(apart[:, parts] @ axes.T / sizes, axis=1)
        left_open *= TYPICAL_RESIDUAL_FACTOR * float((inside[:, place] - inside[:, parts] @ factors).std())
        before, differs = differs, rest > allowed + ROUNDING_RATIO * numbers + left_open
        relative = rest / np.maximum(1.0, numbers)
        if refit and (differs == before).all():
            break
        some = z[~differs & (ROUNDING_RATIO * numbers <= allowed)]
        if len(some) <= len(parts):
            return None, np.flatnonzero(differs)
    but = np.flatnonzero(differs)
    # as of shares of which only 0 and 1 are written
    if np.sqrt((relative[~differs] ** 2).mean()) >= ROUNDED_SHARE:
        return None, but
    varying = int((np.abs(z[:, place] - np.median(z[:, place])) > allowed).sum())
    most = min(max_slips(len(z), 1), MAX_SHARE_OF_THOSE_THAT_VARY * varying)
    return (parts if len(but) <= most else None), but


def likeliest(z: NDArray[np.float64], group: list[int], half: NDArray[np.float64], names: list[str]) -> int:
    """Which column of a group that hangs together was computed from the others."""

    def key(position: int) -> tuple[bool, bool, bool, int]:
        place, others = group[position], [other for other in group if other != group[position]]
        factors, *_ = np.linalg.lstsq(z[:, others], z[:, place], rcond=1e-10)
        finest = halves[position] < min(halves[:position] + halves[position + 1 :])
        named = any(word in names[position].casefold() for word in DERIVED_NAMES)
        return finest, named, len(others) > 1 and bool((factors > 0).all()), position

    halves = [float(half[place]) for place in group]
    return group[max(range(len(group)), key=key)]
