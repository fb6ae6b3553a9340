"""Rows with cells too many or too few: no value that may stand in a wrong column is fitted without a word."""

import math

import numpy as np
import pytest

from gmmviz.data import Table, read_table
from gmmviz.data.csv.rows.body import HOW_TO_MEND_CELLS

ROWS = 30
BROKEN = 7  # the place of the row that is not like the others


def read(head: str, broken: str, usual: str) -> Table:
    """A table of rows with numbers that differ, one of which is broken."""
    rows = [usual.format(x=f"{1 + i % 9}.{i % 7}", w=i % 8) for i in range(ROWS)]
    rows[BROKEN] = broken
    return read_table("\n".join([head, *rows, ""]).encode())


def ragged(table: Table) -> list[str]:
    return [notice.text for notice in table.notices if notice.kind == "ragged"]


@pytest.mark.parametrize(
    ("head", "broken", "usual"),
    [
        ("x,y,z", "1,5,2,3", "{x},{w},{x}"),
        ("x,y,z", "1,5,2,3.5", "{x},{w},{x}"),
        ("x,y,z", "1,5,2,NA", "{x},{w},{x}"),
        ("x,y,z", "1,5,2,3,5,4", "{x},{w},{x}"),
        ("x,y", "1,234.5,3", "{x},{w}"),
        ("x,y,kind", "1,5,2,A", "{x},{w},B"),
        ("kind,x,y", "A,1,5,2", "B,{x},{w}"),
        ("x,y,z", "1,5,2,3,", "{x},{w},{x},"),
        ("x,y,z,", "1,5,2,3,", "{x},{w},{x},"),
        ("x,y,z,,", "1,5,2,3,", "{x},{w},{x},,"),
        ("x,y,kind,,", "1,5,2,A,", "{x},{w},A,,"),
        ("x y z", "1 5 2 3", "{x} {w} {x}"),
        ('"x","y","z"', "1,5,2,3", '"{x}","{w}","{x}"'),
    ],
)
def test_a_row_with_a_number_in_two_cells_is_left_out_and_told(head: str, broken: str, usual: str) -> None:
    table = read(head, broken, usual)
    line = BROKEN + 2
    assert line not in table.lines
    assert len(table.lines) == ROWS - 1
    assert ragged(table) == [
        "1 row had too many cells, and which belong to which columns is unknown "
        f"(line {line}): left out. {HOW_TO_MEND_CELLS}"
    ]
    (loss,) = table.lost
    assert (loss.rows, loss.reason, loss.lines) == (1, "too many cells", (line,))


def test_a_remark_behind_numbers_costs_no_row_and_is_told() -> None:
    table = read("x,y,z", "1.5,5,2,late", "{x},{w},{x}")
    assert len(table.lines) == ROWS
    assert table.frame.iloc[BROKEN].tolist() == [1.5, 5, 2]
    assert ragged(table) == ["1 row had a remark behind the last column (line 9): it was ignored."]


def test_a_blank_cell_that_other_rows_do_not_have_is_told() -> None:
    table = read("x,y,z", "1,5,2,", "{x},{w},{x}")
    assert ragged(table) == [
        "1 row ended with a blank cell that other rows do not have (line 9): it was ignored."
    ]


def test_a_delimiter_at_the_end_of_every_row_is_no_cell_too_many() -> None:
    assert ragged(read("x,y,z", "1,5,2,", "{x},{w},{x},")) == []
    assert ragged(read("x,y,z,,", "1,5,2,,", "{x},{w},{x},,")) == []


def test_words_behind_the_last_name_are_a_column_of_remarks() -> None:
    table = read("x,y,z,,", "1,5,2,late,", "{x},{w},{x},,")
    assert len(table.lines) == ROWS
    assert table.frame.iloc[BROKEN].tolist() == [1, 5, 2, "late"]


def test_of_wide_and_narrow_rows_by_turns_the_wide_ones_are_broken() -> None:
    """More rows than not have a number in two cells: the names say how many cells are right."""
    rows = [f"1,{i % 9},{i % 7},{i}.5" if i % 3 else f"{i % 9},{i % 7},{i}.5" for i in range(60)]
    table = read_table("\n".join(["x,y,z", *rows, ""]).encode())
    assert list(table.frame.columns) == ["x", "y", "z"]
    assert table.frame["z"].tolist() == [i + 0.5 for i in range(0, 60, 3)]
    assert table.lost[0].rows == 40


