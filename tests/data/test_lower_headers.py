"""Tables directly below one another: no row of one is counted in another, and what is one table stays one."""

import re

import pytest

from gmmviz.data import Reading, Table, read_table
from tests.data.test_workbooks import row, xlsx

X = [(round(1.25 + 0.5 * i * i % 7.3, 2), round(3.5 + 1.7 * i % 5.1, 2)) for i in range(12)]
NARROW = [f"{x},{y}" for x, y in X]
WIDE = [f"{x},{y},{x + y:.2f}" for x, y in X]
FAR = [
    f"{x + 50:.2f},{y + 90:.2f}" for x, y in X
]  # new names alone are no evidence of a table, other numbers are
NAMED = [f"n{i},{x}" for i, (x, _) in enumerate(X)]
DATED = [f"2024-03-{i + 1:02d},{x}" for i, (x, _) in enumerate(X)]
QUOTED = [f'"{x}","{y}"' for x, y in X]
FAR_QUOTED = [f'"{x + 50:.2f}","{y + 90:.2f}"' for x, y in X]
FAR_DATED = [f"2024-03-{i + 1:02d},{x + 50:.2f}" for i, (x, _) in enumerate(X)]

NARROW_DAYS = [f"2024-03-02,{row}" for row in NARROW]
DAY_FIRST = [f"{i + 1}-03-2024,{x}" for i, (x, _) in enumerate(X)]
LATER = [f"2024-03-{i + 13:02d},{x}" for i, (x, _) in enumerate(X)]
US_DATED = [
    f"{(i + 20) // 32 + 1:02d}/{(i + 20) % 32 + (i > 11):02d}/2024,{x}" for i, (x, _) in enumerate(X + X)
]
NARROW_DAY = [f"2024-03-01,{x}" for x, _ in X]
REMARKS = ["Sunday,closed", "Easter,holiday", "today,pending", "Ann,low"]
IN_BRACKETS = ["Ben (UK),low", "Paris (FR),trace", "Ben,low (n.d.)", "Ann (m),closed (Sunday)"]
COUNTED = [f"{i},{x}" for i, (x, _) in enumerate(X + X)]


def text(*parts: str | list[str]) -> str:
    return "\n".join(line for part in parts for line in (part if isinstance(part, list) else [part])) + "\n"


def tables_said(table: Table) -> str:
    return " ".join(notice.text for notice in table.notices if notice.kind == "tables")


TWO_TABLES = {
    "same width": text("x,y", NARROW, "a,b", FAR),
    "wider": text("x,y", NARROW, "a,b,c", WIDE, WIDE),
    "narrower": text("x,y,z", WIDE, "a,b", NARROW, NARROW),
    "titles": text("Site A", "x,y", NARROW, "Site B", "x,y", NARROW),
    "titles and blank lines": text("Site A", "", "x,y", NARROW, "", "Site B", "", "x,y", NARROW),
    "a blank line above the title": text("Site A", "x,y", NARROW, "", "Site B", "x,y", NARROW),
    "a blank line below the title": text("Site A", "", "x,y", NARROW, "Site B", "", "x,y", NARROW),
    "titles filled up": text("Site A,", "x,y", NARROW, "Site B,", "x,y", NARROW),
    "a title with commas": text("x,y", NARROW, "Table 2: a, b, and c", "a,b", FAR),
    "units": text("x,y", "cm,kg", NARROW, "a,b", "cm,kg", NARROW),
    "a total above": text("x,y", NARROW, "Total,55.1", "a,b", FAR),
    "a remark above": text("x,y", NARROW, "Source: own", "a,b", NARROW),
    "quoted": text('"x","y"', QUOTED, '"a","b"', FAR_QUOTED),
    "digits in names": text("x1,x2", NARROW, "z1,z2", FAR),
    "a known name": text("name,mass", NAMED, "name,length", NAMED),
    "names of rows, titles": text("Site A", "name,mass", NAMED, "Site B", "name,mass", NAMED),
    "dates": text("Date,Temp", DATED, "Day,Pressure", FAR_DATED),
    "numbers below names of rows": text("name,mass", NAMED, "u,v", NARROW),
    "no names on top": text(NARROW, "a,b", FAR),
    "no names on top, a blank line": text(NARROW, "", "a,b", NARROW),
    "dates that go on": text("Date,Temp", DATED, "Day,Pressure", DATED),
    "dates that begin anew, the day first": text("Date,Temp", DAY_FIRST, "Day,Pressure", DAY_FIRST),
    "dates that fall": text("Date,Temp", DATED[::-1], "Day,Pressure", DATED[::-1]),
    "a rate in brackets": text("name,mass", NAMED, "who,speed [km/h]", NAMED),
    "names of rows, units in brackets": text("name,mass", NAMED, "who,length (mm)", NAMED),
    "filled up": text("x,y,,", [row + ",," for row in NARROW], "a,b,c,d", [row + ",1" for row in WIDE]),
}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("content", TWO_TABLES.values(), ids=TWO_TABLES)
def test_no_row_of_one_table_is_counted_in_another(content: str, delimiter: str) -> None:
    content = content.replace(",", delimiter)
    first = read_table(content.encode())
    assert tables_said(first).startswith("The file holds 2 tables, one below the other")
    assert len(first.frame) == len(X)
    (notice,) = [notice for notice in first.notices if notice.kind == "tables"]
    second = read_table(content.encode(), reading=Reading(**dict(notice.overrule)))
    assert len(second.frame) in {len(X), 2 * len(X)}
    assert set(first.lines.tolist()).isdisjoint(second.lines.tolist())
    for table in (first, second):  # the numbers of every row are those on its line
        lines = content.splitlines()
        for line, cells in zip(table.lines, table.frame.to_numpy().tolist(), strict=True):
            written = re.findall(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w-])", lines[line - 1])
            assert [cell for cell in cells if isinstance(cell, float)] == list(map(float, written))


