"""Axes on which a natural logarithm is drawn and the file's own units are read: ticks at round values of the file.

The browser's stage has the same arithmetic (`stage/js/draw/log_axis.js`), since ticks follow a zoom.
"""

import math
from typing import Any

from gmmviz.figures.view import View
from gmmviz.thousands import thin

MAX_TICKS = 4
TICK_DIGITS = ((1, 2, 5), (1, 3), (1,))  # of each power of ten: the most of them that are not too many
TICK_STRIDES = (2, 3, 5, 10, 20, 50, 100)  # powers of ten from tick to tick where even one each is too many
MAX_LOGARITHM = 709.0  # whose exponential is a float
PLAIN_RANGE = (1e-4, 1e5)  # numbers between are written out
PREFIX = "log "
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def log_axis(low: float, high: float) -> dict[str, Any]:
    """Ticks of an axis from `low` to `high`, natural logarithms, as a layout for Plotly."""
    values = log_ticks(low, high)
    return {
        "tickmode": "array",
        "tickvals": [math.log(value) for value in values],
        "ticktext": [file_number(value) for value in values],
    }


def log_ticks(low: float, high: float) -> list[float]:
    """Round numbers whose natural logarithms are in [low, high]: at most four, and two if there is room for one unit.

    >>> log_ticks(0.0, 7.0), log_ticks(math.log(3.1), math.log(3.9))
    ([1.0, 10.0, 100.0, 1000.0], [3.2, 3.4, 3.6, 3.8])
    """
    low, high = max(low, -MAX_LOGARITHM), min(high, MAX_LOGARITHM)
    powers = range(math.floor(low / math.log(10)), math.ceil(high / math.log(10)) + 1)
    for digits in TICK_DIGITS:
        found = _inside([(digit, power) for power in powers for digit in digits], low, high)
        if len(found) < 2:
            return _evenly(math.exp(low), math.exp(high))
        if len(found) <= MAX_TICKS:
            return found
    strides = ([(1, power) for power in powers if power % stride == 0] for stride in TICK_STRIDES)
    return next(found for each in strides if len(found := _inside(each, low, high)) <= MAX_TICKS)


def _inside(places: list[tuple[int, int]], low: float, high: float) -> list[float]:
    values = [float(f"{digit}e{power}") for digit, power in places]
    return [value for value in values if 0.0 < value < math.inf and low <= math.log(value) <= high]


def _evenly(least: float, most: float) -> list[float]:
    """Multiples of one round step: for so short an axis that the logarithm is nearly straight."""
    power = math.floor(math.log10(most - least)) - 1
    steps = (float(f"{digit}e{exponent}") for exponent in range(power, power + 4) for digit in (1, 2, 5))
    counts = ((step, range(max(1, math.ceil(least / step)), math.floor(most / step) + 1)) for step in steps)
    step, found = next((step, found) for step, found in counts if len(found) <= MAX_TICKS)
    return [float(f"{count * step:.12g}") for count in found]


def file_number(value: float) -> str:
    """A positive number as it stands at a tick.

    >>> file_number(0.05), file_number(20_000.0), file_number(2e7)
    ('0.05', '20\u202f000', '2·10⁷')
    """
    if PLAIN_RANGE[0] <= value < PLAIN_RANGE[1]:
        return thin(f"{value:,.12g}")
    mantissa, _, exponent = f"{value:.6e}".partition("e")
    front = mantissa.rstrip("0").rstrip(".")
    power = f"10{str(int(exponent)).translate(SUPERSCRIPTS)}"
    return power if front == "1" else f"{front}·{power}"


def axis_title(name: str, view: View) -> str:
    """What an axis of the view is called: a logarithm by the column's own name, since its ticks are in file units."""
    return f"{name.removeprefix(PREFIX)} (log scale)" if name in view.logged else name


def in_file_units(fitted: float, logged: bool = True) -> float:
    """A value as it is fitted in the units of the file; infinite where that is too large a number.

    >>> in_file_units(2.0, False), round(in_file_units(2.0), 6)
    (2.0, 7.389056)
    """
    if not logged:
        return fitted
    return math.exp(fitted) if fitted <= MAX_LOGARITHM else math.inf


def factor_text(width: float) -> str:
    """So wide an interval of a logarithm, as the factor between its ends."""
    return thin(f"{math.exp(min(width, MAX_LOGARITHM)):.3g}")