def test_a_pair_of_cells_of_which_one_is_missing_is_left_out() -> None:
    rows = ["1,2,5" if i == BROKEN else f"{i % 9},{i % 7},{i % 5},{i % 8}" for i in range(ROWS)]
    table = read_table("\n".join(["x,y", *rows, ""]).encode())
    assert len(table.lines) == ROWS - 1
    assert ragged(table) == [
        "1 row had too few cells to be joined in pairs (line 9): left out. Write decimals with a point, or part cells "
        "by semicolons."
    ]
    assert [(loss.rows, loss.reason) for loss in table.lost] == [(1, "too few cells")]


@pytest.mark.parametrize(("head", "row"), [("x,y,kind", "{a},{b},{c},A"), ("x,y", "{d},{b},{c}")])
def test_more_whole_numbers_than_names_are_doubted(head: str, row: str) -> None:
    rows = [row.format(a=i % 2, b=i * 5 % 9, c=i * 3 % 7, d=i * 7 % 101) for i in range(60)]
    table = read_table("\n".join([head, *rows, ""]).encode())
    (doubt,) = [notice.text for notice in table.notices if notice.kind == "doubtful header"]
    assert doubt.endswith(
        "If the delimiter also marks decimals here, names and numbers do not belong together."
    )


@pytest.mark.parametrize("title", ["", "Measured in May\n"])
@pytest.mark.parametrize(("names", "lengths"), [("abcd", (2, 3, 2, 4)), ("abcdef", (3, 4, 3, 5, 3, 6))])
def test_names_as_wide_as_the_widest_rows_say_how_many_cells_belong_to_a_row(
    title: str, names: str, lengths: tuple[int, ...]
) -> None:
    """Half of the rows share the narrowest width, and there are two others: all are rows of the named columns."""
    rows = [[f"{(i * 7 + j * 3) % 11}.{j}" for j in range(lengths[i % len(lengths)])] for i in range(60)]
    table = read_table((title + "\n".join([",".join(names), *map(",".join, rows), ""])).encode())
    assert list(table.frame.columns) == list(names)
    assert table.lost == ()
    assert [[cell for cell in row if math.isfinite(cell)] for row in table.frame.to_numpy().tolist()] == [
        list(map(float, row)) for row in rows
    ]
    narrow = sum(len(row) < len(names) for row in rows)
    assert ragged(table)[0].startswith(f"{narrow} rows had too few cells")


def test_a_shifted_row_is_left_out_also_where_its_last_cell_is_blank() -> None:
    rows = "".join(f"name{i},city{i % 3},{i * 7 % 13}.5,{i * i % 17}.25\n" for i in range(20))
    table = read_table(f"name,city,x,y\n{rows}Smith, John,Berlin,1.5,\n{rows}".encode())
    assert len(table.frame) == 40
    assert [(loss.rows, loss.lines) for loss in table.lost] == [(1, (22,))]
    ending = read_table(f"name,city,x,y\n{rows}Smith,Berlin,3.5,1.5,\n{rows}".encode())
    assert len(ending.frame) == 41
    usual = rows.replace("\n", ",\n")
    assert len(read_table(f"name,city,x,y\n{usual}Smith,Berlin,abc,1.5,\n{usual}".encode()).frame) == 41


NARROW_AND_WIDE = [(300, 1000), (30, 30), (50, 50), (100, 40), (1000, 300), (30, 50), (150, 30), (700, 700)]
EACH_COUNT_IN_EACH_DIALECT = [
    (marks, rows, *(("tu", 3), ("tuv", 4), ("tu", 5))[(i + j) % 3])
    for i, marks in enumerate([(",", "."), (";", ","), ("\t", ","), ("|", ".")])
    for j, rows in enumerate(NARROW_AND_WIDE)
]  # and every width with each of both


@pytest.mark.parametrize(("marks", "counts", "names", "width"), EACH_COUNT_IN_EACH_DIALECT)
def test_where_rows_get_wider_names_are_kept_and_every_row(
    marks: tuple[str, str], counts: tuple[int, int], names: str, width: int
) -> None:
    """A file got a new column: what it holds has no name, and the rows above have nothing in it."""
    (part, decimal), (narrow, wide) = marks, counts
    widths = [len(names)] * narrow + [width] * wide
    rows = [[f"{(i * 7 + j * 3) % 23}.{i % 90 + 10}" for j in range(cells)] for i, cells in enumerate(widths)]
    lines = [part.join(names), *(part.join(row).replace(".", decimal) for row in rows), ""]
    table = read_table("\n".join(lines).encode())
    assert list(table.frame.columns[: len(names)]) == list(names)
    assert table.lost == ()
    assert [[cell for cell in row if math.isfinite(cell)] for row in table.frame.to_numpy().tolist()] == [
        list(map(float, row)) for row in rows
    ]
    assert "had no name and got a number" in " ".join(notice.text for notice in table.notices)


