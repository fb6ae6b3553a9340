"""Conventions: what the numbers of a column add to how they are written, and both as a saved fit keeps them."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.csv.columns.sentinels import SENTINELS, written
from gmmviz.data.csv.reading import Convention

NUMBERS_SAMPLED = 20_000  # numbers of a column: one with decimals among them shows the decimal mark
DECIMAL_MARKS = (None, ".", ",")


def completed(convention: Convention, values: NDArray[np.float64]) -> Convention:
    """A convention with what the numbers (n,) of its column show: decimals, and codes that are numbers there."""
    with np.errstate(invalid="ignore"):
        low, high = np.nanmin(values, initial=np.inf), np.nanmax(values, initial=-np.inf)
        some = values[:NUMBERS_SAMPLED]
        whole = bool((np.isnan(some) | (some == np.floor(some))).all())
    codes = [value for value in SENTINELS if low <= value <= high and (values == value).any()]
    decimal = convention.decimal if whole or convention.decimal is not None else "."
    return replace(convention, decimal=decimal, kept=tuple(map(written, codes)))


def record_of(convention: Convention) -> dict[str, Any]:
    """A convention as JSON has it, without what is as usual.

    >>> record_of(Convention(unit="kg", missing=("-999",)))
    {'unit': 'kg', 'missing': ['-999']}
    """
    usual = asdict(Convention())
    entries = {name: value for name, value in asdict(convention).items() if value != usual[name]}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in entries.items()}


def convention_of(record: Mapping[str, Any]) -> Convention:
    """The convention in what `record_of` made; names it does not know are passed over.

    Raises ValueError for anything else.

    >>> convention_of({"unit": "kg", "missing": ["-999"]}).missing
    ('-999',)
    """
    usual = asdict(Convention())
    known = {field.name for field in fields(Convention)}
    entries: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in record.items()
        if name in known
    }
    alike = all(isinstance(value, type(usual[name])) for name, value in entries.items() if name != "decimal")
    words = [word for value in entries.values() if isinstance(value, tuple) for word in value]
    if (
        not alike
        or entries.get("decimal") not in DECIMAL_MARKS
        or not all(isinstance(word, str) for word in words)
    ):
        raise ValueError(
            f"How a column was read is given as {str(dict(record))[:80]}, which gmmviz does not write."
        )
    return Convention(**entries)
