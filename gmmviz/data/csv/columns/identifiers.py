"""Identifiers: columns that say which row it is and measure nothing, recognised by name, position and pattern."""

from collections.abc import Sequence
from itertools import combinations
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.csv.columns.measures import names_measure
from gmmviz.data.csv.columns.name_words import (
    PLACE_NAMES,
    RANKS,
    ROW_NAMES_OF_R,
    SIZES_TOO,
    UNNAMED_PATTERN,
    may_name_rows,
    names_large_code,
    names_unit,
    words_of,
)

MIN_YEAR = 1500  # of those that are of a calendar whatever else a name says
YEAR_WORDS = (
    "year yr jahr annee année año anno vintage yob geburtsjahr baujahr modelyr modelyear fyear birthyear"
)
# (word, least, largest): whole numbers in this range, under this name, tell when
PERIODS = tuple(
    (word, low, high)
    for low, high, words in (
        (MIN_YEAR, 2200, f"{YEAR_WORDS} years"),
        (50, 99, YEAR_WORDS),
        (1, 12, "month months mon monat mois mes mnth"),
        (1, 4, "quarter qtr quartal season"),
        (1, 53, "week woche semaine weekofyear"),
        (1, 366, "day dayofyear doy yday tag jour"),
        (0, 7, "weekday dow dayofweek wochentag wday"),
        (0, 24, "hour hours hr stunde heure"),
    )
    for word in words.split()
)

MAX_VALUES_OF_CATEGORY_CODES = 10  # with no more, a column of codes is a category
UNIX_NAMES = frozenset(["timestamp", "unix", "epoch", "unixtime", "ts", "time", "date", "datetime"])
MIN_MONTHS = 6  # different ones
TIME_NAMES = UNIX_NAMES | frozenset(
    ["month", "months", "mon", "monat", "mois", "mes", "mnth", "yyyymm", "ym", "period", "datum", "fecha"]
)

MIN_CODE = 100_000  # the least number of six digits
PLACES_SHARE_OF_ROWS, NUMBERED_SHARE_OF_ROWS = 0.9, 0.98  # shares of the rows
MIN_CODES = 40  # that tell how they lie
CODE_BINS = 10
MAX_UNEVEN = 21.7  # chi-squared of the bins: the 99 % point with 9 degrees of freedom
MIN_SPREAD = 0.24  # sd per range: 0.29 of even numbers, 0.25 and less of normal ones
MAX_ROUND = 0.25  # of numbers that end in 0: a tenth by chance

HOURS = frozenset({"hour", "hours", "hr", "hrs"})
SPAN_OF_HOURS, MAX_IN_A_SPAN = 6, 0.6  # hours, and the share of times of a day that lie in so many
MIN_HOURS = 20  # that tell how they lie


def may_be_nitric_oxide(name: str, values: NDArray[np.float64]) -> bool:
    """True for values (n,) under "NO" that neither rise throughout nor are as dense as the numbers of rows."""
    dense = np.ptp(values) < 2 * len(values)
    return name.strip() == "NO" and not dense and bool((np.diff(values) <= 0).any())


def counts_units(name: str, values: NDArray[np.float64], distinct: int) -> bool:
    """True for whole numbers (n,) of more than a few units, under the name of what they number.

    Trees 1 to 79 that were measured again and again, districts 1 to 53. Units that are often measured, too (runs,
    orders), have to be counted from 0 or 1 on, nearly without gaps; others may have any numbers.
    """
    if not names_unit(name) or distinct <= MAX_VALUES_OF_CATEGORY_CODES:
        return False
    first, last = float(values.min()), float(values.max())
    if first in (0.0, 1.0) and distinct >= 0.9 * (last - first + 1):
        return True
    words = words_of(name)
    if len(words) > 1 or words[0] not in PLACE_NAMES or first < 0:
        return False
    return words[0] not in SIZES_TOO or bool(np.unique(values, return_counts=True)[1].min() > 1)


def are_ranks(name: str, values: NDArray[np.float64], distinct: int) -> bool:
    """True for whole numbers (n,) from 1 on, hardly any of them twice, under the name of a rank: places in an order."""
    words = words_of(name)
    ranked = bool(words) and words[-1] in RANKS
    return ranked and values.min() in (0.0, 1.0) and distinct >= 0.5 * len(values) >= 0.25 * values.max()


def are_unix_times(name: str, values: NDArray[np.float64]) -> bool:
    """True for times (n,) since 1970 in s, ms, µs or ns, from 1973 to 2106, under a name for them."""
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    named = not UNIX_NAMES.isdisjoint(words_of(name))
    return named and any(1e8 * unit <= low and high <= 4.3e9 * unit for unit in (1.0, 1e3, 1e6, 1e9))


def are_even_steps(values: NDArray[np.float64]) -> bool:
    """True for values (n,) that rise by the same step throughout, as the times that R writes beside a series."""
    if len(values) <= MAX_VALUES_OF_CATEGORY_CODES or np.isnan(values).any():
        return False
    steps = np.diff(values)
    return bool(steps[0] > 0 and np.allclose(steps, steps[0], rtol=1e-3, atol=1e-9))