def test_thousands_at_the_end_of_a_sorted_file_are_no_new_column() -> None:
    """From 1,000 on each number is parted: those rows are left out, and listed."""
    rows = [f"{i % 7}.5,{i * 17:,}.25" for i in range(100)]
    table = read_table("\n".join(["x,y", *rows, ""]).encode())
    assert len(table.frame) == 59
    assert [loss.rows for loss in table.lost] == [41]


@pytest.mark.parametrize("rows", [20, 300, 3000])
@pytest.mark.parametrize("broken", [10, 12])
def test_rows_at_the_end_whose_remark_is_in_two_cells_are_left_out_and_told(rows: int, broken: int) -> None:
    """Read as rows that got a new column, they would stand under wrong names."""
    text = "remark,a,b\n" + "ok,5.0,500.0\n" * rows + "left, ill,5.0,500.0\n" * broken
    table = read_table(text.encode())
    assert list(table.frame.columns) == ["remark", "a", "b"]
    assert len(table.frame) == rows
    assert (table.frame[["a", "b"]].to_numpy() == [5, 500]).all()
    assert [(loss.rows, loss.reason) for loss in table.lost] == [(broken, "too many cells")]


@pytest.mark.parametrize(
    "footer", ["Source,office,of,statistics", "Note {i},1.5,2.5,3.5", "3.5,see,note,{i}"]
)
def test_wider_lines_of_another_kind_below_a_table_are_no_rows_of_it(footer: str) -> None:
    rows = [f"{i % 7}.5,{i % 11}.25" for i in range(3000)]
    lines = ["x,y", *rows, *(footer.format(i=i) for i in range(12)), ""]
    table = read_table("\n".join(lines).encode())
    assert list(table.frame.columns) == ["x", "y"]
    assert table.frame.to_numpy().tolist() == [list(map(float, row.split(","))) for row in rows]


def broken(row: int) -> str:
    """A row whose decimal commas stand between cells that commas part."""
    return f"{row % 30},{row % 10},{40 + row % 20},{row * 3 % 10}"


@pytest.mark.parametrize(("good", "bad"), [(60, 12), (200, 100), (100, 100)])
def test_decimals_that_are_parted_are_no_new_columns(good: int, bad: int) -> None:
    lines = [f"{20 + row % 30 / 10:.1f},{40 + row % 20 / 10:.1f}" for row in range(good)]
    table = read_table("\n".join(["temp,hum", *lines, *map(broken, range(bad))]).encode(), "parted.csv")
    assert list(table.frame.columns) == ["temp", "hum"]
    assert len(table.frame.dropna()) == good
    np.testing.assert_allclose(table.frame["temp"].dropna(), [float(line.split(",")[0]) for line in lines])


@pytest.mark.parametrize(("good", "wide"), [(60, 20), (300, 100)])
def test_twice_as_many_whole_numbers_are_new_columns(good: int, wide: int) -> None:
    narrow = [f"{30 + row % 40},{50 + row % 30}" for row in range(good)]
    more = [f"{31 + row % 37},{52 + row % 25},{row % 9},{row % 7}" for row in range(wide)]
    table = read_table("\n".join(["n,v", *narrow, *more]).encode(), "wider.csv")
    assert table.frame.shape == (good + wide, 4)
    assert table.frame["n"].notna().all()


def test_a_column_in_front_of_the_others_moves_no_numbers() -> None:
    good = [f"{20 + row % 9},{400 + row % 60}" for row in range(80)]
    late = [f"{7000 + row},{20 + row % 9},{400 + row % 60}" for row in range(20)]
    table = read_table("\n".join(["temp,level", *good, *late]).encode(), "front.csv")
    assert table.frame["temp"].dropna().max() < 30


