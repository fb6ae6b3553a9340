"""Lines of words above a table: its names stand directly above the first row of numbers, however many lines."""

import numpy as np
import pytest

from gmmviz.data import read_table
from tests.data.test_workbooks import row, xlsx

ROWS = 30
RNG = np.random.default_rng(4)
NUMBERS = [[f"{value:.2f}" for value in values] for values in RNG.normal(5.0, 3.0, (ROWS, 3))]
FIRST = {
    "numbers": [cells[0] for cells in NUMBERS],
    "dates": [f"2024-03-{i + 1:02d}" for i in range(ROWS)],
    "words": [f"s{i}" for i in range(ROWS)],
}


def above(lines: int, blanks: int) -> list[list[str]]:
    return [[f"Key {i}", f"value {i}", *[""] * blanks] for i in range(lines)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("lines", [5, 6, 7, 12, 60, 110, 200])
@pytest.mark.parametrize(
    ("first", "width", "blanks"),
    [("numbers", 2, 0), ("numbers", 3, 0), ("numbers", 3, 1), ("dates", 2, 0), ("words", 2, 0)],
)
def test_names_below_pairs_of_words_are_kept(
    first: str, width: int, blanks: int, lines: int, delimiter: str
) -> None:
    cells = [[one, *values[1:width]] for one, values in zip(FIRST[first], NUMBERS, strict=True)]
    names = ["first", "second", "third"][:width]
    content = "".join(f"{delimiter.join(each)}\n" for each in (*above(lines, blanks), names, *cells))
    table = read_table(content.encode())
    assert list(table.frame) == names
    assert table.lines.tolist() == list(range(lines + 2, lines + 2 + ROWS))
    np.testing.assert_array_equal(table.frame["second"], [float(values[1]) for values in NUMBERS])
    assert "unusable" not in [notice.kind for notice in table.notices]
    if lines > 5:
        (said,) = [notice for notice in table.notices if notice.kind == "preamble"]
        assert said.text.startswith(f'{lines} lines above the table: not data ("Key 0 value 0')
        assert said.lines == tuple(range(1, lines + 1))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("lines", [6, 15])
def test_one_column_below_pairs_of_words_is_read(lines: int, delimiter: str) -> None:
    head = "".join(f"{delimiter.join(each)}\n" for each in above(lines, 0))
    table = read_table((head + "mass\n" + "".join(f"{values[0]}\n" for values in NUMBERS)).encode())
    assert list(table.frame) == ["mass"]
    np.testing.assert_array_equal(table.frame["mass"], [float(values[0]) for values in NUMBERS])


def test_a_row_of_units_below_the_names_is_none_of_the_words_above() -> None:
    body = "".join(f"{values[0]},{values[1]}\n" for values in NUMBERS)
    head = "".join(f"{key},{value}\n" for key, value in above(9, 0))
    table = read_table(f"{head}depth,mass\nm,kg\n{body}".encode())
    assert (list(table.frame), len(table.frame)) == (["depth", "mass"], ROWS)


def test_words_above_the_table_of_a_sheet_are_no_names() -> None:
    cells = [*above(8, 0), ["first", "second"], *([values[0], values[1]] for values in NUMBERS)]
    sheet = "".join(row(i, *each) for i, each in enumerate(cells, 1))
    table = read_table(xlsx({"S": sheet}))
    assert (list(table.frame), len(table.frame)) == (["first", "second"], ROWS)


@pytest.mark.parametrize("missing", ["pending", "NA", "", "-"])
def test_rows_that_begin_without_values_are_rows(missing: str) -> None:
    begin = "".join(f"n{i},{missing}\n" for i in range(5))
    body = "".join(f"m{i},{values[0]}\n" for i, values in enumerate(NUMBERS))
    assert (
        "m0"
        in read_table(f"name,mass\n{begin}{begin.replace('n', 'o')}{body}".encode()).frame.iloc[:, 0].tolist()
    )
