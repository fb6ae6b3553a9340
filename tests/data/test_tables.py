"""Several tables in one file: the first that is data is read, the others are named and can be chosen."""

import pytest

from gmmviz.data import Reading, Table, points_from_table, read_table

X = [(1.5, 10), (2.5, 30), (4.5, 20), (5.5, 15)]
FIRST = "x,y\n" + "".join(f"{x},{y}\n" for x, y in X)
SECOND = "name,mass,length\n" + "".join(f"n{i},{i * 7 % 5}.25,{i * i}\n" for i in range(6))
THIRD = "a,b\n3,1\n4,1\n5,9\n2,6\n"


def texts(table: Table, kind: str) -> list[str]:
    return [notice.text for notice in table.notices if notice.kind == kind]


def assert_first(table: Table) -> None:
    assert table.frame["x"].tolist() == [x for x, _ in X]
    assert table.frame["y"].tolist() == [y for _, y in X]
    assert list(table.frame.columns) == ["x", "y"]


@pytest.mark.parametrize(
    ("gap", "line"),
    [
        ("\n", 7),
        ("\n\n\n", 9),
        (",,\n", 7),
        ("\nTable 2: weights\n", 8),
        ("\nWeights\nin g\n\n", 10),
        (" \n", 7),
    ],
)
def test_two_tables_of_different_width_are_two_tables(gap: str, line: int) -> None:
    content = (FIRST + gap + SECOND).encode()
    table = read_table(content)
    assert_first(table)
    assert table.found.begins == 1
    (notice,) = [notice for notice in table.notices if notice.kind == "tables"]
    assert notice.text == (
        "The file holds 2 tables, one below the other: the one with its names on line 1 was read. "
        f"Another table begins on line {line} (name, mass, length)."
    )
    assert (notice.button, notice.overrule) == (f"Read the table on line {line}", (("begins", line),))
    second = read_table(content, reading=Reading(begins=line))
    assert list(second.frame.columns) == ["name", "mass", "length"]
    assert second.frame["length"].tolist() == [i * i for i in range(6)]
    assert second.lines.tolist() == list(range(line + 1, line + 7))
    assert len(texts(second, "tables")) == 1
    assert "on line 1 (x, y)" in texts(second, "tables")[0]
    first, other = points_from_table(table).account, points_from_table(second).account
    no_row = "No other row" if first.beside else "No row"  # an empty line below the table is told
    assert (
        first.nothing_lost
        == f"{no_row} of table 1 of 2 (lines 1 to {int(table.lines[-1])}) of the file was left out."
    )
    assert other.sentence().startswith(
        f"All 6 rows in table 2 of 2 (lines {line} to {int(second.lines[-1])}) of the file are fitted."
    )
    assert all("above the table: not data" in told for told in other.beside)  # its title


def test_two_tables_of_one_width_are_two_tables() -> None:
    table = read_table((FIRST + "\n" + THIRD).encode())
    assert_first(table)
    assert read_table((FIRST + "\n" + THIRD).encode(), reading=Reading(begins=7)).frame["b"].tolist() == [
        1,
        1,
        9,
        6,
    ]


def test_tables_far_down_are_found_and_many_are_counted() -> None:
    long = "p,q\n" + "".join(f"{i}.5,{i * 7 % 13}\n" for i in range(3000))
    tables = [long, *(f"c{i},d{i}\n" + "1,2\n3,5\n4,4\n" for i in range(6))]
    table = read_table("\n".join(tables).encode())
    assert len(table.frame) == 3000
    said = texts(table, "tables")
    assert len(said) == 3
    assert said[0].startswith("The file holds 7 tables, one below the other")
    assert "line 3\u202f003 (c0, d0)" in said[0]
    assert said[2].endswith(", and there are 3 more.")


def test_a_table_of_semicolons_below_one_of_commas_is_left_alone() -> None:
    table = read_table((SECOND + "\n\n" + THIRD).encode())
    assert table.frame["length"].tolist() == [i * i for i in range(6)]


@pytest.mark.parametrize(
    "content",
    [
        FIRST.replace("4.5", "\n4.5"),  # a blank line
        FIRST + "\n" + FIRST,  # the header of a new page
        "Station,Berlin\nOwner,Ann\nDepth,5\nSalinity,35\nTemp,12\n\n" + SECOND,
        "Results\n\n" + SECOND + "\nSource: own\n",
        'x,note\n1,"a\n\np,q\n1,2\n3,4\n5,6\n"\n2,b\n3,c\n',
    ],
)
def test_what_is_one_table_stays_one(content: str) -> None:
    table = read_table(content.encode())
    assert texts(table, "tables") == []
    assert table.found.begins is None
    assert len(table.frame) == (
        8 if content.count(FIRST) == 2 else 6 if "mass" in content else 3 if "note" in content else 4
    )


def test_blocks_with_names_in_comments_are_two_tables() -> None:
    content = b"# x y\n1.5 2\n3.5 4\n5.5 7\n2.5 3\n\n\n# u v\n51 2.5\n53 4.5\n55 7.5\n58 1.5\n"
    assert read_table(content).frame["x"].tolist() == [1.5, 3.5, 5.5, 2.5]
    second = read_table(content, reading=Reading(begins=8))
    assert second.frame["u"].tolist() == [51, 53, 55, 58]
    assert second.lines.tolist() == [9, 10, 11, 12]
    remark = content.replace(b"\n\n\n# u v", b"\n# sensor changed")
    assert len(read_table(remark).frame) == 8