@pytest.mark.parametrize(("above", "wide", "below"), [(40, 1, 0), (40, 2, 0), (20, 15, 20), (30, 1, 30)])
def test_wider_rows_that_are_left_out_are_counted_and_a_name_for_their_column_keeps_them(
    above: int, wide: int, below: int
) -> None:
    rows = [",".join(f"{i * k % 17}.5" for k in range(3, 6)) for i in range(above + wide + below)]
    rows[above : above + wide] = [f"{row},{i % 7}.25" for i, row in enumerate(rows[above : above + wide])]
    body = "".join(f"{row}\n" for row in rows)
    table = read_table(f"a,b,c\n{body}".encode())
    assert (len(table.lines), [loss.rows for loss in table.lost]) == (above + below, [wide])
    (said,) = ragged(table)
    assert said.startswith(f"{wide} row{'s' if wide > 1 else ''} had too many cells, and which")
    assert said.endswith(f"left out. {HOW_TO_MEND_CELLS}")
    named = read_table(f"a,b,c,d\n{body}".encode())
    assert (len(named.lines), named.lost) == (above + wide + below, ())
    assert int(named.frame["d"].notna().sum()) == wide


def test_a_column_that_ends_where_another_begins_is_read() -> None:
    for content in ("t,a,b\n" + "1,2.5,3\n" * 20 + "21,,4,7\n" * 12, "1,,3\n" * 20 + "21,2.5,4,7\n" * 12):
        assert len(read_table(content.encode()).frame) in (
            12,
            32,
        )  # no column that has no value divides by none


@pytest.mark.parametrize("rows", [(700, 700), (300, 90)])
def test_a_column_that_rises_goes_on_in_wider_rows(rows: tuple[int, int]) -> None:
    narrow = "".join(f"{i},{i % 7},{i % 5}\n" for i in range(rows[0]))
    wide = "".join(f"{i},{i % 7},{i % 5},{i % 3}\n" for i in range(rows[0], sum(rows)))
    assert len(read_table(f"i,a,b\n{narrow}{wide}".encode()).frame) == sum(rows)


def test_a_missing_first_value_does_not_lose_wider_rows() -> None:
    narrow = "".join(f"{i % 23 if i else 'NaN'},{i % 5}\n" for i in range(50))
    wide = "".join(f"{i % 23},{i % 5},{i % 3}\n" for i in range(50))
    assert len(read_table(f"a,b\n{narrow}{wide}".encode()).frame) == 100


def test_a_nameless_column_with_a_word_in_it_is_read() -> None:
    head = "a,b,\nw,NA,\nv,ill,x\nu,away,\nr1,1,\nr2,2,5\nr3,3,\nr4,4,\nr5,5,6\n"
    table = read_table((head + "".join(f"r{i},{i},\n" for i in range(6, 13))).encode())
    assert list(table.frame.columns[:2]) == ["a", "b"]


STEPS = [
    ((90, 2), (9, 3), (4, 4)),
    ((90, 2), (3, 3)),
    ((40, 3), (9, 4)),
    ((50, 2), (20, 3), (5, 5)),
    ((700, 2), (4, 3)),
    ((60, 2), (4, 3), (4, 4), (4, 6)),
]


@pytest.mark.parametrize(("part", "decimal"), [(",", "."), (";", ","), ("\t", "."), ("|", ".")])
@pytest.mark.parametrize("steps", STEPS)
def test_rows_at_the_end_that_get_wider_are_kept_however_few_and_however_often(
    steps: tuple[tuple[int, int], ...], part: str, decimal: str
) -> None:
    rng = np.random.default_rng(6)
    rows = [rng.normal(5.5, 0.2, cells).round(2).tolist() for count, cells in steps for _ in range(count)]
    lines = [part.join(f"{cell:.2f}".replace(".", decimal) for cell in row) for row in rows]
    names = "abcdef"[: steps[0][1]]
    table = read_table("\n".join([part.join(names), *lines, ""]).encode(), "steps.csv")
    assert table.lost == ()
    assert list(table.frame.columns[: len(names)]) == list(names)
    got = table.frame.to_numpy().tolist()
    assert [[cell for cell in row if math.isfinite(cell)] for row in got] == rows


@pytest.mark.parametrize(
    "late",
    [
        "5,4,5.5",  # one and a half comma parted
        "5.4,5,5",
        "5.4,5.5,",
        "50.4,5.5,5.5",  # another column in front
        "5.4,word,5.5",
    ],
)
@pytest.mark.parametrize("count", [1, 2, 3, 5, 9])
def test_few_wider_rows_of_which_two_cells_may_be_one_or_moved_are_left_out(late: str, count: int) -> None:
    rng = np.random.default_rng(7)
    rows = [",".join(f"{cell:.1f}" for cell in rng.normal(5.5, 0.2, 2)) for _ in range(60)]
    table = read_table("\n".join(["a,b", *rows, *[late] * count, ""]).encode(), "late.csv")
    assert list(table.frame.columns) == ["a", "b"]
    assert len(table.frame) == (60 + count if late.endswith(",") else 60)
