"""How a column writes its numbers: decimal mark, thousands, currency, units, factors; and their values."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from gmmviz.data.csv.columns.measures import alike, ratio
from gmmviz.data.csv.reading import Convention
from gmmviz.data.csv.rows.numbers import (
    CURRENCY,
    EXCHANGED_MARKS,
    GROUPING,
    INFINITE_NUMBER,
    ONE_MARK,
    POWERS_OF_TEN,
    Spelling,
    fits_comma,
    fits_point,
    is_missing,
    spelling,
)

MAX_STRANGERS = 0.1  # share of cells that may lack the unit of their column
DOLLARS = frozenset({"$", "US$", "USD"})
MAX_UNLIKE = 0.2  # share of cells in another currency that may be taken as missing
MIN_ROUND = 0.25  # share of cells that end in 00, from which they are thousands: of decimals 1 in 100 does
NO_AMOUNTS = frozenset({0, 9, 99, 999})  # without a mark in any column: nothing, and what stands for missing
POINT_MONEY = frozenset({"$", "US$", "A$", "USD", "AUD", "£", "GBP", "¥", "JPY", "CNY", "₹", "INR", "₩", "฿"})


@dataclass(frozen=True)
class Marks:
    """The decimal mark of a file: `said` by a person, `proven` by its columns, or a guess.

    `grouped`: some column shows that a mark which can be read both ways is for thousands. `agreed`: how the column
    is written in another file, in whose units it is to be read.
    """

    said: str | None = None
    proven: str | None = None
    guess: str = "."
    grouped: bool = False
    agreed: Convention | None = None

    @property
    def likely(self) -> str:
        """The mark to expect where a cell can be read both ways."""
        return self.said or self.proven or self.guess


UNKNOWN_MARKS = Marks()


@dataclass(frozen=True)
class NumberStyle:
    """How a column writes numbers.

    `affix` is the currency or unit of the column, `power` a sign that all its cells carry: both are taken
    off. `factors`: only some cells carry such a sign, and their numbers are multiplied. `mixed`: so many
    cells carry a unit and so many none, or another, or another currency, that nobody knows what the numbers are;
    `scaled`: all carry units of one kind, and their numbers are brought to that of the column. `ambiguous`: the
    marks may mean the other thing. `grouped`: thousands are marked. `marked`: decimals are. `example` is a
    cell that shows it, `in_brackets` one whose brackets say that it is below zero.
    """

    decimal: str = "."
    affix: str = ""
    power: str = ""
    factors: bool = False
    mixed: bool = False
    scaled: bool = False
    ambiguous: bool = False
    grouped: bool = False
    marked: bool = False
    example: str = ""
    in_brackets: str = ""


def style_of(cells: Mapping[str, int], marks: Marks = UNKNOWN_MARKS) -> NumberStyle:
    """How a column writes numbers, from its distinct cells and their counts.

    What the rest of the file says is used only where every cell can be read both ways ("1,234"): a mark for
    thousands, or three decimals.
    """
    found = [(seen, count, cell) for cell, count in cells.items() if (seen := spelling(cell)) is not None]
    mark, ambiguous = decimal_of(found, marks)
    marked = [core_with_point(seen.core, mark) for seen, _, _ in found if not seen.core.isdigit()]
    sound = [core for core in marked if fits_point(core)]
    example = (
        next((cell for seen, _, cell in found if ONE_MARK.fullmatch(seen.core)), "") if ambiguous else ""
    )
    style = NumberStyle(
        mark,
        ambiguous=ambiguous,
        grouped=any(not GROUPING.isdisjoint(core) for core in sound),
        marked=any("." in core for core in sound),
        example=example,
        in_brackets=next((cell for seen, _, cell in found if seen.negative and "(" in cell), ""),
    )
    style = with_signs(style, found)
    return style if marks.agreed is None else with_agreed_signs(style, found, marks.agreed)


def decimal_of(found: Sequence[tuple[Spelling, int, str]], marks: Marks) -> tuple[str, bool]:
    """The decimal mark of a column's spellings with their counts, and whether the other can be meant.

    Where both can, it is that of the file with which the column is to agree, if any and if nothing here speaks against
    it; a file whose other columns prove a mark has that one. Else numbers stay small, unless the cells themselves, or
    another column, speak for thousands.
    """
    point = comma = 0  # cells that can be read with this decimal mark
    both: list[str] = []
    whole = False
    for seen, count, _ in found:
        core = seen.core
        if core.isdigit():
            whole = whole or len(core) > 3
            continue
        point += count * fits_point(core)
        comma += count * fits_comma(core)
        if ONE_MARK.fullmatch(core):
            both.append(core)
    if marks.said is not None or point != comma:
        return marks.said or ("." if point > comma else ","), False
    if both and (mark := agreed_mark(both, marks)) is not None:
        return mark, True
    if not both or marks.proven is not None:
        return marks.likely, False
    small = "," if sum("," in core for core in both) * 2 > len(both) else "."
    if whole or (small == "." and marks.guess == "."):  # four digits without a mark: it is not for thousands
        return small, False
    if marks.grouped or are_grouped(found, both, marks.guess):
        return ("." if small == "," else ","), True
    return small, small != marks.guess


def agreed_mark(both: Sequence[str], marks: Marks) -> str | None:
    """The decimal mark of the file with which a column is to agree; None where that is not known, or not so here.

    Commas in a file that is delimited by semicolons are no marks for thousands, unless other columns prove the point.
    """
    agreed = None if marks.agreed is None else marks.agreed.decimal
    guessed = marks.proven is None and marks.guess == ","
    return None if agreed == "." and guessed and any("," in core for core in both) else agreed


def agreeing(conventions: Mapping[str, Convention], marks: Marks) -> dict[str, Convention]:
    """Conventions of another file, by column, without decimal marks if this file proves one not used there."""
    there = {convention.decimal for convention in conventions.values()}
    if marks.proven is None or marks.proven in there:
        return dict(conventions)
    return {name: replace(convention, decimal=None) for name, convention in conventions.items()}


def are_grouped(found: Sequence[tuple[Spelling, int, str]], both: Sequence[str], guess: str) -> bool:
    """True if cells that can be read both ways ("1,234") speak for thousands.

    Whole numbers below a thousand without a mark stand beside them; many end in 00, as no decimals do (but for
    those of a fixed length in a file of decimal commas); or they are money of countries with decimal points.
    """
    if any(seen.affix in POINT_MONEY for seen, _, _ in found):
        return True
    short = {int(seen.core) for seen, _, _ in found if seen.core.isdigit()} - NO_AMOUNTS
    if len(short) > 1 or max(short, default=0) >= 100:
        return True
    ending = sum(core.endswith("00") for core in both)
    return guess == "." and ending > 1 and ending >= MIN_ROUND * len(both)


def with_signs(style: NumberStyle, found: Sequence[tuple[Spelling, int, str]]) -> NumberStyle:
    """A style with what stands around the digits: taken off, a factor, or a reason not to read numbers."""
    affixes: Counter[str] = Counter()
    powers: Counter[str] = Counter()
    for seen, count, _ in found:
        if not seen.is_zero:
            affixes[seen.affix] += count
            powers[seen.power] += count
    signs = [power for power in powers if power]
    if len(powers) > 1:
        example = style.example or next(cell for seen, _, cell in found if seen.power)
        style = replace(style, factors=True, example=example)
    elif signs:
        example = style.example or next(cell for seen, _, cell in found if seen.power)
        style = replace(style, power=signs[0], example=example)
    alone = any(seen.power == "B" and not seen.affix and not seen.is_zero for seen, _, _ in found)
    if alone and any(ratio(affix, "B") for affix in affixes):  # behind a number alone it is a billion
        found = [(in_bytes(seen), count, cell) for seen, count, cell in found]
        return with_signs(replace(style, factors=False, power=""), found)
    units = [affix for affix in affixes if affix and not is_currency(affix)]
    if not units:
        signs = [affix for affix in affixes if affix]
        money = max(signs, key=lambda name: affixes[name], default="")
        others = sum(affixes[sign] for sign in signs if not are_same_money(sign, money))
        return replace(style, affix=money, mixed=others > MAX_UNLIKE * affixes.total())
    commonest = max(affixes, key=lambda name: (affixes[name], name))
    if alike(+affixes):
        example = next(cell for seen, _, cell in found if seen.affix not in ("", commonest))
        return replace(style, affix=commonest, scaled=True, example=example)
    mixed = affixes[commonest] < (1 - MAX_STRANGERS) * affixes.total()
    if mixed:
        commonest = max(units, key=lambda name: (affixes[name], name))
    return replace(style, affix=commonest, mixed=mixed)


def with_agreed_signs(
    style: NumberStyle, found: Sequence[tuple[Spelling, int, str]], agreed: Convention
) -> NumberStyle:
    """A style by which numbers come in the units of another file; bare numbers are in these units already."""
    powers = {seen.power for seen, _, _ in found if seen.power and not seen.is_zero}
    factors = bool(powers - {agreed.power}) or (agreed.factors and bool(powers))
    if factors and not style.factors:
        example = next(cell for seen, _, cell in found if seen.power and seen.power != agreed.power)
        style = replace(style, example=style.example or example)
    style = replace(style, factors=factors, power=agreed.power if powers else "")
    carried = {seen.affix for seen, _, _ in found if seen.affix}
    if not agreed.unit or not carried:
        return style
    scaled = any(unit != agreed.unit and ratio(unit, agreed.unit) is not None for unit in carried)
    if scaled:
        style = replace(
            style, example=next(cell for seen, _, cell in found if seen.affix not in ("", agreed.unit))
        )
    return replace(style, affix=agreed.unit, scaled=scaled, mixed=False)


def in_bytes(found: Spelling) -> Spelling:
    """A spelling of which the sign B means bytes."""
    return replace(found, affix="B", power="") if found.power == "B" and not found.affix else found


def is_currency(affix: str) -> bool:
    """True for the sign or code of a currency: cells without it are of the same currency."""
    return re.fullmatch(CURRENCY, affix) is not None


def are_same_money(one: str, other: str) -> bool:
    """True for two signs or codes of one currency that stand beside each other: "$5", "US$4", "3 USD"."""
    return one == other or {one, other} <= DOLLARS


def core_with_point(core: str, decimal: str) -> str:
    """Digits and marks as if the decimal mark were a point."""
    return core if decimal == "." else core.translate(EXCHANGED_MARKS)


def number(cell: str, style: NumberStyle) -> float | None:
    """The value of a cell in the style of its column; None if it is not such a number."""
    found = spelling(cell)
    if found is not None and style.scaled and ratio(style.affix, "B"):
        found = in_bytes(found)
    if found is None or not may_carry(found, style):
        return None
    core = core_with_point(found.core, style.decimal)
    if not fits_point(core):
        return None
    for mark in GROUPING:
        core = core.replace(mark, "")
    power = (
        POWERS_OF_TEN[found.power] - POWERS_OF_TEN.get(style.power, 0) if style.factors and found.power else 0
    )
    value = float(f"{core}e{int(found.exponent[1:] or 0) + power}" if power else core + found.exponent)
    if style.scaled and found.affix and (size := ratio(found.affix, style.affix)) is not None:
        value *= size
    return -value if found.negative else value


def may_carry(found: Spelling, style: NumberStyle) -> bool:
    """True if what stands around a cell's digits is that of its column, or may be left out there."""
    if found.is_zero or found.affix == style.affix:
        return True
    if style.scaled and found.affix:
        return ratio(found.affix, style.affix) is not None
    return is_currency(style.affix) and (not found.affix or are_same_money(found.affix, style.affix))


def values_of(cells: Iterable[str], style: NumberStyle) -> dict[str, float]:
    """Value of every distinct cell that is a number, missing (NaN) or infinite; other cells are left out."""
    values: dict[str, float] = {}
    for cell in cells:
        if is_missing(cell):
            values[cell] = math.nan
        elif INFINITE_NUMBER.fullmatch(cell.strip()):
            values[cell] = math.inf
        elif (value := number(cell, style)) is not None:
            values[cell] = value
    return values