def test_three_tables_are_named_with_their_lines() -> None:
    table = read_table(text("x,y", NARROW, "a,b", FAR, "c,d,e", WIDE).encode())
    assert len(table.frame) == len(X)
    assert "line 14 (a, b)" in tables_said(table)
    assert "line 27 (c, d, e)" in tables_said(table)


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (text("x,y", NARROW, "x,y", NARROW), 24),  # the header of a new page
        (text("Page 1", "x,y", NARROW, "Page 2", "x,y", NARROW), 25),
        (text("name,mass", NAMED, "Smith,absent", NAMED), 25),  # a value that is missing
        (text("name,mass", NAMED, "Smith,", NAMED), 25),
        (
            text("name,mass,length", [f"{row},1" for row in NAMED], "Group B", [f"{row},2" for row in NAMED]),
            25,
        ),
        (text("x,y", NARROW, "NA,missing", NARROW), 25),
        (text("x,y", NARROW, "error,error", NARROW), 25),
        (text("x,y", NARROW, "broken,sensor", NARROW), 25),
        (
            text(
                "name,a,b,c",
                [f"n,{row}" for row in WIDE],
                "Ann,absent,ill,away",
                [f"m,{row}" for row in WIDE],
            ),
            25,
        ),
        (
            text(
                "day,a,b",
                [f"2024-03-01,{row}" for row in NARROW],
                "d33,not measured,below limit",
                NARROW_DAYS,
            ),
            25,
        ),
        (text("day,x", DATED, "Ann,absent (ill)", DATED), 25),
        (text("day,x", DATED, "d33,low", DATED), 25),
        *((text("day,x", DATED, row, LATER), 25) for row in REMARKS),
        *((text("day,x", LATER[::-1], row, DATED[::-1]), 25) for row in REMARKS),
        *((text("day,x", DAY_FIRST, row, [f"{cell}1" for cell in LATER]), 25) for row in REMARKS),
        (text("day,x", DATED[::2] + DATED[1::2], "Sunday,closed", DATED), 25),  # in no order
        (text("day,x", NARROW_DAY, "Sunday,closed", NARROW_DAY), 25),  # one day alone
        (text("day,x", US_DATED[:12], "Sunday,closed", US_DATED[12:]), 25),
        *((text("name,mass", NAMED, row, NAMED), 25) for row in IN_BRACKETS),
        *((text("day,x", DATED, row, DATED), 25) for row in IN_BRACKETS),
        (text("no,x", COUNTED[:12], "error,lost", COUNTED[12:]), 25),  # what is counted lies apart as well
        (text("name,a,b", [f"n,{row}" for row in NARROW], "zz,low,not high"), 13),
        (text("x,y", NARROW, "Mean,Sd"), 12),  # too few rows below
        (text("x,note", '1.5,"a', 'b"', 'word,"c', 'd"', "2.5,b", "3.5,c", "4.5,d"), 5),
        (text("x,note", '1.5,"a', "p,q", "1,2", "3,4", "5,6", '"', "2.5,b", "3.5,c"), 3),
    ],
)
def test_what_is_one_table_stays_one(content: str, rows: int) -> None:
    table = read_table(content.encode())
    assert not tables_said(table)
    assert len(table.frame) == rows


@pytest.mark.parametrize(
    ("above", "line"),
    [
        (["Station,Berlin", "Depth,5", "Salinity,35", "Temp,12"], 5),
        (["key,value", "Depth,5", "Salinity,35", "Temp,12"], 5),
        (["n,mean", "60,5.1"], 3),
    ],
)
def test_what_tells_about_the_file_directly_above_a_table_is_no_row(above: list[str], line: int) -> None:
    table = read_table(text(above, "x,y", NARROW).encode())
    assert list(table.frame.columns) == ["x", "y"]
    assert list(zip(table.frame["x"], table.frame["y"], strict=True)) == X
    assert table.found.header == line
    (notice,) = [notice for notice in table.notices if notice.kind == "preamble"]
    assert notice.text == f"What stands above line {line} is no table with names: it is not used."


@pytest.mark.parametrize("gap", [0, 1])
def test_a_sheet_of_two_tables_is_two_tables(gap: int) -> None:
    first = [["x", "y"], *([str(cell) for cell in pair] for pair in X)]
    second = [["a", "b", "c"], *([str(x), str(y), "7"] for x, y in X)]
    begins = len(first) + 1 + gap
    sheet = "".join(row(number, *cells) for number, cells in enumerate(first, 1))
    sheet += "".join(row(number, *cells) for number, cells in enumerate(second, begins))
    table = read_table(xlsx({"Data": sheet}), "book.xlsx")
    assert table.frame.to_numpy().tolist() == [list(pair) for pair in X]
    below = read_table(xlsx({"Data": sheet}), "book.xlsx", Reading(begins=begins))
    assert list(below.frame.columns) == ["a", "b", "c"]
    assert below.frame["a"].tolist() == [x for x, _ in X]


def test_words_in_every_column_of_numbers_name_another_table_whatever_its_numbers() -> None:
    above = [f"{i * 7 % 13}.5,{i * i % 17}.25" for i in range(20)]
    below = [f"{i * 5 % 13}.5,{i * 3 % 17}.25" for i in range(15)]
    for delimiter in ",;\t|":
        table = read_table(text("len,wid", above, "height,mass", below).replace(",", delimiter).encode())
        assert len(table.frame) == 20
        assert "Another table begins on line 22 (height, mass)." in tables_said(table)
        again = read_table(text("len,wid", above, "absent,ill", below).replace(",", delimiter).encode())
        assert len(again.frame) == 36
