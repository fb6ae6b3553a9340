"""Roles: what each column seems to be for, so that the first choice of columns is a good one."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.csv.columns.resolving import Resolved, are_compact_dates
from gmmviz.data.notices import Notice, counted, quoted

# role -> what is said of columns that have it
ROLES = {
    "feature": "fitted",
    "label": "looks like a label: held out for comparing",
    "category": "holds a few codes or words: not chosen",
    "identifier": "looks like an identifier: not chosen",
    "date": "holds dates or times: not chosen",
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
ID_NAME = re.compile(
    r"(?i)(.*[\s_.-])?(id|ids|idx|index|key|uuid|guid|no|nr|num|row|rows|rowid|rownames|record|obs|observation|serial|"
    r"case|subject|patient|customer)([\s_.-]?(id|no|nr|number|name|code))?|.*[a-z](ID|Id|Nr|No)|"
    r"unnamed: \d+|#|"
    r"(.*[\s_.-])?(zip|zip.?code|postcode|postal.?code|plz|phone|tel|fax|isbn|ean|sku|ssn|iban|account)([\s_.-].*)?"
)
FEW_VALUES = 10  # whole numbers with so few values are codes rather than measurements
MOST_CLASSES = 50
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


@dataclass(frozen=True)
class Column:
    """A column as it was read. `kind`: number, text, date, boolean, code, empty; `role`: a key of ROLES."""

    name: str
    kind: str
    role: str
    missing: int  # cells, also those that could not be read
    unusable: int
    distinct: int


def described(names: Sequence[str], columns: Sequence[Resolved], n: int) -> tuple[Column, ...]:
    """Kind and role of every column."""
    seen: dict[bytes, str] = {}
    result = []
    for place, (name, column) in enumerate(zip(names, columns, strict=True)):
        distinct = distinct_count(column)
        lost = column.missing + len(column.unusable) + len(column.infinite)
        role = role_of(name, column, distinct, n, place)
        if column.numbers is not None and role in {"feature", "category"}:
            key = blake2b(column.numbers.tobytes(), digest_size=16).digest()
            role = "duplicate" if key in seen else role
            seen.setdefault(key, name)
        result.append(Column(name, column.kind, role, lost, len(column.unusable), distinct))
    return with_label(with_features(result))


def distinct_count(column: Resolved) -> int:
    """Number of different values."""
    if column.numbers is None:
        return int(column.texts.nunique()) if column.texts is not None else 0
    import pandas as pd

    values = pd.unique(column.numbers)
    return len(values) - int(np.isnan(values).any())


def role_of(name: str, column: Resolved, distinct: int, n: int, place: int) -> str:
    """The role of one column by itself."""
    if column.kind == "empty" or distinct == 0:
        return "empty"
    if column.kind in {"date", "code"}:
        return {"date": "date", "code": "identifier"}[column.kind]
    if distinct == 1:
        return "constant"
    if column.numbers is not None:
        return role_of_numbers(name, column.numbers, distinct, n, place)
    if 2 <= distinct <= MOST_CLASSES and distinct * 2 <= n:
        return "category"
    return "identifier" if ID_NAME.fullmatch(name) else "text"


def role_of_numbers(name: str, values: NDArray[np.float64], distinct: int, n: int, place: int) -> str:
    """The role of a column of numbers: identifiers and codes are whole, and are told by name and pattern."""
    present = values[~np.isnan(values)]
    if len(present) * 2 < n:
        return "sparse"
    if np.array_equal(present, np.rint(present)):
        if are_compact_dates(values):
            return "date"
        named = ID_NAME.fullmatch(name) is not None
        counting = len(present) > 4 and bool((np.diff(present) == 1).all())
        if (counting and (place == 0 or named)) or (named and distinct >= 0.9 * len(present)):
            return "identifier"
        if distinct <= FEW_VALUES and distinct * 5 <= len(present):
            return "category"
    return "feature"


def with_features(columns: Sequence[Column]) -> list[Column]:
    """Whole numbers with few values count as features after all where fewer than two others are left."""
    if sum(column.role == "feature" for column in columns) >= 2:
        return list(columns)
    return [
        replace(column, role="feature")
        if column.role == "category" and column.kind == "number" and not LABEL_NAME.fullmatch(column.name)
        else column
        for column in columns
    ]


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
    """A name with blanks for underscores, so that words can be told."""
    return name.replace("_", " ")


def role_notices(columns: Sequence[Column], n: int) -> list[Notice]:
    """What was proposed, one sentence a role."""
    notices = []
    for role in ("sparse", "duplicate", "constant", "identifier", "label", "date", "category", "empty"):
        names = [column.name for column in columns if column.role == role]
        if names:
            text = f"{quoted(names)} {ROLES[role]}." if len(names) == 1 else plural(role, names)
            notices.append(Notice(role, text))
    if not any(column.role == "feature" for column in columns):
        notices.append(Notice("no feature", "No column looks like a measurement: choose columns yourself."))
    lost = Counter(
        {column.name: column.missing for column in columns if column.kind == "number" and column.missing}
    )
    if lost:
        worst = ", ".join(f"{count:,} in {quoted([name])}" for name, count in lost.most_common(3))
        more = f" and {counted(len(lost) - 3, 'more column')}" if len(lost) > 3 else ""
        notices.append(Notice("missing", f"Of {counted(n, 'row')}, cells are missing: {worst}{more}."))
    return notices


def plural(role: str, names: Sequence[str]) -> str:
    """The sentence about several columns of one role."""
    said = ROLES[role]
    for one, many in (
        ("looks", "look"),
        ("holds", "hold"),
        ("has", "have"),
        ("is ", "are "),
        ("repeats", "repeat"),
    ):
        said = said.replace(one, many)
    said = said.replace("an identifier", "identifiers").replace("another column", "other columns")
    return f"{quoted(names)} {said}."


def sentinel_notices(names: Sequence[str], columns: Sequence[Resolved]) -> list[Notice]:
    """Hints at numbers that may stand for a missing value: -999 far from all others. Never acted on."""
    notices = []
    for name, column in zip(names, columns, strict=True):
        if column.numbers is None:
            continue
        present = column.numbers[~np.isnan(column.numbers)]
        if len(present) < 3:
            continue
        for value in SENTINELS:
            if value in {present.min(), present.max()} and stands_apart(value, present):
                count = counted(int((present == value).sum()), "row")
                text = (
                    f"{quoted([name])} is {value:g} in {count}, far from all its other values: "
                    "if that stands for missing, say so."
                )
                notices.append(Notice("sentinel", text))
    return notices


def stands_apart(value: float, present: NDArray[np.float64]) -> bool:
    """True if a value is further from all others than three times their range, and no single slip."""
    others = present[present != value]
    if len(others) < 2 or (len(present) - len(others) < 2 and abs(value) < 999):
        return False
    with np.errstate(over="ignore"):  # values near the end of the range of floats
        return bool(abs(value - np.median(others)) / 3 > np.ptp(others))
