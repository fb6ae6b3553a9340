"""Limits: cells such as "<0.5" or "80+" that say only on which side of a number a value lies."""

import re
from collections.abc import Mapping, Sequence

LIMIT = re.compile(r"\s*([<>]=?|[≤≥⩽⩾])\s*([^<>=\s].*)|\s*(\d[\d.,]*)\s*(\+)\s*")
SIGNS = {"<=": "<", "≤": "<", "⩽": "<", ">=": ">", "≥": ">", "⩾": ">", "+": ">"}
FEWEST_PLAIN = (
    3  # different numbers without a sign that make a column one of numbers: else it is one of classes
)


def parted(cell: str) -> tuple[str, str] | None:
    """The sign of a limit, "<" or ">", and what stands behind it; None for any other cell.

    >>> parted("<0.5"), parted("≥ 100 mg"), parted("80+"), parted("0.5")
    (('<', '0.5'), ('>', '100 mg'), ('>', '80'), None)
    """
    if not any(sign in cell for sign in "<>≤≥⩽⩾+") or (found := LIMIT.fullmatch(cell)) is None:
        return None
    sign = found[1] or found[4]
    return SIGNS.get(sign, sign), (found[2] or found[3]).strip()


def limits_among(
    numeric: Mapping[str, bool], absent: Sequence[str], fewest: int = FEWEST_PLAIN
) -> dict[str, str]:
    """What stands behind the sign of every limit in a column, by its cells; nothing where its sign is `absent`.

    `numeric` has the distinct cells, and whether each is a number. A column of limits ("<=50K", ">50K") with less than
    the `fewest` other numbers is one of classes: it has none.
    """
    found = {cell: two for cell, said in numeric.items() if said and (two := parted(cell)) is not None}
    plain = sum(numeric.values()) - len(found)
    if plain < fewest:
        return {}
    return {cell: "" if sign in absent else behind for cell, (sign, behind) in found.items()}
