"""Roles: what each column seems to be for, so that the first choice of columns is a good one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.csv.columns.identifiers import (
    MIN_YEAR,
    PERIODS,
    are_even_steps,
    are_hours_taken,
    are_months,
    are_ranks,
    are_unix_times,
    counts_units,
    crossed_factors,
    is_index,
    may_be_nitric_oxide,
    within,
)
from gmmviz.data.csv.columns.name_words import (
    CODE_WORDS,
    LINKING_WORDS,
    is_postal_code,
    is_row_name_of_r,
    may_name_rows,
    names_rows,
    names_time,
    names_unit,
    spelled_out,
    words_of,
)
from gmmviz.data.csv.columns.resolving import Resolved, are_compact_dates
from gmmviz.data.csv.columns.skewness import skewness_of
from gmmviz.data.dependence import MAX_DEPENDENT_COLUMNS, MAX_ROWS_LOOKED_AT, Dependence, dependences

# role -> what is said of columns that have it; only features are fitted at first
ROLES = {
    "feature": "fitted",
    "label": "looks like a label: held out for comparing",
    "category": "holds a few codes or words: not chosen",
    "period": "says when (years, months, days): not chosen",
    "identifier": "looks like an identifier: not chosen",
    "date": "holds dates or times: not chosen",
    "derived": "follows from other columns: not chosen",
    "constant": "has one value only: not chosen",
    "duplicate": "repeats another column: not chosen",
    "sparse": "is missing in more than half of the rows: not chosen",
    "empty": "is empty: not chosen",
    "text": "holds text: not chosen",
}
LABEL_NAME = re.compile(
    r"(?i).*\b(class|label|target|cluster|group|species|category|cultivar|cultivator|diagnosis|outcome|type|kind|"
    r"klasse|gruppe|art|truth)s?\b.*"
)
DATE_NAMES = (["date"], ["datum"], ["fecha"])
MAX_CODE_VALUES = 10  # whole numbers with so few values are codes rather than measurements
MAX_CLASSES = 50
MAX_PROPOSED = 30  # columns that are proposed at once; a mixture in more needs a decision


@dataclass(frozen=True)
class Column:
    """A column as it was read.

    `kind`: number, text, date, boolean, code, empty; `role`: a key of ROLES. `others` names the columns that
    a derived one follows from, `but` has rows where it does not; `rounded`: up to rounding. `positive`: all are
    above 0, for a logarithm; `skewed`: that would make it far more even. `unnamed`: the file gives it no name.
    """

    name: str
    kind: str
    role: str
    missing: int  # cells, also those that could not be read
    unusable: int
    distinct: int
    others: tuple[str, ...] = ()
    positive: bool = False
    skewed: bool = False
    unnamed: bool = False
    but: tuple[int, ...] = ()
    rounded: bool = False


def described(
    names: Sequence[str], columns: Sequence[Resolved], n: int, unnamed: frozenset[str] = frozenset()
) -> tuple[Column, ...]:
    """Kind and role of every column; `unnamed` ones have no name in the file."""
    seen: dict[bytes, str] = {}
    result, factors = [], crossed_factors([column.numbers for column in columns])
    for place, (name, column) in enumerate(zip(names, columns, strict=True)):
        distinct = distinct_count(column)
        lost = column.missing + len(column.unusable) + len(column.infinite)
        nameless = name in unnamed or is_row_name_of_r(name, place, names)
        role = role_of(
            Sight(spelled_out(name, names), place, nameless, place in factors), column, distinct, n
        )
        others: tuple[str, ...] = ()
        positive = skewed = False
        if column.numbers is not None:
            positive, skewed = skewness_of(column.numbers)
            if role in {"feature", "category"}:
                key = blake2b(column.numbers.tobytes(), digest_size=16).digest()
                if key in seen:
                    role, others = "duplicate", (seen[key],)
                seen.setdefault(key, name)
        result.append(
            Column(
                name,
                column.kind,
                role,
                lost,
                len(column.unusable),
                distinct,
                others,
                positive,
                skewed,
                name in unnamed,
            )
        )
    measured = without_derived(result, columns)
    features = with_features(measured, columns, factors)
    # columns that became features for want of others have not been looked at yet
    return with_label(features if features == measured else without_derived(features, columns))


def distinct_count(column: Resolved) -> int:
    """Number of different values."""
    if column.numbers is None:
        return int(column.texts.nunique()) if column.texts is not None else 0
    import pandas as pd

    values = pd.unique(column.numbers)
    return len(values) - int(np.isnan(values).any())


@dataclass(frozen=True)
class Sight:
    """What is seen of a column before its cells: name, place in the file, and whether the name is ours."""

    name: str
    place: int
    unnamed: bool
    factor: bool  # it is crossed with another column, as in a design


def role_of(sight: Sight, column: Resolved, distinct: int, n: int) -> str:
    """The role of one column by itself."""
    if column.kind == "empty" or distinct == 0:
        return "empty"
    if column.kind in {"date", "code"}:
        return {"date": "date", "code": "identifier"}[column.kind]
    if distinct == 1:
        return "constant"
    if column.style.mixed:
        return "text"  # numbers whose units nobody knows
    if column.numbers is None:
        return role_of_words(sight, distinct, n)
    with np.errstate(over="ignore"):  # differences of numbers near the end of the range of floats
        role = role_of_numbers(sight, column.numbers, distinct)
    measured = role == "identifier" and column.style.affix  # "5 min", "6 min": nobody numbers rows in minutes
    return "feature" if measured else role


def role_of_words(sight: Sight, distinct: int, n: int) -> str:
    """The role of a column of words: by its name, by how often words come again."""
    if names_rows(sight.name) and distinct > MAX_CODE_VALUES:
        return "identifier"
    if 2 <= distinct <= MAX_CLASSES and distinct * 2 <= n:
        return "category"
    first = sight.place == 0 and sight.unnamed and distinct == n
    return "identifier" if first or may_name_rows(sight.name) or names_rows(sight.name) else "text"


def role_of_numbers(sight: Sight, values: NDArray[np.float64], distinct: int) -> str:
    """The role of a column (n,) of numbers: missing, two values, whole ones that say when or which."""
    present = values[~np.isnan(values)]
    if len(present) * 2 < len(values):
        return "sparse"
    if are_unix_times(sight.name, present) or words_of(sight.name) in DATE_NAMES:
        return "period"
    repeated = distinct * 5 <= len(present)
    if not np.array_equal(present, np.rint(present)):
        names = sight.unnamed or names_rows(sight.name)
        if sight.place == 0 and names and are_even_steps(values):
            return "identifier"
        return "category" if distinct == 2 and repeated else "feature"
    return role_of_whole_numbers(sight, present, distinct)


def role_of_whole_numbers(sight: Sight, present: NDArray[np.float64], distinct: int) -> str:
    """The role of a column (n,) of whole numbers, none missing: they may say when, which one, or of which kind."""
    repeated, words = distinct * 5 <= len(present), words_of(sight.name)
    if are_compact_dates(present):
        return "date"
    if are_months(sight.name, present):
        return "period"
    codes = words[-1:] == ["code"] and LINKING_WORDS.isdisjoint(words) and not names_rows(sight.name)
    often = repeated or (codes and 2 * distinct <= len(present))
    coded = bool(words) and words[-1] in CODE_WORDS and distinct <= MAX_CLASSES and often
    coded = coded and not is_postal_code(sight.name)
    if not coded and (codes or are_identifiers(sight, present, distinct)):
        return "identifier"
    when = names_time(sight.name) and not are_hours_taken(sight.name, present)
    if any(
        word in words and within(present, low, high) and (when or low == MIN_YEAR)
        for word, low, high in PERIODS
    ):
        return "period"
    unit = (names_unit(sight.name) and 2 * distinct <= len(present)) or sight.factor
    few = distinct <= MAX_CODE_VALUES and (repeated or unit)
    return "category" if coded or few else "feature"


def are_identifiers(sight: Sight, present: NDArray[np.float64], distinct: int) -> bool:
    """True for whole numbers (n,) that say which row it is, by name and position."""
    numbered = may_name_rows(sight.name) and distinct >= 0.9 * len(present)
    numbered = numbered and not may_be_nitric_oxide(sight.name, present)
    counted = counts_units(sight.name, present, distinct)
    return (
        names_rows(sight.name)
        or numbered
        or counted
        or are_ranks(sight.name, present, distinct)
        or is_index(sight.name, present, sight.place, sight.unnamed)
    )


def without_derived(columns: Sequence[Column], read: Sequence[Resolved]) -> list[Column]:
    """The columns, without the role of a feature for those that follow from other features."""
    places = [place for place, column in enumerate(columns) if column.role == "feature"]
    result = list(columns)
    numbers = [found for place in places if (found := read[place].numbers) is not None]
    if len(numbers) < 2:
        return result
    names = tuple(columns[place].name for place in places)
    for dependence in of_columns(numbers, names):
        place = places[dependence.column]
        others = tuple(names[other] for other in dependence.others)
        result[place] = replace(
            columns[place], role="derived", others=others, but=dependence.but, rounded=dependence.rounded
        )
    return result


def of_columns(numbers: Sequence[NDArray[np.float64]], names: tuple[str, ...]) -> tuple[Dependence, ...]:
    """Dependences among columns (n,) of numbers, by their places."""
    if len(numbers) > MAX_DEPENDENT_COLUMNS:
        return ()
    return dependences(np.column_stack([values[: 10 * MAX_ROWS_LOOKED_AT] for values in numbers]), names)


def with_features(
    columns: Sequence[Column], read: Sequence[Resolved], factors: frozenset[int]
) -> list[Column]:
    """Whole numbers with few values count as features after all where fewer than two others are left."""
    if sum(column.role == "feature" for column in columns) >= 2:
        return list(columns)
    return [
        replace(column, role="feature") if place not in factors and may_be_measured(column, found) else column
        for place, (column, found) in enumerate(zip(columns, read, strict=True))
    ]


def may_be_measured(column: Column, read: Resolved) -> bool:
    """True for a category of numbers that may measure something: no label, unit by its name."""
    if column.role != "category" or read.numbers is None or column.distinct <= 2:
        return False
    name = column.name
    return not (names_unit(name) or is_postal_code(name) or LABEL_NAME.fullmatch(name))


def with_label(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The category that looks most like a known class becomes the label: by name, then the first of words."""
    candidates = [
        column
        for column in columns
        if column.role == "category" and (column.kind == "text" or LABEL_NAME.fullmatch(spaced(column.name)))
    ]
    if not candidates:
        return tuple(columns)
    best = max(
        candidates, key=lambda column: (LABEL_NAME.fullmatch(spaced(column.name)) is not None, column.kind)
    )
    return tuple(replace(column, role="label") if column is best else column for column in columns)


def spaced(name: str) -> str:
    """A name with blanks for underscores, so that words can be recognised."""
    return name.replace("_", " ")
