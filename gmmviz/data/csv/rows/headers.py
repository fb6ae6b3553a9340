"""Headers: which rows are names of columns, and one distinct name for every column."""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from gmmviz.data.csv.rows.numbers import is_date, is_missing, looks_numeric, spelling
from gmmviz.data.notices import Notice, about_lines, counted, on_lines, quoted, shortened

UNIT_WORDS = frozenset(
    word
    for line in (
        "mm cm m km in inch ft yd mi m2 m² g kg mg ug µg t lb lbs oz l ml cl",
        "s sec secs min mins h hr hrs hours d day days yr yrs year years ms",
        "% percent usd eur gbp $ € £ °c °f c f k degc degf deg rad pa kpa hpa mbar bar",
        "v mv a ma w kw hz khz mhz m/s km/h mph - na n/a count counts units unit",
        "num numeric number float float64 double int int64 integer real string str char text",
        "fathom fathoms league leagues mile miles foot feet yard yards inches furlongs meter meters metre metres",
        "kilometer kilometers kilometre kilometres gram grams kilogram kilograms pound pounds ounces stone stones",
        "liter liters litre litres gallon gallons pint pints barrels bushels acre acres hectare hectares ha km2 km²",
        "seconds minutes weeks months knots knot kn kt psu ppt ppm ppb ntu atm torr mmhg dbar db volts watts amps ohm",
        "ohms joule joules kj kcal kwh kelvin celsius fahrenheit degree degrees radians mol mmol mg/l µg/l ug/l g/l",
        "g/kg mol/l m3 m³ cm2 cm² cm3 cm³ kg/m3 kg/m³ g/cm3 g/cm³ ft/s mm/h lux bpm rpm px pixels cents dollars euros",
        "factor date bool boolean category categorical object nominal ordinal varchar class label",
    )
    for word in line.split()
)
WITH_BRACKETS = re.compile(r"\w.*[(\[]([^()\[\]]{1,12})[)\]]")
MIN_HEADER_NUMBERS = 3  # that name columns, and rows below
MIN_ROWS_OF_WORDS = 3  # below names, that are no second line of names, titles or units
UNIT_BRACKETS = re.compile(r"[\[(<{].*[\])>}]")


def kind_of(cell: str) -> str:
    """What a cell looks like: missing, number, date or word."""
    if is_missing(cell):
        return "missing"
    if looks_numeric(cell):
        return "number"
    return "date" if is_date(cell) else "word"


def is_header(
    row: Sequence[str], below: Sequence[Sequence[str]], numeric: Sequence[bool], on_top: bool = True
) -> bool:
    """True if a row stands out from those below: words above numbers, or a sequence such as years.

    Numbers alone can be names only `on_top`: below words they are the first row of data.
    """
    words = values = 0
    for column, cell in enumerate(row[: len(numeric)]):
        kind = kind_of(cell)
        if numeric[column]:
            words += kind in {"word", "date"}
            values += kind == "number"
    if not values:
        if words:
            return True
        return is_header_of_no_numbers(row, below, numeric, on_top)
    census = (
        on_top and are_years(row) and not any(map(are_years, below[:5]))
    )  # behind the name of the row names
    if words > values or (words and (is_sequence(row) or census)):
        return True
    even = on_top and is_sequence(row) and not any(map(is_sequence, below[:5]))
    return not words and (even or census or (on_top and lies_beyond(row, below, numeric)))


def is_header_of_no_numbers(
    row: Sequence[str], below: Sequence[Sequence[str]], numeric: Sequence[bool], on_top: bool
) -> bool:
    """True for a row with nothing in the columns of numbers, or words such as "NA" and "None", that names them."""
    if not below:
        return not any(numeric)
    if on_top and is_above_row_names(row, below, numeric):
        return is_header_of_words(row[1:], [other[1:] for other in below])
    if any(numeric):
        return all(cell.strip() for cell in row) and len(set(row)) == len(row) > 1
    return is_header_of_words(row, below)


