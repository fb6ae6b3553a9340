"""Rows and remarks between tables: a row is in one of them, and a remark amid one table does not part it in two."""

import pytest

from gmmviz.data import Reading, Table, read_table

ROWS = [
    [round(1.25 + 0.5 * i * i % 7.3, 2), round(3.5 + 1.7 * i % 5.1, 2), 0.25 * (i * 7 % 11)]
    for i in range(20)
]
NAMES = ["first", "second", "third"]


def lines(rows: list[list[float]], width: int, shift: float = 0.0) -> list[str]:
    return [",".join(f"{value + shift:.2f}" for value in row[:width]) for row in rows]


def text(*parts: list[str] | str, delimiter: str = ",") -> bytes:
    found = [line for part in parts for line in (part if isinstance(part, list) else [part])]
    return "".join(f"{line}\n".replace(",", delimiter) for line in found).encode()


def tables_said(table: Table) -> list[str]:
    return [notice.text for notice in table.notices if notice.kind == "tables"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("gaps", [("", ""), ("\n", ""), ("", "\n"), ("\n", "\n")])
@pytest.mark.parametrize(
    "cells",
    [
        ["ill", "absent", "3.1"],
        ["3.1", "ill", "absent"],
        ["3.1", "3.2", "lost"],
        ["", "", "3.1"],
        ["NA", "n.d.", "3.1"],
    ],
)
def test_a_row_of_words_and_numbers_between_two_tables_is_a_row_of_the_first(
    cells: list[str], gaps: tuple[str, str], delimiter: str
) -> None:
    above = [f"Ann{i},{line}" for i, line in enumerate(lines(ROWS, 3))]
    below = [f"k{i},{line}" for i, line in enumerate(lines(ROWS, 3, 90.0))]
    row = f"{gaps[0]}{','.join(['Bob', *cells])}{gaps[1]}"
    content = text("name,x,y,z", above, row, "item,p,q,r", below, delimiter=delimiter)
    first = read_table(content)
    assert first.frame["name"].tolist() == [*(f"Ann{i}" for i in range(20)), "Bob"]
    (told,) = [notice for notice in first.notices if notice.kind == "tables"]
    second = read_table(content, reading=Reading(**dict(told.overrule)))
    assert (list(second.frame), len(second.frame)) == (["item", "p", "q", "r"], 20)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("gap", ["", "\n"])
@pytest.mark.parametrize(
    ("width", "remark"),
    [
        (1, "the sensor was replaced"),
        (1, "sensor replaced"),
        (1, "failed"),
        (2, "sensor was replaced, all fine"),
        (2, "Note: cold, wet"),
        (3, "sensor was replaced, all fine, go on"),
        (3, "the sensor was replaced here"),
    ],
)
def test_a_remark_amid_the_rows_of_one_table_parts_nothing(
    width: int, remark: str, gap: str, delimiter: str
) -> None:
    rows = lines(ROWS, width)
    table = read_table(text(",".join(NAMES[:width]), rows, f"{gap}{remark}", rows, delimiter=delimiter))
    assert tables_said(table) == []
    assert int(table.frame["first"].notna().sum()) == 40
    assert "unusable" in [notice.kind for notice in table.notices]


@pytest.mark.parametrize("gap", ["", "\n"])
@pytest.mark.parametrize(
    "names", ["speed (m/s), mass of all", "cold water,warm water", "speed,mass", "Sepal Length,Sepal Width"]
)
def test_names_that_are_no_sentence_begin_a_table(names: str, gap: str) -> None:
    rows = lines(ROWS, 2)
    assert tables_said(read_table(text("first,second", rows, f"{gap}{names}", rows)))


def test_words_above_other_numbers_begin_a_table_also_where_they_are_a_sentence() -> None:
    content = text("first", lines(ROWS, 1), "\nlength of the wing", lines(ROWS, 1, 500.0))
    assert tables_said(read_table(content))
    assert len(read_table(content).frame) == 20


def test_names_of_two_words_begin_a_table_where_the_first_has_such_names_too() -> None:
    first, second = (
        "".join(f"{value:.1f}\n" for value in values) for values in ([1.5, 2, 3, 4, 5], [2, 4, 3, 1, 5])
    )
    table = read_table(f"Group A\n{first}\nGroup B\n{second}".encode())
    assert (list(table.frame), len(table.frame)) == (["Group A"], 5)
    assert len(tables_said(table)) == 1
