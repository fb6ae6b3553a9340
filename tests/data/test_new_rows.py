"""New rows are read as the file of the fit was; a code is one of its column; a file comes back with its own cells."""

import json

import numpy as np
import pytest

from gmmviz.data import assigned_rows, points_from_table
from gmmviz.data.assigned_rows import rows_of_table
from gmmviz.data.beside import kept_beside
from gmmviz.data.csv.columns.conventions import convention_of, record_of
from gmmviz.data.csv.reading import AUTOMATIC_READING, Convention, Reading
from gmmviz.data.csv.table import read_table
from gmmviz.data.new_rows import FittedColumns, read_new_rows

NUMBERS = [f"{4 + (i * 37 % 101) / 25:.2f}" for i in range(40)]
BELOW = [f"-{960 + i * 31 % 47}" for i in range(40)]


def fitted(columns, reading=AUTOMATIC_READING):
    """What a fit to a file of these columns keeps of how they were read, by way of JSON."""
    rows = "\n".join("\t".join(row) for row in zip(*columns.values(), strict=True))
    table = read_table(("\t".join(columns) + "\n" + rows).encode(), "fitted.tsv", reading)
    points = points_from_table(table, list(columns), "")
    records = json.loads(json.dumps(kept_beside(points)["conventions"]))
    return FittedColumns(points.file_columns, points.logs, tuple(map(convention_of, records)))


def with_codes(cells, code, every=9):
    return [code if i % every == 3 else cell for i, cell in enumerate(cells)]


