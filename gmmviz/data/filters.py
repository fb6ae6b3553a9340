"""Row filters: which rows of a table are looked at, by a label's values or a number's range."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.notices import quoted

if TYPE_CHECKING:
    import pandas as pd

NO_VALUE = "no value"
"""The word that stands for a missing value among the values of a filter."""


@dataclass(frozen=True)
class RowFilter:
    """Keeps the rows whose cell in `column` is one of `values`, or, without these, from `low` to `high`.

    Values are as `value_words` writes them; a bound of None is open. A missing value is in no range. Raises
    ValueError where nothing is asked for, or the bounds are no range.
    """

    column: str
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        bounds = [bound for bound in (self.low, self.high) if bound is not None]
        if bool(self.values) == bool(bounds):
            raise ValueError(f"A filter on {quoted([self.column])} needs values, or a range, and not both.")
        if not all(map(math.isfinite, bounds)) or (len(bounds) == 2 and bounds[0] > bounds[1]):
            raise ValueError(f"{self.low} to {self.high} is no range: the first number is the smaller one.")

    def sentence(self) -> str:
        """The condition in words.

        >>> RowFilter("species", ("Adelie", "Gentoo")).sentence(), RowFilter("mass", low=3000.0).sentence()
        ('"species" is "Adelie" or "Gentoo"', '"mass" is at least 3000')
        """
        name = quoted([self.column])
        if self.values:
            return f"{name} is {quoted(self.values, conjunction='or')}"
        if self.low is None:
            return f"{name} is at most {self.high:.15g}"
        if self.high is None:
            return f"{name} is at least {self.low:.15g}"
        return f"{name} is from {self.low:.15g} to {self.high:.15g}"

    def choice(self, column: "pd.Series | NDArray[Any]") -> str:
        """What there is to choose from among the cells (n,) of its column, and which of its values there are not."""
        name = quoted([self.column])
        if not self.values:
            values = np.asarray(column)
            present = values[~np.isnan(values)]
            if not len(present):
                return f"{name} has no value."
            return f"{name} goes from {present.min():.15g} to {present.max():.15g}."
        words = [word for word, _ in value_words(column)]
        absent = [value for value in self.values if value not in words]
        lacks = f"There is no {quoted(absent, conjunction='or')} in {name}. " if absent else ""
        return f"{lacks}{name} has {quoted(words)}." if words else lacks.rstrip()

    def keeps(self, column: "pd.Series | NDArray[Any]") -> NDArray[np.bool_]:
        """Which cells (n,) of its column fit the filter. Raises ValueError for a range of words."""
        values = np.asarray(column, dtype=object) if self.values else np.asarray(column)
        if self.values:
            wanted = set(self.values)
            return np.fromiter((word_of(value) in wanted for value in values), np.bool_, len(values))
        if values.dtype.kind not in "fiu":
            raise ValueError(f"{quoted([self.column])} is not numeric: filter it by its values.")
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high
        inside: NDArray[np.bool_] = np.logical_and(low <= values, values <= high)
        return inside


def word_of(value: object) -> str:
    """A cell as it is named in a filter: numbers without needless digits, NO_VALUE where missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return NO_VALUE
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def value_words(column: "pd.Series | NDArray[Any]", most: int = 200) -> tuple[tuple[str, int], ...]:
    """The values of a column (n,) as a filter names them, with their counts, the commonest first."""
    import pandas as pd

    counts = pd.Series(np.asarray(column, dtype=object)).value_counts(dropna=False)[:most]
    return tuple((word_of(value), int(count)) for value, count in counts.items())


def filters_words(frame: "pd.DataFrame", filters: Sequence[RowFilter]) -> str:
    """What there is in the columns that filters look at, filter by filter."""
    return " ".join(one.choice(frame[one.column]) for one in filters)