def test_the_plates_of_a_reader_are_tables_of_their_own() -> None:
    plate = ",1,2,3\n" + "".join(
        f"{row},{i}.5,{i * 3 % 5}.25,{i * i}.5\n" for i, row in enumerate("ABCDEFGH")
    )
    content = f"Plate 1\n{plate}\nPlate 2\n{plate.replace('.', '7.')}".encode()
    table = read_table(content)
    assert len(table.frame) == 8
    assert texts(table, "tables")[0].startswith("The file holds 2 tables, one below the other")
    second = read_table(content, reading=Reading(begins=13))
    assert second.frame["1"].tolist() == [float(f"{i}7.5") for i in range(8)]


def test_statistics_below_the_rows_are_no_data() -> None:
    rows = "".join(f"{i % 7}.5,{i * 3 % 5}.25\n" for i in range(40))
    table = read_table(f"x,y\n{rows}Summary\nmean,5.0\nsd,1.0\nn,40\n".encode())
    assert len(table.frame) == 40
    assert not any(column.unusable for column in table.columns)
    assert len(read_table(b"letter,y\na,1.5\nb,2.5\nc,0.5\nm,3.5\nn,40\n").frame) == 5


TWO = [
    "dd/ddi",
    "dd/did",
    "dd/idd",
    "dd/ddw",
    "dd/diiw",
    "ddi/dd",
    "ddd/dddi",
    "dddd/ddddiw",
    "d/d",
    "d/dd",
    "dd/d",
    "i/i",
    "i/ii",
    "ii/i",
    "iiii/i",
    "wd/wdd",
    "w/dd",
]
DIALECTS = {"commas": (",", "."), "semicolons": (";", ","), "tabs": ("\t", ","), "bars": ("|", ".")}


def of_kinds(kinds: str, names: str, part: str, decimal: str) -> tuple[str, dict[str, list[float | str]]]:
    """The text of a table with columns of decimals, integers or words, and its true values by name."""
    makers = {
        "d": lambda i, j: (i * 7 + j * 3) % 23 + (i % 90 + 10) / 100,
        "i": lambda i, j: float((i * 5 + j) % 19),
        "w": lambda i, _: ("ash", "oak", "elm")[i % 3],
    }
    true = {f"{names}{j}": [makers[kind](i, j) for i in range(20)] for j, kind in enumerate(kinds)}
    spelled = {"d": "{:.2f}", "i": "{:.0f}", "w": "{}"}
    cells = [
        [spelled[kind].format(value).replace(".", decimal) for value in column]
        for kind, column in zip(kinds, true.values(), strict=True)
    ]
    lines = [part.join(true), *(part.join(row) for row in zip(*cells, strict=True))]
    return "\n".join([*lines, ""]), true


@pytest.mark.parametrize("gap", ["\n", "\nTable B\n", ""])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_row_of_one_table_is_counted_in_another_whatever_they_hold(dialect: str, gap: str) -> None:
    """Of two tables with any numbers of columns, the first with numbers is read, and the other offered.

    Each two tables meet each dialect and each gap, and half of their pairs.
    """
    turn = [*DIALECTS].index(dialect) + gap.count("\n")
    for kinds in TWO[turn % 2 :: 2]:
        first, second = kinds.split("/")
        if not gap and 1 in (len(first), len(second)):
            continue
        above, true = of_kinds(first, "long", *DIALECTS[dialect])
        below, other = of_kinds(second, "wide", *DIALECTS[dialect])
        content = (above + gap + below).encode()
        table = read_table(content)
        if first == "w":
            assert table.frame.to_dict("list") == other, kinds
            continue
        assert table.frame.to_dict("list") == true, kinds
        (notice,) = [notice for notice in table.notices if notice.kind == "tables"]
        begins = notice.overrule[0][1]
        assert read_table(content, reading=Reading(begins=begins)).frame.to_dict("list") == other, kinds


def test_a_table_of_words_on_top_is_named_and_the_one_of_numbers_read() -> None:
    """Nothing can be fitted in it, so no button leads there."""
    above, _ = of_kinds("ww", "kind", ";", ",")
    below, true = of_kinds("ddi", "wide", ";", ",")
    table = read_table((above + "\n" + below).encode())
    assert table.frame.to_dict("list") == true
    (notice,) = [notice for notice in table.notices if notice.kind == "tables"]
    assert notice.text.endswith("Another table begins on line 1 (kind0, kind1) and has no numbers.")
    assert notice.button == ""


def test_the_names_of_the_first_table_may_come_again_below_a_second() -> None:
    table = read_table((FIRST + "\n" + THIRD + "\n" + FIRST.replace("1.5", "9.5")).encode())
    assert_first(table)
    third = read_table(
        (FIRST + "\n" + THIRD + "\n" + FIRST.replace("1.5", "9.5")).encode(), reading=Reading(begins=13)
    )
    assert third.frame["x"].tolist() == [9.5, 2.5, 4.5, 5.5]
    assert "The file holds 3 tables" in texts(table, "tables")[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_far_below_another_can_be_chosen(delimiter: str) -> None:
    first = "".join(f"{i % 7}.5{delimiter}{i % 5}.25\n" for i in range(700))
    second = "".join(f"{i % 7}.5{delimiter}{i % 5}.25{delimiter}{i % 3}\n" for i in range(700))
    content = f"a{delimiter}b\n{first}\nx{delimiter}y{delimiter}z\n{second}".encode()
    table = read_table(content, "two.csv", Reading(begins=703))
    assert (len(table.frame), list(table.frame.columns)) == (700, ["x", "y", "z"])
    assert table.lines[0] == 704
    notes = read_table(("note\n" * 699).encode() + content.split(b"\n\n")[1], "low.csv", Reading(header=700))
    assert (len(notes.frame), notes.lines[0]) == (700, 701)