def is_index(name: str, values: NDArray[np.float64], place: int, unnamed: bool) -> bool:
    """True for whole numbers (n,) that number the rows.

    In a first column without a name, as R and pandas write it, they may have gaps and any order; under the names that
    R gives it they have to rise, since "X" may be measured; elsewhere they have to rise by one. An unnamed first column
    of times in equal steps is an index as well. Codes of many digits stand for rows in a first column, and under the
    names of codes anywhere.
    """
    if are_large_codes(name, values) or (place == 0 and are_drawn_codes(name, values)):
        return True
    first_without_name = place == 0 and (unnamed or UNNAMED_PATTERN.fullmatch(name) is not None)
    if first_without_name and len(values) > 2:
        if name in ROW_NAMES_OF_R:  # with gaps where some rows were left out
            return bool(values[0] >= 0) and bool((np.diff(values) > 0).all())
        return bool(values.min() >= 0) and len(np.unique(values)) == len(values)
    counting = len(values) > 4 and bool((np.diff(values) == 1).all())
    return counting and (place == 0 or may_name_rows(name) or words_of(name)[-1:] == ["index"])


def are_large_codes(name: str, values: NDArray[np.float64]) -> bool:
    """True for numbers (n,) under the name of what may have a code: of many digits, and of as many each.

    Those that come again need six digits each; of others, nearly all different, the largest needs five: hips are
    measured as well.
    """
    if not names_large_code(name) or values.min() < 0:
        return False
    if values.min() >= MIN_CODE and share_of_one_length(values) >= PLACES_SHARE_OF_ROWS:
        return True
    return values.max() >= MIN_CODE / 10 and len(np.unique(values)) >= PLACES_SHARE_OF_ROWS * len(values)


def are_drawn_codes(name: str, values: NDArray[np.float64]) -> bool:
    """True for numbers (n,) of six digits or more, of one length, all or nearly all different, spread like codes.

    Codes lie evenly over their range, without heaps at round numbers: sizes are bell-shaped, skewed, clustered or
    rounded. Where a name is of something measured, or of a place, nothing else counts, and few numbers tell nothing.
    """
    n = len(values)
    if n < MIN_CODES or values.min() < MIN_CODE or names_measure(name):
        return False
    different = len(np.unique(values)) >= NUMBERED_SHARE_OF_ROWS * n
    if not different or share_of_one_length(values) < PLACES_SHARE_OF_ROWS:
        return False
    rounded = float((values % 10 == 0).mean())
    low, high = float(values.min()), float(values.max())
    bins = np.bincount(np.minimum((values - low) / (high - low) * CODE_BINS, CODE_BINS - 1).astype(np.int64))
    uneven = float(((bins - n / CODE_BINS) ** 2).sum() / (n / CODE_BINS))
    even = uneven < MAX_UNEVEN and float(values.std()) >= MIN_SPREAD * (high - low)
    return even and rounded <= MAX_ROUND


def share_of_one_length(values: NDArray[np.float64]) -> float:
    """The share of positive whole numbers (n,) that have the most frequent number of digits."""
    digits = np.floor(np.log10(np.maximum(values, 1.0)) + 1e-12).astype(np.int64)
    return float(np.bincount(digits).max() / len(values))


def are_months(name: str, values: NDArray[np.float64]) -> bool:
    """True for whole numbers (n,) that all read as year and month: 202406.

    A few such numbers, or such of few months of the year, may be sizes as well, and tell when only under the name of
    a time.
    """
    in_range = values.min() >= 190001 and values.max() <= 209912
    if not in_range or not ((values % 100 >= 1) & (values % 100 <= 12)).all():
        return False
    return not TIME_NAMES.isdisjoint(words_of(name)) or len(np.unique(values % 100)) >= MIN_MONTHS


def crossed_factors(columns: Sequence[NDArray[np.float64] | None]) -> frozenset[int]:
    """The places of the factors of a design among columns (n,), None for those that are no numbers.

    Each has the numbers 1 to m equally often, and so often with those of another: rows and columns of a field, no
    sizes. One such column alone may be measured: a dose, a rating.
    """
    factors = {place: values.astype(int) for place, values in enumerate(columns) if is_even_factor(values)}
    crossed = set[int]()
    for one, other in combinations(factors, 2):
        first, second = factors[one], factors[other]
        together = np.bincount((first - 1) * second.max() + second - 1, minlength=first.max() * second.max())
        if together.min() == together.max():
            crossed |= {one, other}
    return frozenset(crossed)


def is_even_factor(values: NDArray[np.float64] | None) -> TypeGuard[NDArray[np.float64]]:
    """True for the numbers 1 to m, each of them (n,) equally often and more than once."""
    if values is None or not len(values) or values.min() != 1 or not 3 <= values.max() <= len(values) / 2:
        return False  # also where one is missing
    if not np.array_equal(values, np.rint(values)):
        return False
    counts = np.bincount(values.astype(int))[1:]
    return bool(counts.min() == counts.max())


def within(values: NDArray[np.float64], low: int, high: int) -> bool:
    """True if all values (n,) lie from low to high."""
    return bool(low <= values.min() and values.max() <= high)


def are_hours_taken(name: str, values: NDArray[np.float64]) -> bool:
    """True for whole numbers (n,) under a name of hours that are no times of a day, but how long it took.

    A day has 24 hours, so 0 and 24 are not both among them. Under the plural, most of them lie in a few hours.
    """
    words = words_of(name)
    if HOURS.isdisjoint(words) or not within(values, 0, 24):
        return False
    if values.min() == 0 and values.max() == 24:
        return True
    counts = np.bincount(values.astype(np.int64), minlength=24 + SPAN_OF_HOURS)
    most = max(counts[start : start + SPAN_OF_HOURS].sum() for start in range(24))
    return words == ["hours"] and len(values) >= MIN_HOURS and bool(most > MAX_IN_A_SPAN * len(values))
