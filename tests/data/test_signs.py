"""Signs around digits: minus signs, currencies, signs of size; and codes that are no quantities."""

import numpy as np
import pytest

from gmmviz.data import Reading, read_table
from gmmviz.data.csv.rows.numbers import MINUS_SIGNS
from tests.data.roles import roles_of


def read(cells, decimal=None):
    """A column `v` of cells in quotes beside plain numbers."""
    rows = "\n".join(f'"{cell}",{place}.5' for place, cell in enumerate(cells))
    return read_table(f"v,a\n{rows}\n".encode(), "x.csv", Reading(decimal=decimal))


def said(table, kind):
    return [notice.text for notice in table.notices if notice.kind == kind]


@pytest.mark.parametrize("sign", sorted("-−–—‐‑‒﹣－⁻˗﹘"))
def test_minus_signs_of_every_kind_are_read(sign):
    assert sign == "-" or ord(sign) in MINUS_SIGNS
    table = read([f"{sign * (place % 2)}{place}.5" for place in range(12)])
    np.testing.assert_array_equal(table.frame["v"], [(-1) ** place * (place + 0.5) for place in range(12)])


@pytest.mark.parametrize(
    "cells", [["$5", "€4", "3", "$7", "€2", "6"], ["$5", "€4"], ["5 EUR", "4 CHF", "7 CHF"]]
)
def test_amounts_in_several_currencies_are_no_numbers_and_no_label_and_that_is_said(cells):
    table = read(cells * 5)
    assert roles_of(table)["v"] == "text"
    (why,) = said(table, "units")
    assert why.startswith('"v" is not offered as numbers: some cells carry the currency ')
    assert why.endswith(", others carry another.")


def test_dollars_written_in_several_ways_are_one_currency():
    table = read(["$5", "US$4.5", "7 USD", "6"] * 5)
    np.testing.assert_array_equal(table.frame["v"], [5, 4.5, 7, 6] * 5)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["1.5k", "2k", "3.25k"], '"v": the sign k was taken off (1.5k is read as 1.5).'),
        (["1.5 Mio", "2 Mio"], '"v": the sign Mio was taken off (1.5 Mio is read as 1.5).'),
        (["15%", "20%"], '"v": the sign % was taken off (15% is read as 15).'),
    ],
)
def test_a_sign_of_size_that_all_cells_carry_is_taken_off_with_what_that_makes_of_a_number(cells, told):
    table = read(cells * 7)
    assert said(table, "number form") == [told]
    assert roles_of(table)["v"] != "label"
    assert table.frame["v"][0] == float(cells[0].rstrip("kMio% "))


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["2 bn", "300", "2.5bn"], [2e9, 300, 2.5e9]),
        (["3M", "200", "1.5 M"], [3e6, 200, 1.5e6]),
        (["1.5k", "900", "2K"], [1500, 900, 2000]),
    ],
)
def test_signs_of_size_on_part_of_a_column_are_multiplied_in(cells, values):
    table = read(cells * 6)
    np.testing.assert_array_equal(table.frame["v"], values * 6)
    assert len(said(table, "factors")) == 1


def test_prices_in_thousands_are_no_label():
    rows = "\n".join(f"{place % 4}.5k,{place}.5,{'ab'[place % 2]}" for place in range(40))
    table = read_table(f"price,x,kind\n{rows}\n".encode())
    assert (table.label, table.columns[0].kind) == ("kind", "number")


def test_an_identifier_beyond_2_to_the_53_of_which_one_is_in_e_notation_is_text():
    numbers = [str(9_007_199_254_740_993 + 7 * place) for place in range(30)]
    numbers[4] = "9.00719925474102E+15"
    rows = "\n".join(f"{number},{place}.5" for place, number in enumerate(numbers))
    table = read_table(f"account,a\n{rows}\n".encode())
    assert roles_of(table)["account"] == "identifier"
    assert table.frame["account"].tolist() == numbers


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_one_column_of_decimal_commas_with_a_header_is_one_column(encoding):
    lengths = [(place * 37 % 50) + place * 7 % 10 / 10 for place in range(1, 40)]
    lines = "".join(f"{length:.1f}\n".replace(".", ",") for length in lengths)
    table = read_table(f"Länge\n{lines}".encode(encoding))
    assert list(table.frame.columns) == ["Länge"]
    np.testing.assert_array_equal(table.frame["Länge"], lengths)
    assert table.found.decimal == ","


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["(3.5)", "4.25", "5"], '"v": brackets mark numbers below zero ("(3.5)" is read as -3.5).'),
        (
            ["$(1,000.50)", "$4.25", "$5"],
            '"v": brackets mark numbers below zero ("$(1,000.50)" is read as -1000.5).',
        ),
        (["$5", "$(7)", "8"], '"v": brackets mark numbers below zero ("$(7)" is read as -7).'),
    ],
)
def test_what_was_made_of_brackets_around_numbers_is_told_by_a_cell_of_the_file(cells, told):
    table = read(cells * 7)
    assert told in said(table, "number form")
    assert not any("brackets" in text for text in said(read(["-3", "4"] * 9), "number form"))


def test_rising_numbers_with_a_unit_are_measured():
    rows = "".join(f"{5 + row} min,{row * 7 % 11}.5\n" for row in range(10))
    assert read_table(f"t,b\n{rows}".encode()).features == ("t", "b")
    rows = rows.replace(" min", "")
    assert read_table(f"t,b\n{rows}".encode()).features == ("b",)


def test_none_that_is_kept_as_a_word_is_named():
    words = ["None", "Nord", "Sud"] * 9
    rows = "".join(f"{word},{place * 7 % 11}.5\n" for place, word in enumerate(words))
    table = read_table(f"region,b\n{rows}".encode())
    assert table.frame["region"].tolist() == words
    assert said(table, "words") == ['"None" in "region" is taken for words like the others.']