def begin_with_words(rows: Sequence[Sequence[str]], numeric: Sequence[bool]) -> bool:
    """True if of rows that stand out from those below the first has the names, and the others are data without numbers.

    They are several rows without units, as full as the names. Where there are two columns they may be pairs of words
    that tell about the file, unless one word comes again and again, such as "absent".
    """
    if not rows or not may_be_names(rows[0]):
        return False
    below = [row for row in rows[1:] if not all(is_unit(cell.strip()) for cell in row)]
    if len(below) < MIN_ROWS_OF_WORDS or any(len(row) != len(rows[0]) for row in below):
        return False
    return len(rows[0]) > 2 or repeat_a_word(below, numeric)


def repeat_a_word(rows: Sequence[Sequence[str]], numeric: Sequence[bool]) -> bool:
    """True if more than half of the rows have the same word in a column of numbers."""
    for place in range(min(len(numeric), *map(len, rows))):
        words = [row[place].strip() for row in rows]
        if numeric[place] and any(words.count(word) * 2 > len(words) for word in set(words) - {""}):
            return True
    return False


def is_above_row_names(row: Sequence[str], below: Sequence[Sequence[str]], numeric: Sequence[bool]) -> bool:
    """True for a blank cell above distinct whole numbers, and words above columns of words, as R writes them."""
    if row[0].strip() or not numeric[0] or any(numeric[1:]) or len(row) < 2:
        return False
    firsts = [other[0].strip() for other in below if other]
    return all(map(str.isdigit, firsts)) and len(set(firsts)) == len(firsts) > 1


def may_be_names(row: Sequence[str]) -> bool:
    """True for two different cells or more, none of them blank: a person may say that they name the columns."""
    cells = [cell.strip() for cell in row]
    return len(set(cells)) == len(cells) > 1 and all(cells)


def are_rising(row: Sequence[str]) -> bool:
    """True for three numbers or more, each greater than the one before."""
    values = [value for cell in row if (value := number_in(cell)) is not None]
    return len(values) >= MIN_HEADER_NUMBERS and all(one < other for one, other in pairwise(values))


def lies_beyond(row: Sequence[str], below: Sequence[Sequence[str]], numeric: Sequence[bool]) -> bool:
    """True for rising numbers, such as wavelengths, each farther from its column than that is wide.

    Where the columns below rise alike, the row may be one of them.
    """
    places = [place for place in range(min(len(row), len(numeric))) if numeric[place]]
    if len(below) < MIN_HEADER_NUMBERS or not are_rising([row[place] for place in places]):
        return False
    middles = []
    for place in places:
        name = number_in(row[place])
        found = [number_in(other[place]) for other in below if place < len(other)]
        values = [value for value in found if value is not None]
        if name is None or not values:
            return False
        low, high = min(values), max(values)
        if max(low - name, name - high) <= high - low:
            return False
        middles.append(median(values))
    return not all(one < other for one, other in pairwise(middles))


def number_in(cell: str) -> float | None:
    """The number in a cell without signs around it, with a decimal point or comma; None for anything else."""
    try:
        return float(cell.strip().replace(",", "."))
    except ValueError:
        return None


