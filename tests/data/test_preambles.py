"""Lines of words above a table: its names stand directly above the first row of numbers, however many lines."""

import numpy as np
import pytest

from gmmviz.data import Reading, read_table
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


TABLES = [("numbers", 2, 0), ("numbers", 3, 0), ("numbers", 3, 1), ("dates", 2, 0), ("words", 2, 0)]
HEADS = [5, 6, 7, 12, 60, 110, 200]
EACH_TABLE_BELOW_EACH_HEAD = [
    (*table, lines, ",;\t"[(i + j) % 3]) for i, table in enumerate(TABLES) for j, lines in enumerate(HEADS)
]  # and every delimiter with each of both


@pytest.mark.parametrize(("first", "width", "blanks", "lines", "delimiter"), EACH_TABLE_BELOW_EACH_HEAD)
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


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("count", [4, 6, 7, 9, 20])
@pytest.mark.parametrize("word", ["none{}", "absent"])
def test_names_on_top_of_rows_of_words_are_kept(word: str, count: int, delimiter: str) -> None:
    names = ["site", "when", "x"]
    begin = [[f"s{i}", f"w{i}", word.format(i)] for i in range(count)]
    cells = [[f"s{i + count}", f"w{i + count}", values[0]] for i, values in enumerate(NUMBERS)]
    content = "".join(f"{delimiter.join(each)}\n" for each in (names, *begin, *cells))
    table = read_table(content.encode())
    assert (list(table.frame), len(table.frame)) == (names, count + ROWS)
    assert table.frame[names[-1]].notna().sum() == ROWS
    assert "preamble" not in [notice.kind for notice in table.notices]
    doubts = [notice for notice in table.notices if notice.kind == "doubtful header"]
    if word == "absent":
        assert doubts == []  # no line of names has a word that stands in other rows
        return
    (doubt,) = doubts
    assert doubt.button == f"Take line {count + 1} for the names"
    other = read_table(content.encode(), reading=Reading(**dict(doubt.overrule)))
    assert (list(other.frame), len(other.frame)) == (begin[-1], ROWS)


@pytest.mark.parametrize("count", [4, 7, 10, 25])
def test_of_two_columns_a_word_that_comes_again_is_none_of_the_names(count: int) -> None:
    begin = "".join(f"p{i},absent\n" for i in range(count - 1)) + "q,ill\n"
    body = "".join(f"r{i},{values[0]}\n" for i, values in enumerate(NUMBERS))
    table = read_table(f"name,score\n{begin}{body}".encode())
    assert (list(table.frame), len(table.frame)) == (["name", "score"], count + ROWS)
    assert table.frame["score"].notna().sum() == ROWS


def test_names_below_pairs_of_words_are_asked_about() -> None:
    pairs = "".join(f"{key},{value}\n" for key, value in above(9, 0))
    body = "".join(f"{values[0]},{values[1]}\n" for values in NUMBERS)
    content = f"{pairs}depth,mass\n{body}".encode()
    table = read_table(content)
    (doubt,) = [notice for notice in table.notices if notice.kind == "doubtful header"]
    assert (list(table.frame), doubt.button) == (["depth", "mass"], "Take line 1 for the names")
    other = read_table(content, reading=Reading(**dict(doubt.overrule)))
    assert (list(other.frame), len(other.frame)) == (["Key 0", "value 0"], 9 + ROWS)


NOTES = ["note {}", "key{}: {}", "Sensor no. {} was calm", "remark"]
EACH_NOTE_IN_EACH_NUMBER = [
    (names, note, lines, ",;\t|"[(i + j + 2 * k) % 4])
    for i, note in enumerate(NOTES)
    for j, lines in enumerate([3, 10, 80, 130, 400])
    for k, names in enumerate(["h,w,a", "first,second,third"])
]  # and every delimiter with each of the three


@pytest.mark.parametrize(("names", "note", "lines", "delimiter"), EACH_NOTE_IN_EACH_NUMBER)
def test_notes_of_words_and_numbers_part_no_table_below_them(
    names: str, note: str, lines: int, delimiter: str
) -> None:
    notes = "".join(f"{note.format(i, i)}\n" for i in range(lines))
    body = "".join(f"{delimiter.join(values)}\n" for values in NUMBERS)
    table = read_table(f"{notes}{names.replace(',', delimiter)}\n{body}".encode())
    assert (list(table.frame), len(table.frame)) == (names.split(","), ROWS)
    (said,) = [notice for notice in table.notices if notice.kind == "preamble"]
    assert said.text.startswith(f"{lines} lines above the table: not data (")


def test_a_table_parted_by_blanks_is_none_of_notes() -> None:
    body = "".join(f"site{i} {' '.join(values)}\n" for i, values in enumerate(NUMBERS))
    table = read_table(f"name first second third\n{body}".encode())
    assert (list(table.frame)[1:], len(table.frame)) == (["first", "second", "third"], ROWS)
