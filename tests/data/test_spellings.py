"""How a cell is spelt: signs, marks, currencies, units and powers, missing values, dates and booleans."""

import dataclasses

import pytest

from gmmviz.data.csv.rows.numbers import (
    BOOLEANS,
    LONGEST_NUMBER,
    POWERS_OF_TEN,
    Spelling,
    are_booleans,
    fits_comma,
    fits_point,
    is_date,
    is_missing,
    looks_numeric,
    spelling,
)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("12", Spelling("12", False, "")),
        ("+12.50", Spelling("12.50", False, "")),
        ("-.5", Spelling(".5", True, "")),
        ("-1.5E-3", Spelling("1.5", True, "e-3")),
        ("1,5D+02", Spelling("1,5", False, "e+02")),
        ("−7", Spelling("7", True, "")),
        ("7-", Spelling("7", True, "")),
        ("(7)", Spelling("7", True, "")),
        ("( 1,234.50 )", Spelling("1,234.50", True, "")),
        ("$(1,234.50)", Spelling("1,234.50", True, "", "$")),
        ("-$5", Spelling("5", True, "", "$")),
        ("$-5", Spelling("5", True, "", "$")),
        ("5 EUR", Spelling("5", False, "", "EUR")),
        ("€5", Spelling("5", False, "", "EUR")),
        ("3 days", Spelling("3", False, "", "d")),
        ("3 kg", Spelling("3", False, "", "kg")),
        ("2.5K", Spelling("2.5", False, "", "", "K")),
        ("2.5 Mio. €", Spelling("2.5", False, "", "€", "Mio.")),
        ("12 %", Spelling("12", False, "", "", "%")),
        ("'12", Spelling("12", False, "")),
        ('="012"', Spelling("012", False, "")),
        ("  12  ", Spelling("12", False, "")),
        ("1\u202f234", Spelling("1\u202f234", False, "")),
    ],
)
def test_a_cell_says_its_digits_and_what_stands_around_them(cell: str, read: Spelling) -> None:
    found = spelling(cell)
    if found is not None and found.affix == "€" and read.affix == "EUR":
        found = dataclasses.replace(found, affix="EUR")
    assert found == read


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "--5",
        "+-5",
        "-5-",
        "-(5)",
        "(-5)",
        "(5)-",
        "(5",
        "5)",
        "$5€",
        "€ 5 kg",
        "$5 EUR",
        "5 apples",
        "1e",
        "abc",
        "1_000",
        "5 k %",
    ],
)
def test_two_signs_two_units_and_words_are_no_number(cell: str) -> None:
    assert spelling(cell) is None


def test_a_long_cell_is_no_number_unless_it_is_plain() -> None:
    assert LONGEST_NUMBER == 500
    digits = "1" * (LONGEST_NUMBER - 1)
    assert spelling("$" + digits) is not None
    assert spelling("$1" + digits) is None
    assert spelling("11" + digits) is not None


def test_a_spelling_is_a_value() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Spelling("1", False, "").core = "2"  # type: ignore[misc]
    assert Spelling("0.00", True, "").is_zero
    assert not Spelling("0.01", False, "").is_zero


@pytest.mark.parametrize(
    ("core", "point", "comma"),
    [
        ("1", True, True),
        ("1.5", True, False),
        ("1,5", False, True),
        ("1,234", True, True),
        ("1.234", True, True),
        ("1,234.5", True, False),
        ("1.234,5", False, True),
        ("12,34,567", True, False),
        ("0,123", False, True),
        ("1,23,4", False, False),
        ("1'234.5", True, False),
        ("", False, False),
        (".", False, False),
        (",", False, False),
        (".5", True, False),
        ("-", False, False),
    ],
)
def test_marks_fit_a_point_or_a_comma(core: str, point: bool, comma: bool) -> None:
    assert (fits_point(core), fits_comma(core)) == (point, comma)


def test_signs_stand_for_powers_of_ten() -> None:
    powers = {
        "%": -2,
        "‰": -3,
        "k": 3,
        "K": 3,
        "M": 6,
        "Mio.": 6,
        "million": 6,
        "B": 9,
        "bn": 9,
        "Mrd": 9,
        "tn": 12,
    }
    assert {sign: POWERS_OF_TEN[sign] for sign in powers} == powers
    for sign in POWERS_OF_TEN:
        assert spelling(f"2.5{sign}") == Spelling("2.5", False, "", "", sign)
    assert spelling("300 K") == Spelling("300", False, "", "K")  # apart it is the kelvin


def test_a_pair_of_words_or_one_of_it_is_boolean() -> None:
    for pair in BOOLEANS:
        one, other = sorted(pair)
        assert are_booleans([one, other.upper(), f" {one} "])
        assert are_booleans([one])
    assert not are_booleans([])
    assert not are_booleans(["yes", "no", "maybe"])
    assert not are_booleans(["yes", "false"])


@pytest.mark.parametrize(
    "cell", ["1", "1e5", "nan", "inf", "∞", "1,5", "1.234,5", "-1,5", "$5", "12 %", "1'234"]
)
def test_what_may_be_a_number(cell: str) -> None:
    assert looks_numeric(cell)


@pytest.mark.parametrize("cell", ["", "abc", "1_000", "1,2,3,4", "1.2.3", "2024-01-05", "a1", "1,,5", ","])
def test_what_cannot_be_a_number(cell: str) -> None:
    assert not looks_numeric(cell)


@pytest.mark.parametrize(
    "cell",
    ["2024-01-05", "5.1.2024", "05/01/24", "2024-03", "2024 Q3", "5 January 2024", "Jan 5, 2024", "12:30",
     "1846-12-29T00:00:00Z"],
)  # fmt: skip
def test_dates_and_times(cell: str) -> None:
    assert is_date(cell)
    assert is_date(f" {cell} ")


@pytest.mark.parametrize("cell", ["", "2024", "1.5", "5-1", "0024-01-05", "2024-13", "hello", "12.30"])
def test_no_dates(cell: str) -> None:
    assert not is_date(cell)


def test_missing_values_in_a_column_of_numbers() -> None:
    assert all(map(is_missing, ["", " NA ", "n/a", "None", "--", "?", "#DIV/0!", "keine Angabe"]))
    assert not any(map(is_missing, ["0", "no", "inf", "-1", "x"]))
