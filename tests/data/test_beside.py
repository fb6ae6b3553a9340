"""Columns that split rows, and names of rows: hand-computed."""

import pytest

from gmmviz.data import points_from_table, read_table
from gmmviz.data.beside import NO_VALUE, identifier_of, row_numbers, split_columns, values_of

CSV = b"id,spend,visits,outlet,stars,city\n" + b"".join(
    b"C-%d,%s,%d,%s,%d,%s\n"
    % (i, b"" if i == 5 else b"%d.5" % (i * 37 % 101), i * i % 23, b"ns"[i % 2 :][:1], i % 4, city)
    for i, city in enumerate([b"Rome", b"=cmd()", b"", b"<b>Bonn</b>"] * 15)
)


@pytest.fixture(scope="module")
def table():
    return read_table(CSV)


def test_columns_that_split_are_the_label_then_words_and_codes_and_none_that_is_fitted(table) -> None:
    points = points_from_table(table)
    assert points.columns == ("spend", "visits")
    assert split_columns(table, points) == ("outlet", "stars", "city")
    assert identifier_of(table, points) == "id"
    assert split_columns(table, points_from_table(table, ["spend", "stars"])) == ("outlet", "city")


def test_values_are_those_of_the_rows_that_were_kept(table) -> None:
    points = points_from_table(table)
    rows = row_numbers(points)
    assert 5 not in rows
    assert len(rows) == 59
    codes, names = values_of(table, "city", rows)
    assert set(names) == {"Rome", "=cmd()", "<b>Bonn</b>", NO_VALUE}
    assert [names[code] for code in codes[:6]] == [
        "Rome",
        "=cmd()",
        NO_VALUE,
        "<b>Bonn</b>",
        "Rome",
        NO_VALUE,
    ]
    codes, names = values_of(table, "stars", rows)
    assert names == ("0", "1", "2", "3")
    assert codes[:6].tolist() == [0, 1, 2, 3, 0, 2]


def test_the_label_splits_as_it_is_held_out(table) -> None:
    points = points_from_table(table)
    codes, names = values_of(table, "outlet", row_numbers(points))
    assert points.truth is not None
    assert (codes == points.truth).all()
    assert names == points.truth_names
