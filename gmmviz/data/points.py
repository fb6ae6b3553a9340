"""Points: the rows a mixture is fitted to, with where they came from and what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from gmmviz.data.account import Account
from gmmviz.data.csv.reading import Convention
from gmmviz.data.csv.unused import Unused
from gmmviz.data.filters import RowFilter
from gmmviz.data.notices import quoted
from gmmviz.thousands import count_text


@dataclass(frozen=True)
class Cost:
    """What one column costs: rows where it is missing, and rows left out because of it alone.

    `without_log` of the missing ones have a value, but none that has a logarithm.
    """

    column: str
    missing: int
    alone: int
    without_log: int = 0

    @property
    def absent(self) -> int:
        """Rows in which the file has no value."""
        return self.missing - self.without_log

    def sentence(self) -> str:
        """In how many rows it is missing, and in how many it has no logarithm."""
        parts = ("is missing", self.absent), ("has no logarithm", self.without_log)
        return " and ".join(f"{what} in {count_text(rows)}" for what, rows in parts if rows)


def without_words(costs: Sequence[Cost]) -> str:
    """What rows are without that columns cost: a value in these, a logarithm in those."""
    missing = [cost.column for cost in costs if cost.missing > cost.without_log]
    unlogged = [cost.column for cost in costs if cost.without_log]
    if missing == unlogged:
        return f"no value or no logarithm in {quoted(missing, conjunction='or')}" if missing else "no value"
    parts = (("value in", missing), ("logarithm of", unlogged))
    return " or ".join(f"no {what} {quoted(names, conjunction='or')}" for what, names in parts if names)


@dataclass(frozen=True, eq=False)
class Dropped:
    """Rows that were left out: their places in the table (from 0), their lines in the file, and why."""

    rows: NDArray[np.int64]  # (m,)
    lines: NDArray[np.int64]  # (m,), line numbers as an editor shows them, from 1
    costs: tuple[Cost, ...] = ()  # dearest column first


def nothing_dropped() -> Dropped:
    """The record of data from which no row was left out."""
    none = read_only(np.empty(0, dtype=np.int64))
    return Dropped(none, none)


def read_only(values: ArrayLike, dtype: type = np.int64) -> NDArray[Any]:
    """A copy of an array that refuses writes; an array that cannot change any more is returned as it is."""
    array: NDArray[Any] = np.asarray(values, dtype=dtype)
    if not array.flags.writeable and array.base is None and array.flags.c_contiguous:
        return array
    copy: NDArray[Any] = np.array(array, dtype=dtype, order="C")
    copy.setflags(write=False)
    return copy


@dataclass(frozen=True, eq=False)
class Points:
    """Rows x (n, d) with their column names, the known classes if any, and their provenance.

    `truth` (n,) counts from 0 into `truth_names`; it is held out and never fitted. `rows` (n,) says which row
    of the table each point was, `lines` (n,) which line of the file. Raises ValueError for anything a mixture
    cannot be fitted to.

    `logs` names, as the file does, the columns of which x holds the natural logarithm: these are called
    "log mass" in `columns`, so that whatever names them says so. `filters` are the ones that chose the rows,
    `account` says what became of all others. `readings` are sentences about how numbers in these columns were read
    where that is a decision: they belong to every account of a fit; so do `warnings`, which say what else the
    receipt of the file warned of. `conventions` are for reading other rows alike. `unused` are the columns of the
    file that are not fitted, with the reasons.
    """

    x: NDArray[np.float64]
    columns: tuple[str, ...]
    truth: NDArray[np.int64] | None = None
    truth_names: tuple[str, ...] = ()
    source: str = ""
    dropped: Dropped | None = None
    title: str = ""
    sentence: str = ""
    rows: NDArray[np.int64] | None = None
    lines: NDArray[np.int64] | None = None
    logs: tuple[str, ...] = ()
    filters: tuple[RowFilter, ...] = ()
    account: Account | None = None
    file_columns: tuple[str, ...] = ()  # names in the file; `columns` unless given
    readings: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    conventions: tuple[Convention, ...] = ()  # of the columns of a file, one each
    unused: tuple[Unused, ...] = ()
    scaling: str = "none"  # of the coordinates a fit runs in; x is in the file's units whatever it says

    def __post_init__(self) -> None:
        x = read_only(self.x, np.float64)
        if x.ndim != 2 or 0 in x.shape:
            raise ValueError(f"Points need rows and columns, this has shape {x.shape}: pass x as (n, d).")
        if len(self.columns) != x.shape[1]:
            raise ValueError(f"{x.shape[1]} columns but {len(self.columns)} names: give one name a column.")
        if not np.isfinite(x).all():
            row, column = np.argwhere(~np.isfinite(x))[0]
            raise ValueError(
                f"Row {row} of '{self.columns[column]}' is {x[row, column]}: leave out rows with missing or "
                "infinite values first (points_from_table does)."
            )
        object.__setattr__(self, "x", x)
        object.__setattr__(self, "columns", tuple(self.columns))
        object.__setattr__(self, "truth_names", tuple(self.truth_names))
        object.__setattr__(self, "dropped", self.dropped or nothing_dropped())
        object.__setattr__(self, "account", self.account or Account(len(x)))
        object.__setattr__(self, "file_columns", tuple(self.file_columns or self.columns))
        if len(self.file_columns) != len(self.columns) or not set(self.logs) <= set(self.file_columns):
            raise ValueError("file_columns need one name per column, and logs must be among them.")
        for field in ("truth", "rows", "lines"):
            if (values := getattr(self, field)) is not None:
                object.__setattr__(self, field, per_row(values, field, len(x)))
        if self.truth is not None and (self.truth.min() < 0 or self.truth.max() >= len(self.truth_names)):
            raise ValueError(f"truth must count from 0 into the {len(self.truth_names)} truth_names.")

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.x)

    @property
    def d(self) -> int:
        """Number of columns."""
        return int(self.x.shape[1])

    @property
    def logged(self) -> NDArray[np.bool_]:
        """Which columns (d,) are logarithms."""
        return np.array([name in self.logs for name in self.file_columns])

    @property
    def log_columns(self) -> tuple[str, ...]:
        """Those of `columns` that are logarithms, as they are called there."""
        return tuple(name for name, logged in zip(self.columns, self.logged, strict=True) if logged)

    def in_file_units(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points (m, d) as fitted, in the file's units. Of a mean of logarithms that is the median."""
        values = np.array(x, dtype=np.float64)
        with np.errstate(over="ignore"):
            values[:, self.logged] = np.exp(values[:, self.logged])
        return values

    def as_fitted(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values (m, d) in the file's units as they are fitted; NaN where there is no logarithm."""
        x = np.array(values, dtype=np.float64)
        with np.errstate(invalid="ignore", divide="ignore"):
            logarithms = np.log(x[:, self.logged])
        logarithms[~np.isfinite(logarithms)] = np.nan
        x[:, self.logged] = logarithms
        return x

    def log_jacobian(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """What is added to a log density of fitted points to have it per file unit: (m,) of values (m, d).

        For y = log v, p(v) = p(y) |dy/dv| = p(y) / v, so it is minus the sum of the logarithms.
        """
        jacobian: NDArray[np.float64] = -np.log(values[:, self.logged]).sum(axis=1)
        return jacobian

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        """The rows x: a fit to points calls columns by their names."""
        return np.array(self.x, dtype=dtype) if copy else np.asarray(self.x, dtype=dtype)

    @cached_property
    def digest(self) -> str:
        """32 hex digits of values, column names, truth and scaling: the same everywhere, for keys and links."""
        digest = blake2b(repr((self.x.shape, self.columns, self.truth_names)).encode(), digest_size=16)
        digest.update(np.ascontiguousarray(self.x, dtype="<f8").data)
        if self.truth is not None:
            digest.update(np.ascontiguousarray(self.truth, dtype="<i8").data)
        if self.scaling != "none":
            digest.update(self.scaling.encode())
        return digest.hexdigest()


def per_row(values: ArrayLike, field: str, n: int) -> NDArray[np.int64]:
    """Integers (n,), one per row, read-only."""
    array = read_only(values)
    if array.shape != (n,):
        raise ValueError(
            f"{field} has shape {array.shape}, but there are {n} rows: pass one integer per row."
        )
    return array


def coded(names: Sequence[str]) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Codes (n,) from 0 and the names they stand for, in natural order ("2" before "10")."""
    distinct = sorted(set(names), key=natural)
    code = {name: place for place, name in enumerate(distinct)}
    return np.fromiter((code[name] for name in names), dtype=np.int64, count=len(names)), tuple(distinct)


def natural(name: str) -> tuple[int, float, str]:
    """Sorting key that puts numbers first and by size."""
    try:
        return 0, float(name), name
    except ValueError:
        return 1, 0.0, name
