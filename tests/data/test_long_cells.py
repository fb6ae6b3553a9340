"""Quoted cells of any length: they are one cell, or the file is refused; and a stray quote swallows nothing."""

import time
import tracemalloc

import pytest

from gmmviz.data import ReadLimits, UnreadableTable, read_table
from gmmviz.data.csv.rows import heads, records

LINES = 60_000  # in a cell: thirty times what a short look takes in
SECONDS = 5.0  # that reading may take on a slow machine; it takes a tenth of that on a quick one
AFTER = "3,4,b\n5,6,c\n7,8,d\n"


def read(cell: str, before: str = "x,y,t\n") -> list[float]:
    begin = time.process_time()
    table = read_table(f'{before}1,2,"{cell}"\n{AFTER}'.encode(), "long.csv")
    assert time.process_time() - begin < SECONDS
    assert [column.kind for column in table.columns] == ["number", "number", "text"]
    assert not [notice for notice in table.notices if notice.kind == "quotes"]
    found: list[float] = table.frame["x"].tolist()
    return found


@pytest.mark.parametrize(
    "line", ["some words", "123456", "", 'he said ""no"" to it', "1,2", "one, two, three and four"]
)
def test_a_quoted_cell_of_very_many_lines_is_one_cell(line: str) -> None:
    assert read(f"{line}\n" * LINES) == [1, 3, 5, 7]


def test_it_may_begin_late() -> None:
    rows = "".join(f'{i},{i}.5,"note {i}"\n' for i in range(700))
    assert read("some words\n" * LINES, "x,y,t\n" + rows) == [*range(700), 1, 3, 5, 7]


def test_a_cell_of_megabytes_over_several_lines_is_one_cell() -> None:
    assert read(f"{'word ' * 60_000}\n" * 4) == [1, 3, 5, 7]


def test_lines_behind_a_long_cell_keep_their_numbers() -> None:
    content = 'x,y\n1,2\n3,"' + "a\n" * 5000 + '"\n5,6\n7,8,9,10\n' + "".join(f"{i},{i}\n" for i in range(20))
    table = read_table(content.encode())
    assert table.lines.tolist()[:4] == [2, 3, 5004, 5006]  # a row with cells too many is left out


def test_a_long_cell_that_may_as_well_be_rows_is_refused() -> None:
    content = f'x,y,t\n1,2,"{"1,2,3" + chr(10)}' + "4,5,6\n" * 3000 + f'"\n{AFTER}'
    with pytest.raises(UnreadableTable) as error:
        read_table(content.encode())
    assert str(error.value) == (
        "A quote that is opened on line 2 is closed on line 3\u202f003, and the lines between look like rows: they "
        "may be "
        "one long cell, or rows between two stray quotes. Delete the quotes, or the cell, and open the file again."
    )


@pytest.mark.parametrize("after", [3000, 60_000])
def test_a_stray_quote_swallows_no_rows_however_many_follow(after: int) -> None:
    rows = [f"{i},{i}.5,n{i}\n" for i in range(after)]
    content = "x,y,t\n" + "".join(rows[:50]) + '1,2,"abc\n' + "".join(rows)
    table = read_table(content.encode())
    assert len(table.frame) == after + 51
    (said,) = (notice.text for notice in table.notices if notice.kind == "quotes")
    assert said == "A quote was opened and not closed on line 52: it was taken for a character."


def test_a_head_is_the_first_lines_and_a_long_cell_in_it_is_shortened() -> None:
    plain = "\n".join(["a,b", *(f"{i},{i}" for i in range(2000))]).encode()
    head = heads.head_of(plain)
    assert head.lines == records.head_lines(plain)
    assert head.numbers == list(range(1, 601))
    long = ('a,b\n1,"' + "x\n" * 5000 + 'end"\n' + "2,3\n" * 900).encode()
    head = heads.head_of(long)
    assert len(head.lines) == 600
    assert head.lines[heads.MAX_LINES_KEPT + 1 :][:2] == ['end"', "2,3"]
    assert head.numbers[heads.MAX_LINES_KEPT + 1 :][:2] == [5002, 5003]
    assert head.place(5003) == heads.MAX_LINES_KEPT + 3


def test_a_line_of_megabytes_is_refused_before_it_costs_memory() -> None:
    """Twenty megabytes of quotes on one line took 1.4 GB; a line of the limit is still read."""
    for cell in ('"' * 20_000_000, '","' * 7_000_000, "x" * 20_000_000):
        tracemalloc.start()
        content = f"x,y\n1,2\n{cell},3\n4,5\n".encode()
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        with pytest.raises(
            UnreadableTable, match="Line 3 is longer than 4\u202f194\u202f304 bytes: no table has"
        ):
            read_table(content)
        peak = tracemalloc.get_traced_memory()[1] - before
        tracemalloc.stop()
        assert peak < 5 * len(content)
    limits = ReadLimits(line=30)
    assert len(read_table(b"x,y,t\n1,2,a\n3,4,bcdefghijklmnopqrstuvwxyz1\n5,6,c\n", limits=limits).frame) == 3
    with pytest.raises(UnreadableTable, match="Line 3 is longer than 30 bytes"):
        read_table(b"x,y,t\n1,2,a\n3,4,bcdefghijklmnopqrstuvwxyz12\n5,6,c\n", limits=limits)


@pytest.mark.parametrize("text", [(b'"' * 8 + b"\n") * 1_100_000, b"x,y\n" + b'"\n' * 1_500_000])
def test_megabytes_without_a_digit_are_refused_from_their_beginning(text: bytes) -> None:
    began = time.process_time()
    with pytest.raises(UnreadableTable):
        read_table(text)
    assert time.process_time() - began < SECONDS


def test_words_are_read_to_the_end_where_a_digit_comes_late() -> None:
    text = b"a,b\n" + b"word,NA\n" * 60_000 + b"word,1\n" * 90_000
    assert len(read_table(text).frame) == 150_000
