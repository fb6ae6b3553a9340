"""What messages call columns and rows by: names of columns, and lines of the file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Named(np.ndarray[tuple[int, ...], np.dtype[np.float64]]):
    """An array (n, d) that knows what its columns are called, and perhaps which lines (n,) of a file its rows were:
    messages then call them so.

    `judged` says that a fit takes its columns as they are: they are those of a table that was judged as a whole. What
    is made from it (a part, a copy, a sum) has other columns and rows, and knows nothing. All is pickled.
    """

    columns: tuple[str, ...]
    lines: NDArray[np.int64] | None
    judged: bool

    def __new__(
        cls,
        x: ArrayLike,
        columns: Sequence[str],
        lines: NDArray[np.int64] | None = None,
        judged: bool = False,
    ) -> Named:
        named = np.asarray(x, dtype=np.float64).view(cls)
        named.columns, named.lines, named.judged = tuple(columns), lines, judged
        return named

    def __array_finalize__(self, made_from: object) -> None:
        self.columns, self.lines, self.judged = (), None, False

    def __reduce__(self) -> tuple[type[Named], tuple[object, ...]]:
        return Named, (np.asarray(self), self.columns, self.lines, self.judged)


def named_as(x: ArrayLike, source: ArrayLike) -> Named:
    """x (n, d) with the names and lines of the source it was made from, row by row and column by column."""
    return Named(x, names_of(source), lines_of(source), was_judged(source))


def drawn_rows(x: ArrayLike) -> Named:
    """Rows x (n, d) that were drawn from a table, or from a mixture fitted to it, whose columns were judged before.

    By chance columns of a sample seem to follow from others: no sample is refused for that.
    """
    return Named(x, (), judged=True)


def was_judged(x: ArrayLike) -> bool:
    """Whether the columns of x are those of a table that was judged as a whole."""
    return bool(getattr(x, "judged", False))


def names_of(x: ArrayLike) -> tuple[str, ...]:
    """The names of the columns of x, where it has `columns`, as a table has; otherwise none.

    0, 1, 2, ... are no names: a table counts its columns so if nobody named them.
    """
    names = tuple(getattr(x, "columns", ()))
    return () if names == tuple(range(len(names))) else tuple(map(str, names))


def lines_of(x: ArrayLike) -> NDArray[np.int64] | None:
    """The lines (n,) of a file that the rows of x were, where it has `lines`."""
    lines: NDArray[np.int64] | None = getattr(x, "lines", None)
    return lines


def column_called(names: tuple[str, ...], column: int) -> str:
    """What a message begins with: a column's name, or its number from 1."""
    return f"Column {names[column]}" if names else f"Column {column + 1} of x"


def rows_called(lines: NDArray[np.int64] | None, rows: Sequence[int]) -> str:
    """Rows (from 0), by their lines in the file, or by their numbers from 1: "row 8", "lines 3 and 9"."""
    kind = "row" if lines is None else "line"
    numbers = [row + 1 for row in rows] if lines is None else [int(lines[row]) for row in rows]
    return f"{kind}{'' if len(numbers) == 1 else 's'} {listed([str(number) for number in numbers])}"


def listed(names: Sequence[str]) -> str:
    """Words in a sentence: "a", "a and b", "a, b and c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