def is_header_of_words(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Above a table without numbers: distinct words none of which comes again below."""
    cells = {cell.strip() for cell in row}
    return len(cells) == len(row) and not any(cells & {cell.strip() for cell in other} for other in below)


def is_sequence(row: Sequence[str]) -> bool:
    """True for numbers that name columns: whole ones that rise by one step, three or more, or two years."""
    numbers = [cell.strip() for cell in row if looks_numeric(cell)]
    if not all(cell.isascii() and cell.isdigit() and len(cell) < 10 for cell in numbers):
        return False
    values = [int(cell) for cell in numbers]
    if len(values) < (2 if all(1800 <= value <= 2100 for value in values) else 3):
        return False
    steps = {later - earlier for earlier, later in pairwise(values)}
    return len(steps) == 1 and steps.pop() > 0


def are_years(row: Sequence[str]) -> bool:
    """True for three years or more that rise, in any steps."""
    numbers = [cell.strip() for cell in row if looks_numeric(cell)]
    if len(numbers) < 3 or not all(cell.isascii() and cell.isdigit() and len(cell) == 4 for cell in numbers):
        return False
    values = [int(cell) for cell in numbers]
    rising = all(earlier < later for earlier, later in pairwise(values))
    return rising and 1800 <= values[0] <= values[-1] <= 2100


def named(
    names_rows: Sequence[Sequence[str]], width: int, lines: Sequence[int]
) -> tuple[tuple[str, ...], list[Notice]]:
    """One distinct name a column, and what had to be said about them."""
    if not names_rows:
        names = tuple(f"column {place + 1}" for place in range(width))
        return names, [Notice("header", "There is no line of names: columns are numbered.")]
    notices: list[Notice] = []
    if all(map(looks_numeric, filter(str.strip, names_rows[0]))):
        shown = shortened(", ".join(names_rows[0]))
        text = f"{on_lines(lines).capitalize()} holds numbers only ({shown}) and was taken for the names"
        text += ": if it is data, set the line of the names to 0."
        notices.append(Notice("doubtful header", text, (), "Read it as data", (("header", 0),)))
    padded = [[cell.strip() for cell in [*row, *[""] * width][:width]] for row in names_rows]
    raw = padded[0]
    if len(padded) > 1:
        raw, done = merged(padded)
        text = f"The names were on several lines ({on_lines(lines)}): {done}."
        notices.append(about_lines("header", text, lines))
    blank = [place for place, name in enumerate(raw) if not name]
    raw = [name or f"column {place + 1}" for place, name in enumerate(raw)]
    names, repeated = distinct(raw)
    if blank:
        notices.append(Notice("names", f"{counted(len(blank), 'column')} had no name and got a number."))
    if repeated:
        text = f"Names that came twice were told apart: {quoted([names[place] for place in repeated])}."
        notices.append(Notice("names", text))
    return names, notices


def merged(rows: Sequence[Sequence[str]]) -> tuple[list[str], str]:
    """One name a column from several header rows, and what was done with them.

    A complete row of distinct names is taken as it is, and rows of units or types beside it are left out;
    otherwise the levels are joined, a blank repeating what stands to the left of it.
    """
    for row in (
        reversed(rows) if len(rows[0]) <= 2 else rows
    ):  # titles, and pairs, above a header tell about the file
        if all(row) and len(set(row)) == len(row) and not all(map(is_unit, row)):
            others = [cell for other in rows if other is not row for cell in other if cell]
            return list(row), f"not used: {shortened(', '.join(others), 60)}"
    levels = []
    for row in rows[:-1]:
        filled, last = [], ""
        for cell in row:
            last = cell or last
            filled.append(last)
        levels.append(filled)
    columns = zip(*levels, rows[-1], strict=True)
    return [" ".join(dict.fromkeys(part for part in parts if part)) for parts in columns], "they were joined"


def is_unit(cell: str) -> bool:
    """True for a unit of measurement or a type, as second header rows have them."""
    return cell.casefold() in UNIT_WORDS or UNIT_BRACKETS.fullmatch(cell) is not None


def has_unit(name: str) -> bool:
    """True for a name with a unit of measurement in brackets behind it; what else brackets hold is no unit.

    >>> has_unit("speed (km/h)"), has_unit("mass [kg]"), has_unit("Ben (UK)"), has_unit("trace (n.d.)")
    (True, True, False, False)
    """
    found = WITH_BRACKETS.fullmatch(name)
    parts = re.split(r"[/·*]", found[1].strip()) if found else []
    return bool(parts) and all(map(measures, parts))


def measures(word: str) -> bool:
    """True for a unit, a currency or a sign of size, as it may stand behind a number."""
    if is_missing(word) or word[0].isdigit():
        return False
    seen = spelling(f"1 {word}")
    return is_unit(word) or (seen is not None and bool(seen.affix or seen.power))


def distinct(names: Sequence[str]) -> tuple[tuple[str, ...], list[int]]:
    """Names made distinct by ".1", ".2", ..., never by a name that is taken, and the places changed."""
    taken, seen = set(names), set()
    result, changed = [], []
    for place, name in enumerate(names):
        new, number = name, 0
        while new in seen or (number and new in taken):
            number += 1
            new = f"{name}.{number}"
        if number:
            changed.append(place)
        seen.add(new)
        result.append(new)
    return tuple(result), changed
