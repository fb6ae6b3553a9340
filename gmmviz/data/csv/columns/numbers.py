"""Cells as numbers: which spellings are numbers, what decimal mark a column uses, what is missing."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# spellings of a missing value in a column of numbers, in lower case
MISSING = frozenset(
    word
    for line in (
        "na n/a n.a. n.a nan -nan nat <na> #n/a #na null (null) nil none \\n nd n.d. void tbd not_available",
        "missing unknown unk blank empty k.a. k.a s/d - -- --- – — . .. ... … ? ?? * **",
        "#div/0! #value! #ref! #name? #num! #null! #error! 1.#ind -1.#ind 1.#qnan -1.#qnan",
    )
    for word in line.split()
) | {"", "no data", "not available", "not applicable", "keine angabe", "sin datos", "n / a"}
# of these, the ones that are missing in a column of words too: "none" or "unknown" may be a class there
MISSING_WORDS = frozenset({"", "na", "n/a", "#n/a", "nan", "<na>", "null", "(null)", "\\n", "nat"})
INFINITE = re.compile(r"[+-]?(inf(inity)?|∞|1\.#inf)", re.IGNORECASE)

CURRENCY = (
    r"US\$|A\$|C\$|R\$|kr\.?|zł|Kč|Ft|Fr\.|Rs\.?|[$€£¥₹₽₩₺฿¢]|"
    r"CHF|EUR|USD|GBP|JPY|SEK|NOK|DKK|PLN|INR|CNY|AUD|CAD"
)
UNIT = (
    r"[%‰°]|°\s?[CFK]|[mcµukn]?m[²³23]?|k?g|mg|[µu]g|ng|t|lbs?|oz|in|ft|yd|mi|h|hrs?|min|sec|ms|s|d|days?|y|yrs?|"
    r"years?|m?l|cl|dl|K|[kMG]?Hz|[kM]?W|[kM]?Wh|V|mV|mA|A|[kMh]?Pa|bar|mbar|[km]?mol(/l)?|mg/d?l|g/d?l|km/h|mph|"
    r"m/s|dB|px|bpm|mmHg|ppm|ppb|pts?"
)
BLANKS = " \u00a0\u2009\u202f"  # blank, no-break, thin and narrow no-break: all are used between thousands
NUMBER = re.compile(
    rf"(?P<open>\()?[{BLANKS}]*(?P<sign>[+-])?[{BLANKS}]*(?P<before>{CURRENCY})?[{BLANKS}]*(?P<inner>[+-])?"
    rf"(?P<core>[.,]?\d(?:[\d.,'’]|[{BLANKS}](?=\d))*)(?P<exponent>[eEdD][+-]?\d+)?"
    rf"[{BLANKS}]*(?P<after>{CURRENCY}|{UNIT})?(?P<tail>-)?[{BLANKS}]*(?P<close>\))?"
)
PLAIN = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
PLAIN_COMMA = re.compile(PLAIN.pattern.replace(r"\.", ","))
FORMULA_TEXT = re.compile(r'="(.*)"')


@dataclass(frozen=True)
class Spelling:
    """One cell that looks like a number: its digits with their marks, and what stands around them."""

    core: str
    negative: bool
    exponent: str
    affix: str


@dataclass(frozen=True)
class Marks:
    """The decimal mark of a file: `said` by a person, `proven` by its columns, or a guess."""

    said: str | None = None
    proven: str | None = None
    guess: str = "."

    @property
    def likely(self) -> str:
        """The mark to expect where a cell can be read both ways."""
        return self.said or self.proven or self.guess


UNKNOWN = Marks()


@dataclass(frozen=True)
class NumberStyle:
    """How a column writes numbers. `ambiguous`: its marks may mean the other thing; `grouped`: thousands."""

    decimal: str = "."
    affix: str = ""
    ambiguous: bool = False
    grouped: bool = False


def is_missing(cell: str) -> bool:
    """True for the spellings of missing in a column of numbers."""
    return cell.strip().casefold() in MISSING


def spelling(cell: str) -> Spelling | None:
    """What a cell says if it looks like a number with marks, currency, percent or unit; else None."""
    if PLAIN.fullmatch(cell):
        digits, _, exponent = cell.lstrip("+-").lower().partition("e")
        return Spelling(digits, cell.startswith("-"), "e" + exponent if exponent else "", "")
    text = cell.strip().replace("−", "-")
    if wrapped := FORMULA_TEXT.fullmatch(text):
        text = wrapped.group(1).strip()
    text = text.removeprefix("'")
    found = NUMBER.fullmatch(text)
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    signs = [found[name] for name in ("sign", "inner", "tail") if found[name]]
    if len(signs) + bool(found["open"]) > 1 or (found["before"] and found["after"]):
        return None
    exponent = (found["exponent"] or "").lower().replace("d", "e")
    negative = bool(found["open"]) or "-" in signs
    return Spelling(found["core"], negative, exponent, found["before"] or found["after"] or "")


# with decimal point; a decimal comma is the same with the marks exchanged. Indian grouping is 12,34,567
POINT = re.compile(
    rf"(\d+|[1-9]\d{{0,2}}(?P<mark>[,'’{BLANKS}])\d{{3}}((?P=mark)\d{{3}})*|\d{{1,2}}(,\d\d)+,\d{{3}})?(\.\d*)?"
)
EXCHANGED = str.maketrans(".,", ",.")
ONE_MARK = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


def fits_point(core: str) -> bool:
    """True if digits and marks are a number with a decimal point."""
    return POINT.fullmatch(core) is not None and core != "."


def fits_comma(core: str) -> bool:
    """True if digits and marks are a number with a decimal comma."""
    return fits_point(core.translate(EXCHANGED))


def style_of(cells: Mapping[str, int], marks: Marks = UNKNOWN) -> NumberStyle:
    """How a column writes numbers, from its distinct cells and their counts.

    What the rest of the file says is used only where every cell can be read both ways ("1,234"): a mark for
    thousands, or three decimals.
    """
    point = comma = 0  # cells that can be read with this decimal mark
    both: list[str] = []
    marked: list[str] = []  # digits with a mark among them
    whole = False
    affixes: dict[str, int] = {}
    for cell, count in cells.items():
        if (found := spelling(cell)) is None:
            continue
        core = found.core
        affixes[found.affix] = affixes.get(found.affix, 0) + count
        if core.isdigit():
            point += count
            comma += count
            whole = whole or len(core) > 3
            continue
        marked.append(core)
        point += count * fits_point(core)
        comma += count * fits_comma(core)
        if ONE_MARK.fullmatch(core):
            both.append(core)
    affix = max(affixes, key=lambda name: (affixes[name], name), default="")
    commas = sum("," in core for core in both)
    ambiguous = False
    if marks.said is not None:
        mark = marks.said
    elif point != comma:
        mark = "." if point > comma else ","
    elif both and whole:  # four digits without a mark: the mark is not for thousands
        mark = "," if commas * 2 > len(both) else "."
    else:
        mark = marks.likely
        ambiguous = marks.proven is None and commas > 0
    grouping = {OTHER[mark], "'", "’", *BLANKS}
    grouped = any(not grouping.isdisjoint(core) for core in marked)
    return NumberStyle(mark, affix, ambiguous, grouped)


OTHER = {".": ",", ",": "."}  # the mark for thousands beside a decimal mark


def number(cell: str, style: NumberStyle) -> float | None:
    """The value of a cell in the style of its column; None if it is not such a number."""
    found = spelling(cell)
    if found is None or (found.affix and found.affix != style.affix):
        return None
    core = found.core if style.decimal == "." else found.core.translate(EXCHANGED)
    if not fits_point(core):
        return None
    for mark in (",", "'", "’", *BLANKS):
        core = core.replace(mark, "")
    value = float(core + found.exponent)
    return -value if found.negative else value


def values_of(cells: Iterable[str], style: NumberStyle) -> dict[str, float]:
    """Value of every distinct cell that is a number, missing (NaN) or infinite; other cells are left out."""
    values: dict[str, float] = {}
    for cell in cells:
        if is_missing(cell):
            values[cell] = math.nan
        elif INFINITE.fullmatch(cell.strip()):
            values[cell] = math.inf
        elif (value := number(cell, style)) is not None:
            values[cell] = value
    return values


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
BOOLEANS = (
    *({"true", "false"}, {"yes", "no"}, {"y", "n"}, {"t", "f"}, {"on", "off"}, {"ja", "nein"}, {"j", "n"}),
    *({"oui", "non"}, {"sí", "no"}, {"si", "no"}, {"wahr", "falsch"}, {"vrai", "faux"}, {"tak", "nie"}),
)


def is_date(cell: str) -> bool:
    """True if a cell is a date, a time or both."""
    return DATE.fullmatch(cell.strip()) is not None


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
        if cell.count(",") == 1 and PLAIN.fullmatch(cell.replace(",", ".")):
            return True
    found = spelling(cell)
    if found is None:
        return INFINITE.fullmatch(cell.strip()) is not None
    return fits_point(found.core) or fits_comma(found.core)
