"""Faults of the reader that were found by reading it: each with the shortest file that showed it."""

import pytest

from gmmviz.data.csv.decoding.guessing import guessed
from gmmviz.data.csv.table import read_table


def test_billions_of_money_beside_megabytes_are_read_to_an_end() -> None:
    table = read_table(b"a,b\n$5B,1\n3 MB,2\n4 MB,3\n5 MB,4\n", "sizes.csv")
    assert [column.kind for column in table.columns] == ["text", "number"]


@pytest.mark.parametrize(
    "text", ["Temp (°C),Error (±)\n1,2\n", "WBC (10³/µl),SD (±)\n1,2\n", "µ,temp °C\n1,2\n"]
)
def test_signs_alone_are_no_letters_of_another_language(text: str) -> None:
    assert guessed(text.encode("cp1252")) == "cp1252"


def test_a_code_of_missing_values_is_counted_once_in_each_column() -> None:
    x = [0, 10, 20, 30, 40, 50, -9, -9, 9999, 9999, 9999, 15, 25]
    y = [1, 2, 3, 4, 5, 1, -9, -9, 2, 3, 4, 5, 1]
    rows = "\n".join(f"{one},{other},{other}" for one, other in zip(x, y, strict=True))
    told = [notice.text for notice in read_table(f"x,y,z\n{rows}\n".encode(), "codes.csv").notices]
    assert next(text for text in told if text.startswith("-9 ")).count('"x"') == 1
