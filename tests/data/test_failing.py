"""Small files of kinds that people meet and readers get wrong: each is read as its writer meant it."""

from pathlib import Path

import numpy as np
import pytest

from gmmviz.data import Table, read_table

FILES = Path(__file__).parent / "failing"


def read(name: str) -> Table:
    return read_table(FILES / f"{name}.csv")


def texts(table: Table, kind: str) -> list[str]:
    return [notice.text for notice in table.notices if notice.kind == kind]


RECORDS = {  # rows, and what the cells over several lines begin and end with
    "C12": (8, "notes", "# Title 0\n\n* **bold**", "[link](x)"),
    "D03": (8, "notes", "first line 0\nsecond", "line"),
    "D06": (8, "notes", "head 0\nother, item", "more"),
    "D07": (8, "notes", "head 0\nl2\nl3", "l5"),
    "E03": (12, "notes", "line 0 of 0\nline 1", "of 0"),
    "E11": (60, "address", "Main St 0\nSpringfield, IL", "62700"),
    "N01": (30, "c", 'He said "hi, 0"\nand', "left"),
    "N03": (30, "meta", '{\n  "k": 0,', "}"),
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_quoted_cell_over_several_lines_is_one_cell(name: str) -> None:
    rows, column, begin, end = RECORDS[name]
    table = read(name)
    assert len(table.frame) == rows
    cells = table.frame[column]
    assert cells[0].startswith(begin)
    assert cells[0].endswith(end)
    assert cells.str.count("\n").nunique() == 1
    numbers = [c.name for c in table.columns if c.kind == "number"]
    assert numbers == (["a", "b"] if name in {"N01", "N03"} else ["score"])
    expected = 0.25 + 1.5 * np.arange(rows)
    if numbers == ["score"]:
        np.testing.assert_array_equal(table.frame["score"], expected)
    assert table.notices == ()


ONE_COLUMN = {
    "C30": [1000, 2000, 3500, 12250],
    "D10": [1234000, 2000, 3500, 12250],
    "H04": [1234000, 2100500, 3500250, 12250000],
    "H05": [950, 1200, 2300, 12500, 1234000, 780, 4300],
    "H06": [1950, 1200, 2300, 12500, 1234000, 7800, 4300],
}


@pytest.mark.parametrize("name", ONE_COLUMN)
def test_a_single_column_of_thousands_keeps_its_name_and_its_size(name: str) -> None:
    table = read(name)
    assert len(table.columns) == 1
    assert table.columns[0].name == {"C30": "abc", "H04": "Umsatz"}.get(name, "sales")
    assert table.frame.iloc[:, 0].tolist() == ONE_COLUMN[name]
    assert texts(table, "dialect") == []


def test_a_point_among_decimal_commas_is_one_missing_cell_and_no_mark_of_thousands() -> None:
    table = read("C26")
    np.testing.assert_array_equal(table.frame["x"], [2.5, 3.75, np.nan, 4.25, 1.5])
    np.testing.assert_array_equal(table.frame["y"], [1.25, 2.5, 3.5, 4.75, 2.25])
    assert texts(table, "unusable") == [
        '1 cell of "x" is written with another decimal mark (line 4: "2.1"): taken as missing.'
    ]
    assert not any("thousands" in notice.text for notice in table.notices)


def test_signs_on_part_of_a_column_are_factors_and_it_is_said() -> None:
    table = read("K07")
    assert table.frame["followers"].tolist()[:4] == [900, 2500, 902, 4500]
    assert texts(table, "factors") == ['"followers": signs of size were multiplied in: 2.5K is 2500.']
    table = read("L03")
    np.testing.assert_array_equal(table.frame["rate"], np.arange(5, 45) / 100)
    assert texts(table, "factors") == ['"rate": signs of size were multiplied in: 6% is 0.06.']


def test_a_unit_on_part_of_a_column_makes_it_no_numbers_and_says_why() -> None:
    table = read("L06")
    assert [column.kind for column in table.columns] == ["text", "number"]
    assert table.features == ("h",)
    assert texts(table, "units") == [
        '"dur" is not offered as numbers: some cells carry the unit min, others carry none or another.'
    ]


@pytest.mark.parametrize(
    ("name", "rows", "names", "short"),
    [
        ("F10_20", 30, ["time", "temp", "column 3"], 10),
        ("F90_1000", 1090, ["time", "temp", "column 3"], 90),
        ("G3_20", 23, ["time", "temp", "hum"], 20),
    ],
)
def test_rows_that_get_wider_or_narrower_are_all_kept_under_their_names(
    name: str, rows: int, names: list[str], short: int
) -> None:
    table = read(name)
    assert list(table.frame.columns) == names
    np.testing.assert_array_equal(table.frame["time"], 0.5 * np.arange(rows))
    assert table.frame[names[2]].isna().sum() == short
    (said,) = texts(table, "ragged")
    assert said.startswith(f"{short} rows had too few cells (lines ")
    assert not texts(table, "preamble")


def test_accounting_is_read() -> None:
    cost = 1000 + 37.5 * np.arange(30)
    np.testing.assert_array_equal(read("I01").frame["cost"], cost)
    table = read("I02")
    np.testing.assert_array_equal(np.abs(table.frame["cost"]), cost)
    np.testing.assert_array_equal(table.frame["cost"][:4], [-1000, 1037.5, 1075, -1112.5])


@pytest.mark.parametrize("name", ["J_endash", "J_fullwidth", "J_nbhyphen"])
def test_typographic_minus_signs_are_minus_signs(name: str) -> None:
    x = read(name).frame["x"]
    np.testing.assert_array_equal(x[1::2], [-2, -5, -8, -11, -14, -17])
    np.testing.assert_array_equal(x[::2], [0.5, 3.5, 6.5, 9.5, 12.5, 15.5])


@pytest.mark.parametrize(
    ("name", "column", "words"),
    [("D19", "iso", ("NA",)), ("D20", "surname", ("Null", "NaN")), ("M01", "region", ("NA",))],
)
def test_words_that_look_like_missing_values_stay_words(
    name: str, column: str, words: tuple[str, ...]
) -> None:
    table = read(name)
    assert not table.frame[column].isna().any()
    assert set(words) <= set(table.frame[column])
    assert len(texts(table, "words")) == 1


def test_a_first_row_of_numbers_below_words_is_data() -> None:
    table = read("first_row_integers")
    assert list(table.frame.columns) == ["a", "b", "c"]
    assert table.frame["a"].tolist() == [1, 4, 7, 2, 5, 9]
    table = read("r_row_names")
    assert list(table.frame.columns) == ["column 1", "height", "weight"]
    assert len(table.frame) == 15
    assert table.features == ("height", "weight")


def test_three_decimals_beside_semicolons_stay_small_and_it_is_asked() -> None:
    table = read("semicolon_points_three")
    assert table.frame["len"][0] == 5.869
    assert table.frame["wid"][0] == 4.225
    assert table.features == ("len", "wid")
    first = table.notices[0]
    assert first.text == (
        '"len" and "wid" can be read in two ways; their points mark decimals (5.869 is less than 6). '
        "The decimal mark can be set."
    )
    assert (first.button, first.overrule) == ("Read points as thousands", (("decimal", ","),))
    assert not any("decimal commas" in notice.text for notice in table.notices)
