"""Cells as numbers: which spellings are numbers, limits or dates, and which stand for a missing value."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

# spellings of a missing value in a column of numbers, in lower case
MISSING = frozenset(
    word
    for line in (
        "na n/a n.a. n.a nan -nan nat <na> #n/a #na null (null) nil none \\n nd n.d. void tbd not_available",
        "<lod <loq <dl bdl bql bloq missing unknown unk blank empty k.a. k.a s/d - -- --- – — . .. ... … ? ?? * **",
        "#div/0! #value! #ref! #name? #num! #null! #error! 1.#ind -1.#ind 1.#qnan -1.#qnan",
    )
    for word in line.split()
) | {"", "no data", "not available", "not applicable", "keine angabe", "sin datos", "n / a"}
# of these, the ones that are missing in a column of words too: "none" or "unknown" may be a class there
MISSING_WORDS = frozenset({"", "na", "n/a", "#n/a", "nan", "<na>", "null", "(null)", "\\n", "nat"})
INFINITE_NUMBER = re.compile(r"[+-]?(inf(inity)?|∞|1\.#inf)", re.IGNORECASE)

CURRENCY = (
    r"US\$|A\$|C\$|R\$|kr\.?|zł|Kč|Ft|Fr\.|Rs\.?|[$€£¥₹₽₩₺฿¢]|"
    r"CHF|EUR|USD|GBP|JPY|SEK|NOK|DKK|PLN|INR|CNY|AUD|CAD"
)
UNIT = (
    r"°|°\s?[CFK]|[mcµukn]?m[²³23]?|k?g|mg|[µu]g|ng|t|lbs?|oz|in|ft|yd|mi|h|hrs?|min|sec|ms|s|d|days?|y|yrs?|"
    r"years?|m?l|cl|dl|K|[kMG]?Hz|[kM]?W|[kM]?Wh|V|mV|mA|A|[kMh]?Pa|bar|mbar|[km]?mol(/l)?|mg/d?l|g/d?l|km/h|mph|"
    r"m/s|dB|px|bpm|mmHg|ppm|ppb|pts?|bps?|[kKMGT]i?B"
)
SAME_UNITS = {
    alias: name
    for name, aliases in {
        "d": "day days",
        "y": "yr yrs year years",
        "h": "hr hrs",
        "s": "sec",
        "lb": "lbs",
        "pt": "pts",
        "bp": "bps",
        "€": "EUR",
        "£": "GBP",
    }.items()
    for alias in aliases.split()
}
# sign -> the power of ten it stands for where only some cells carry it
POWERS_OF_TEN = {
    sign: power
    for power, signs in {
        -2: "%",
        -3: "‰",
        3: "k K",
        6: "M mn mln Mio Mio. mio million",
        9: "B bn Bn bln Mrd Mrd. mrd billion",
        12: "tn trillion",
    }.items()
    for sign in signs.split()
}
SMALL_POWERS = {"m": "M", "t": "tn"}  # behind money these are no metres and tonnes: $900m, £2t
POWER = "|".join(sorted(map(re.escape, POWERS_OF_TEN), key=len, reverse=True))
THOUSANDS_BLANKS = (
    " \u00a0\u2009\u202f"  # blank, no-break, thin and narrow no-break: all are used between thousands
)
MINUS_SIGNS = dict.fromkeys(map(ord, "−–—‐‑‒﹣－⁻˗﹘"), "-")  # signs that stand for a minus before digits
NUMBER_PATTERN = re.compile(
    rf"((?P<outer>{CURRENCY})[{THOUSANDS_BLANKS}]*(?=\())?(?P<open>\()?[{THOUSANDS_BLANKS}]*(?P<sign>[+-])?[{THOUSANDS_BLANKS}]*(?P<before>{CURRENCY})?"
    rf"[{THOUSANDS_BLANKS}]*(?P<inner>[+-])?(?P<core>[.,]?\d(?:[\d.,'’]|[{THOUSANDS_BLANKS}](?=\d))*)(?P<exponent>[eEdD][+-]?\d+)?"
    rf"((?P<power>[kK]|[{THOUSANDS_BLANKS}]*(?!k|K)(?:{POWER}))[{THOUSANDS_BLANKS}]*(?P<money>{CURRENCY})?"
    rf"|[{THOUSANDS_BLANKS}]*(?P<after>{CURRENCY}|{UNIT}))?(?P<tail>-)?[{THOUSANDS_BLANKS}]*(?P<close>\))?"
)
PLAIN_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
PLAIN_COMMA = re.compile(PLAIN_NUMBER.pattern.replace(r"\.", ","))
FORMULA_TEXT = re.compile(r'="(.*)"')

# limits: cells such as "<0.5" or "80+" that say only on which side of a number a value lies
CENSORED_PATTERN = re.compile(r"\s*([<>]=?|[≤≥⩽⩾])\s*([^<>=\s].*)|\s*(\d[\d.,]*)\s*(\+)\s*")
INEQUALITY_SIGNS = {"<=": "<", "≤": "<", "⩽": "<", ">=": ">", "≥": ">", "⩾": ">", "+": ">"}
MIN_PLAIN = 3  # different numbers without a sign that make a column one of numbers: else it is one of classes


@dataclass(frozen=True)
class Spelling:
    """One cell that looks like a number: its digits with their marks, and what stands around them.

    `affix` is a currency or a unit; `power` a key of POWERS_OF_TEN, such as K or %.
    """

    core: str
    negative: bool
    exponent: str
    affix: str = ""
    power: str = ""

    @property
    def is_zero(self) -> bool:
        """True for nothing but zeros: these need no unit."""
        return not self.core.strip("0.,")


def is_missing(cell: str) -> bool:
    """True for the spellings of missing in a column of numbers."""
    return cell.strip().casefold() in MISSING


def spelling(cell: str) -> Spelling | None:
    """What a cell says if it looks like a number with marks, currency, percent or unit; else None."""
    if PLAIN_NUMBER.fullmatch(cell):
        digits, _, exponent = cell.lstrip("+-").lower().partition("e")
        return Spelling(digits, cell.startswith("-"), "e" + exponent if exponent else "")
    text = cell.strip()
    if wrapped := FORMULA_TEXT.fullmatch(text):
        text = wrapped.group(1).strip()
    text = text.removeprefix("'")
    if len(text) > LONGEST_NUMBER or (found := NUMBER_PATTERN.fullmatch(text.translate(MINUS_SIGNS))) is None:
        return None
    if bool(found["open"]) != bool(found["close"]):
        return None
    signs = [found[name] for name in ("sign", "inner", "tail") if found[name]]
    power, after = (found["power"] or "").strip(THOUSANDS_BLANKS), found["after"]
    if after in SMALL_POWERS and (found["outer"] or found["before"]):
        power, after = SMALL_POWERS[after], None
    affixes = [affix for affix in (found["outer"], found["before"], after, found["money"]) if affix]
    if len(signs) + bool(found["open"]) > 1 or len(affixes) > 1:
        return None
    exponent = (found["exponent"] or "").lower().replace("d", "e")
    negative = bool(found["open"]) or "-" in signs
    affix = SAME_UNITS.get(affixes[0], affixes[0]) if affixes else ""
    return Spelling(found["core"], negative, exponent, affix, power)


# with decimal point; a decimal comma is the same with the marks exchanged. Indian grouping is 12,34,567
POINT = re.compile(
    rf"(\d+|[1-9]\d{{0,2}}(?P<mark>[,'’{THOUSANDS_BLANKS}])\d{{3}}((?P=mark)\d{{3}})*|\d{{1,2}}(,\d\d)+,\d{{3}})?(\.\d*)?"
)
EXCHANGED_MARKS = str.maketrans(".,", ",.")
ONE_MARK = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
GROUPING = frozenset({",", "'", "’", *THOUSANDS_BLANKS})  # marks between thousands, beside a decimal point
LONGEST_NUMBER = 500  # characters of a cell that may be a number


def fits_point(core: str) -> bool:
    """True if digits and marks are a number with a decimal point."""
    return POINT.fullmatch(core) is not None and core not in ("", ".")


def fits_comma(core: str) -> bool:
    """True if digits and marks are a number with a decimal comma."""
    return fits_point(core.translate(EXCHANGED_MARKS))


DATE = re.compile(
    r"""(?ix)
    ( (1[5-9]|2[01])\d\d [-/.] \d{1,2} [-/.] \d{1,2} | \d{1,2} [-/.] \d{1,2} [-/.] (\d{4}|\d\d)
    | (1[5-9]|2[01])\d\d - (0[1-9]|1[0-2]) | \d{4}\s?-?\s?(Q[1-4]|W\d\d)
    | \d{1,2} (st|nd|rd|th|\.)? [-\ ] [a-zäéû]{3,9} \.?,? [-\ ] (\d{4}|\d\d)
    | [a-zäéû]{3,9} \.? \ \d{1,2} ,? \ \d{4} )
    ( ,? [T\ ] \s? \d{1,2} : \d\d ( : \d\d ([.,]\d+)? )? \s? (am|pm)? \s? (Z|UTC|[+-]\d\d:?(\d\d)?)? )?
    | \d{1,2} : \d\d ( : \d\d ([.,]\d+)? )? \s? (am|pm)?
    """
)
COMPACT_DATE = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
LETTER_PAIR = re.compile(r"[^\W\d_]{2}")  # of months, halves of a day, zones
BOOLEANS = (
    *({"true", "false"}, {"yes", "no"}, {"y", "n"}, {"t", "f"}, {"on", "off"}, {"ja", "nein"}, {"j", "n"}),
    *({"oui", "non"}, {"sí", "no"}, {"si", "no"}, {"wahr", "falsch"}, {"vrai", "faux"}, {"tak", "nie"}),
)


def is_date(cell: str) -> bool:
    """True if a cell is a date, a time or both."""
    return DATE.fullmatch(cell.strip()) is not None


def is_sign(cell: str) -> bool:
    """True for a sign that stands for no value among numbers, and is a word elsewhere: "n.d.", "-"."""
    return is_missing(cell) and cell.strip().casefold() not in MISSING_WORDS


def go_back(dates: Sequence[str], later: Sequence[str]) -> bool:
    """True for dates that begin anew: both rise or both fall, and the later begin on the wrong side of the last before.

    Whether the day or the month stands first is not known: it holds in every order in which both rise or fall.
    """
    found = []
    for month_first in (False, True):
        one, other = (
            [moment(cell, month_first) for cell in cells if is_date(cell)] for cells in (dates, later)
        )
        if len(one) < 2 or len(other) < 2 or not all(one) or not all(other):
            return False
        steps = {(a > b) - (a < b) for part in (one, other) for a, b in pairwise(part)}
        if steps in ({-1}, {1}):
            back = (one[-1] > other[0]) - (one[-1] < other[0])
            found.append(back not in steps)
    return bool(found) and all(found)


def moment(date: str, month_first: bool) -> tuple[int, ...]:
    """What sorts dates or times that are written in numbers; empty for others.

    >>> moment("31.12.2024 9:05", month_first=False)
    (2024, 12, 31, 9, 5)
    """
    parts = re.findall(r"\d+", date)
    found = tuple(map(int, parts))
    if LETTER_PAIR.search(date):
        return ()
    if len(found) < 3 or len(parts[0]) == 4 or ":" in date[:3]:  # the greatest first
        return found
    first, second, year = found[:3]
    return (year, first, second, *found[3:]) if month_first else (year, second, first, *found[3:])


def are_booleans(cells: Iterable[str]) -> bool:
    """True if the distinct cells are both, or one, of a pair such as yes and no."""
    seen = {cell.strip().casefold() for cell in cells}
    return bool(seen) and any(seen <= pair for pair in BOOLEANS)


def looks_numeric(cell: str) -> bool:
    """True if a cell could be a number in some style."""
    try:
        float(cell)
        return "_" not in cell
    except ValueError:
        found = spelling(cell)
    if found is None and (limit := sign_and_limit(cell)) is not None:
        found = spelling(limit[1])
    if found is None:
        return INFINITE_NUMBER.fullmatch(cell.strip()) is not None
    return fits_point(found.core) or fits_comma(found.core)


def is_value(cell: str) -> bool:
    """True for a number, a date, or a sign that one is missing."""
    return bool(cell) and (looks_numeric(cell) or is_date(cell) or is_missing(cell))


def sign_and_limit(cell: str) -> tuple[str, str] | None:
    """The sign of a limit, "<" or ">", and what stands behind it; None for any other cell.

    >>> sign_and_limit("<0.5"), sign_and_limit("≥ 100 mg"), sign_and_limit("80+"), sign_and_limit("0.5")
    (('<', '0.5'), ('>', '100 mg'), ('>', '80'), None)
    """
    if not any(sign in cell for sign in "<>≤≥⩽⩾+") or (found := CENSORED_PATTERN.fullmatch(cell)) is None:
        return None
    sign = found[1] or found[4]
    return INEQUALITY_SIGNS.get(sign, sign), (found[2] or found[3]).strip()


def limits_among(
    numeric: Mapping[str, bool], absent: Sequence[str], fewest: int = MIN_PLAIN
) -> dict[str, str]:
    """What stands behind the sign of every limit in a column, by its cells; nothing where its sign is `absent`.

    `numeric` has the distinct cells, and whether each is a number. A column of limits ("<=50K", ">50K") with less than
    the `fewest` other numbers is one of classes: it has none.
    """
    found = {
        cell: two for cell, said in numeric.items() if said and (two := sign_and_limit(cell)) is not None
    }
    plain = sum(numeric.values()) - len(found)
    if plain < fewest:
        return {}
    return {cell: "" if sign in absent else behind for cell, (sign, behind) in found.items()}
