"""Sentinels: numbers that may stand for a missing value, such as -999 far from all others. Never acted on."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.csv.columns.resolving import Resolved
from gmmviz.data.notices import Notice, counted, quoted
from gmmviz.thousands import count_text

SENTINELS = (
    -9,
    -99,
    -999,
    -9999,
    -99999,
    -999999,
    99,
    999,
    9999,
    99999,
    999999,
    9999999,
    -1e20,
    1e20,
    -1e30,
    1e30,
)
MISSING = "missing"  # the field of a Reading that lists what stands for missing
WITNESSES = 2  # columns in which a value stands apart, for it to be suspected in others too


def sentinel_notices(names: Sequence[str], columns: Sequence[Resolved]) -> list[Notice]:
    """Hints at numbers that may stand for missing, one sentence for each, with the columns that have it.

    A value that stands apart in two columns is suspected wherever it is the least or the largest of all.
    """
    numbers = {
        name: column.numbers[~np.isnan(column.numbers)]
        for name, column in zip(names, columns, strict=True)
        if column.numbers is not None
    }
    ends = {
        name: {present.min(), present.max()} if len(present) else set() for name, present in numbers.items()
    }
    found: dict[float, list[str]] = {}
    for name, present in numbers.items():
        for value in SENTINELS:
            if len(present) > 2 and value in ends[name] and stands_apart(value, present):
                found.setdefault(value, []).append(name)
    notices = []
    for value, seen in found.items():
        also = seen
        if len(seen) >= WITNESSES:
            also = [n for n in numbers if n in seen or value in ends[n]]
        counts = [int((numbers[name] == value).sum()) for name in also]
        notices.append(
            Notice(
                "sentinel",
                sentinel_sentence(value, also, counts),
                (),
                f"Take {value:g} as missing",
                ((MISSING, (f"{value:g}",)),),
            )
        )
    return notices


def sentinel_sentence(value: float, names: Sequence[str], counts: Sequence[int]) -> str:
    """The sentence about a value and the columns that have it in so many rows."""
    if len(names) == 1:
        where = f"{quoted(names)} is {value:g} in {counted(counts[0], 'row')}, far from all its other values"
    else:
        shown = [
            f"{quoted([name])} ({count_text(count)})" for name, count in zip(names[:5], counts, strict=False)
        ]
        more = f" and {count_text(len(names) - 5)} more" if len(names) > 5 else ""
        where = f"{value:g} stands far from all other values, in {', '.join(shown)}{more} rows"
    return f"{where}: if that stands for missing, say so."


def stands_apart(value: float, present: NDArray[np.float64]) -> bool:
    """True if a value is further from all others than three times their range, and no single slip."""
    others = present[present != value]
    if len(others) < 2 or (len(present) - len(others) < 2 and abs(value) < 999):
        return False
    with np.errstate(over="ignore"):  # values near the end of the range of floats
        return bool(abs(value - np.median(others)) / 3 > np.ptp(others))
