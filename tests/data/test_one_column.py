"""One column of decimal commas and no name above it: it is one column where that can be seen, else it is asked."""

from collections.abc import Callable

import numpy as np
import pytest

from gmmviz.data import read_table
from gmmviz.data.csv.reading import Reading

QUESTION = "may be one of decimals"


def written(values: np.ndarray, decimals: int) -> bytes:
    return "".join(f"{value:.{decimals}f}\n".replace(".", ",") for value in values).encode()


@pytest.mark.parametrize("decimals", [2, 3, 4])
@pytest.mark.parametrize("low", [-30.0, 0.0, 500.0])
def test_decimals_of_one_length_some_of_which_begin_with_zero_are_one_column(
    decimals: int, low: float
) -> None:
    values = np.random.default_rng(decimals).uniform(low, low + 20.0, 60).round(decimals)
    table = read_table(written(values, decimals), "one.csv")
    np.testing.assert_array_equal(table.frame.iloc[:, 0].astype(float), values)
    assert table.frame.shape == (60, 1)
    back = next(note for note in table.notices if note.button == "Read two columns")
    if low >= 0.0:
        again = read_table(written(values, decimals), "two.csv", Reading(**dict(back.overrule)))
        assert again.frame.shape == (60, 2)


def test_values_below_one_are_one_column_of_decimals() -> None:
    content = b"0,086\n0,269\n0,446\n0,538\n0,626\n0,782\n"
    table = read_table(content, "form.csv")
    np.testing.assert_array_equal(table.frame.iloc[:, 0], [0.086, 0.269, 0.446, 0.538, 0.626, 0.782])
    assert table.features == (table.frame.columns[0],)


PAIRS: dict[str, Callable[[int], str]] = {
    "month": lambda row: f"{2001 + row},{row % 12 + 1:02d}",
    "minute": lambda row: f"{row % 24},{row * 7 % 60:02d}",
    "two digits": lambda row: f"{row},{10 + row}",
    "code of three digits": lambda row: f"{20 + row % 50},{row * 37 % 1000:03d}",
    "one digit": lambda row: f"{row * 3 % 17},{row % 10}",
}


@pytest.mark.parametrize("kind", PAIRS)
def test_two_columns_of_whole_numbers_stay_two_and_one_click_makes_one(kind: str) -> None:
    lines = [PAIRS[kind](row) for row in range(40)]
    content = "".join(f"{line}\n" for line in lines).encode()
    table = read_table(content, "pairs.csv")
    assert table.frame.shape == (40, 2)
    question = next(note for note in table.notices if QUESTION in note.text)
    assert question.text.endswith(f"of decimals, {lines[0]}.")
    again = read_table(content, "pairs.csv", Reading(**dict(question.overrule)))
    expected = [float(line.replace(",", ".")) for line in lines]
    np.testing.assert_array_equal(again.frame.iloc[:, 0].astype(float), expected)
    assert again.frame.shape == (40, 1)


@pytest.mark.parametrize(
    "content", [b"1,20\n2,3\n3,140\n4,5\n", b"a,b\n1,20\n2,30\n3,40\n", b"1,-2\n2,-3\n3,-4\n"]
)
def test_nothing_is_asked_where_it_cannot_be(content: bytes) -> None:
    table = read_table(content, "sure.csv")
    assert table.frame.shape[1] == 2
    assert not any(QUESTION in note.text for note in table.notices)


def test_decimal_commas_below_missing_values_are_one_column() -> None:
    """A moving average begins with these; the digits behind the comma differ."""
    lines = ["wert", *["NA"] * 8, *(f"{row % 9},{5 if row % 2 else 25}" for row in range(80))]
    assert read_table("\n".join(lines).encode(), "one.csv").frame.shape == (88, 1)


def test_numbers_of_thousands_of_digits_are_refused_or_read() -> None:
    read_table(("4" * 4301 + ",05\n").encode() * 5, "long.csv")


def test_nothing_is_asked_of_words_beside_numbers() -> None:
    table = read_table("".join(f"N{row},{10 + row}\n" for row in range(20)).encode(), "names.csv")
    assert not any(QUESTION in note.text for note in table.notices)


@pytest.mark.parametrize("name", ["x", '"x"', "Messung 1\nx"])
@pytest.mark.parametrize(
    "cells", ["1,5 2,7 3,2", "1,5 2,7 3,2 4,4 5,1 6,0", "1,25 2,75 3,50", "5,5 6,7 7,2", "-1,5 2,7 3,2"]
)
def test_one_name_above_two_cells_in_every_row_says_that_it_is_one_column_of_decimals(
    name: str, cells: str
) -> None:
    content = "\n".join([name, *cells.split(), ""]).encode()
    table = read_table(content, "one.csv")
    assert list(table.frame.columns) == ["x"]
    assert table.frame["x"].tolist() == [float(cell.replace(",", ".")) for cell in cells.split()]
    if cells.startswith("1,"):  # the whole parts could be row numbers
        (asked,) = [note for note in table.notices if note.button == "Read two columns"]
        assert table.notices[0] == asked
        two = read_table(content, "one.csv", Reading(**dict(asked.overrule)))
        assert two.frame["x"].tolist() == [float(cell.partition(",")[2]) for cell in cells.split()]


def test_row_numbers_beside_one_column_stay_and_many_of_them_are_one_click_from_decimals() -> None:
    rows = "".join(f"{row + 1},{row * 7 % 10}\n" for row in range(60))
    table = read_table(f"x\n{rows}".encode(), "rows.csv")
    assert table.frame["x"].tolist() == [row * 7 % 10 for row in range(60)]
    (asked,) = [note for note in table.notices if note.button == "Read one column of decimal commas"]
    assert table.notices[0] == asked
    one = read_table(f"x\n{rows}".encode(), "rows.csv", Reading(**dict(asked.overrule)))
    assert one.frame["x"].tolist() == [float(f"{row + 1}.{row * 7 % 10}") for row in range(60)]


@pytest.mark.parametrize("count", [3, 6, 60])
def test_quoted_row_numbers_are_no_decimals_and_nothing_is_asked(count: int) -> None:
    """As R writes them."""
    rows = "".join(f'"{row + 1}",{row * 7 % 10}\n' for row in range(count))
    table = read_table(f'"x"\n{rows}'.encode(), "rows.csv")
    assert table.frame["x"].tolist() == [row * 7 % 10 for row in range(count)]
    assert not any(note.kind == "ambiguous" for note in table.notices)