KINDS = {
    "a code": (
        with_codes(NUMBERS, "-999"),
        ["-999", "4.5"],
        [np.nan, 4.5],
        '1 cell of "a" ("-999") is taken as missing.',
    ),
    "thousands": (
        [f"{i}" if i % 2 else f"{i + 1},{100 + i * 7}" for i in range(40)],
        ["1,234", "2,345"],
        [1234, 2345],
        '"a" can be read in two ways; its commas mark thousands (1,234 is read as 1234). '
        "That is as in the file of the fit.",
    ),
    "decimals": (
        [f"{i},{100 + i * 7}" if i % 2 else f"{i},5" for i in range(40)],
        ["1,234", "900"],
        [1.234, 900],
        '"a" can be read in two ways; its commas mark decimals (1,234 is read as 1.234). '
        "That is as in the file of the fit.",
    ),
    "another unit of the kind": (
        [f"{cell} kg" for cell in NUMBERS],
        ["4200 g", "5 kg"],
        [4.2, 5],
        '"a": units were brought to kg: 4200 g is 4.2 kg.',
    ),
    "no unit": (
        [f"{cell} kg" for cell in NUMBERS],
        ["4.2", "5"],
        [4.2, 5],
        '"a" is taken to be in kg, as in the file of the fit: nothing says so here.',
    ),
    "a unit of another kind": (
        [f"€{cell}" for cell in NUMBERS],
        ["$4.2", "€5"],
        [np.nan, 5],
        '1 cell of "a" is not in € (line 2: "$4.2"): taken as missing.',
    ),
    "a unit where there was none": (
        NUMBERS,
        ["4.2 kg", "5 kg"],
        [4.2, 5],
        'The sign kg of "a" was taken off: the file of the fit has none.',
    ),
    "factors": (
        ["900" if i % 2 else f"{cell}K" for i, cell in enumerate(NUMBERS)],
        ["2.5K", "3K"],
        [2500, 3000],
        '"a": signs of size were multiplied in: 2.5K is 2500.',
    ),
    "factors where there were none": (
        [f"{900 + i}" for i in range(40)],
        ["2.5K", "3K"],
        [2500, 3000],
        '"a": signs of size were multiplied in: 2.5K is 2500.',
    ),
    "a sign that was taken off": (
        [f"{cell}K" for cell in NUMBERS],
        ["2.5M", "3K", "4"],
        [2500, 3, 4],
        '"a": signs of size were multiplied in: 2.5M is 2500.',
    ),
    "percent without its sign": (
        [f"{cell}%" for cell in NUMBERS],
        ["4.2", "5"],
        [4.2, 5],
        '"a" is taken to be in %, as in the file of the fit: nothing says so here.',
    ),
    "limits": (
        with_codes(NUMBERS, "<0.5"),
        ["<0.5", "4"],
        [0.5, 4],
        '1 cell of "a" gives a limit ("<0.5"): read as the number beside the sign, though the value lies beyond.',
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_new_rows_are_read_as_the_file_of_the_fit_which_is_told(kind):
    cells, new, values, sentence = KINDS[kind]
    fit = fitted({"a": cells, "b": NUMBERS})
    text = "a\tb\n" + "".join(f"{cell}\t5.5\n" for cell in new)
    found = read_new_rows(text.encode(), "new.tsv", fit)
    np.testing.assert_array_equal(found.rows.columns["a"], values)
    assert found.sentence == sentence
    renamed = read_new_rows(text.replace("a\tb", "A\tB").encode(), "new.tsv", fit)
    np.testing.assert_array_equal(renamed.rows.columns["A"], values)


POINTS, COMMAS = Convention("."), Convention(",")


@pytest.mark.parametrize(
    ("agreed", "text", "values", "sentence"),
    [
        (POINTS, "a;b\n1,941;0,5\n2,813;1,2\n", [1.941, 2.813], ""),
        (COMMAS, "a,b\n1.941,0.5\n2.813,1.2\n", [1.941, 2.813], ""),
        (POINTS, "a\tb\n1,941\t0,5\n", [1.941], ""),
        (POINTS, "a;b\n1,941;5\n", [1.941], ""),  # semicolons speak for decimal commas
        (
            COMMAS,
            "a\tb\n1.941\t5\n",
            [1941],
            '"a" can be read in two ways; its points mark thousands (1.941 is read as 1941). '
            "That is as in the file of the fit.",
        ),
        (
            POINTS,
            "a\tb\n1,941\t5\n",
            [1941],
            '"a" can be read in two ways; its commas mark thousands (1,941 is read as 1941). '
            "That is as in the file of the fit.",
        ),
        (
            Convention(),
            "a;b\n1.941;5\n",
            [1.941],
            '"a" can be read in two ways; its points mark decimals (1.941 is less than 2).',
        ),
        (
            None,
            "a;b\n1.941;5\n",
            [1.941],
            '"a" can be read in two ways; its points mark decimals (1.941 is less than 2).',
        ),
    ],
)
def test_what_new_rows_prove_of_their_decimal_mark_is_not_overruled_by_the_fit(
    agreed, text, values, sentence
):
    conventions = () if agreed is None else (agreed, Convention(agreed.decimal))
    found = read_new_rows(text.encode(), "new", FittedColumns(("a", "b"), (), conventions))
    np.testing.assert_array_equal(found.rows.columns["a"], values)
    assert found.sentence == sentence


def test_of_columns_that_can_be_read_two_ways_those_are_told_of_which_the_fit_knows_the_mark():
    fit = FittedColumns(("a", "b"), (), (POINTS, Convention()))
    found = read_new_rows(b"a;b;c\n1.941;2.345;x\n2.813;1.234;y\n", "new", fit)
    assert found.sentence == (
        '"a" and "b" can be read in two ways; their points mark decimals (1.941 is less than 2). '
        'For "a" that is as in the file of the fit.'
    )


@pytest.mark.parametrize("sign", ["", "€", "-"])
@pytest.mark.parametrize(("other", "read"), [("x", 1.941), ("1.500.000", 1941)])
def test_the_sentence_about_a_mark_is_of_the_value_that_was_read(sign, other, read):
    content = "a;b\n" + "".join(f"{sign}{cell};{other}\n" for cell in ["1.941", "2.813", "1.500"])
    table = read_table(content.encode())
    assert abs(table.frame["a"].iloc[0]) == read
    for notice in table.notices:
        if notice.kind == "ambiguous":
            assert ("points mark decimals" in notice.text) == (read == 1.941)
            other_way = read_table(content.encode(), reading=Reading(**dict(notice.overrule)))
            assert abs(other_way.frame["a"].iloc[0]) != read


def test_a_file_with_blank_cells_alone_is_not_read_again(monkeypatch):
    content = b"a,b\n1.5,2\n,3\n2.5,NA\n4,5\n"
    monkeypatch.setattr(assigned_rows, "cells_of", lambda *_: pytest.fail("read again"))
    assert rows_of_table(read_table(content), ("a",), content).odd == {}


@pytest.mark.parametrize(
    ("cell", "how"),
    [
        ("low", AUTOMATIC_READING),
        ("n.d.", AUTOMATIC_READING),
        ("-", Reading(numbers=("a",))),
        ("inf", AUTOMATIC_READING),
        ("-999", AUTOMATIC_READING),
        ("<0.5", Reading(missing=("<",))),
        ("-999", Reading(missing=("-999",))),
        ("4.25", Reading(missing_in=(("a", "4.25"),))),
        ("-999", Reading(numbers=("a",), conventions=(("a", Convention(missing=("-999",))),))),
    ],
)
def test_cells_that_hold_something_else_than_a_value_come_back(cell, how):
    content = (
        "a,b\n" + "".join(f"{each},{i}\n" for i, each in enumerate(with_codes(NUMBERS, cell)))
    ).encode()
    table = read_table(content, reading=how)
    gone = np.flatnonzero(table.frame["a"].isna()).tolist()
    assert gone[:2] == [3, 12]
    assert rows_of_table(table, ("a",), content).odd["a"] == dict.fromkeys(gone, cell)


def test_a_code_of_one_column_is_a_number_in_another_and_in_new_rows_too():
    fit = fitted({"a": with_codes(NUMBERS, "-999"), "b": [*BELOW[:-1], "-999"]})
    assert [each.missing for each in fit.conventions] == [("-999",), ()]
    new = "a\tb\n" + "".join(f"{cell}\t{cell}\n" for cell in ["-999", "-970", "-999", "-960", "-950"])
    rows = read_new_rows(new.encode(), "new.tsv", fit).rows
    np.testing.assert_array_equal(rows.columns["a"], [np.nan, -970, np.nan, -960, -950])
    np.testing.assert_array_equal(rows.columns["b"], [-999, -970, -999, -960, -950])
    assert rows.odd["a"] == {0: "-999", 2: "-999"}


def test_a_code_that_a_person_kept_in_the_fit_is_a_number_in_new_rows():
    fit = fitted({"a": with_codes(NUMBERS, "-999")}, Reading(kept=("-999",)))
    rows = read_new_rows(b"a\n-999\n4.5\n-999\n4.25\n4.75\n5\n", "new.csv", fit).rows
    np.testing.assert_array_equal(rows.columns["a"], [-999, 4.5, -999, 4.25, 4.75, 5])


def test_one_click_takes_a_value_as_missing_in_the_columns_it_names_alone():
    ages = ["99" if i % 3 == 0 else str(20 + i) for i in range(100)]
    shares = [str(i) for i in range(100)]
    content = ("age,share\n" + "".join(f"{a},{b}\n" for a, b in zip(ages, shares, strict=True))).encode()
    (told,) = [notice for notice in read_table(content).notices if notice.button == "Take 99 as missing"]
    assert told.about == ("age",)
    again = read_table(content, reading=Reading(**dict(told.overrule))).frame
    assert (int(again["age"].isna().sum()), int(again["share"].isna().sum())) == (35, 0)


@pytest.mark.parametrize("single", [False, True])
def test_cells_that_a_person_takes_as_missing_come_back_as_they_stand_in_the_file(single):
    cells = ["<0.5" if i % 8 == 1 else cell for i, cell in enumerate(NUMBERS)]
    rows = [cell if single else f"{cell},{i},w{i}" for i, cell in enumerate(cells)]
    content = ("a" if single else "a,b,name").encode() + "\n".join(["", *rows, ""]).encode()
    (told,) = [notice for notice in read_table(content).notices if notice.kind == "limits"]
    table = read_table(content, reading=Reading(**dict(told.overrule)))
    assert rows_of_table(table, ("a",), content).odd["a"] == dict.fromkeys(range(1, 40, 8), "<0.5")


@pytest.mark.parametrize(
    "convention",
    [Convention(), Convention(",", "kg", "K", True, ("-999", "n/k"), ("99",), True)],
)
def test_a_convention_comes_back_from_its_record(convention):
    assert convention_of(json.loads(json.dumps(record_of(convention) | {"later": 1}))) == convention


@pytest.mark.parametrize(
    "record", [{"decimal": ";"}, {"unit": 3}, {"missing": "-999"}, {"kept": [3]}, {"factors": 1}]
)
def test_a_convention_of_another_hand_is_refused(record):
    with pytest.raises(ValueError, match="which gmmviz does not write"):
        convention_of(record)
