"""NA, Null, None and NaN in columns of words: regions and names where they are like the others, else no value."""

from collections.abc import Sequence

import pytest

from gmmviz.data import read_table
from gmmviz.data.csv.table import Table

NAMES = ["Smith", "Null", "Jones", "None", "NaN", "True", "Lee", "Kim", "Ono", "Fox"]


def table_of(words: Sequence[str], bare: frozenset[str] | None = None) -> Table:
    """A label column `g` of words, in quotes but for those in `bare` (all, unless given), beside one of numbers."""
    cells = [word if bare is None or word in bare else f'"{word}"' for word in words]
    return read_table(
        "\n".join(["g,a", *(f"{cell},{row}.5" for row, cell in enumerate(cells))]).encode(), "x.csv"
    )


@pytest.mark.parametrize(
    "words",
    [
        NAMES,  # no program spells a missing value in two ways within a column
        ["US", "NA", "UK"],
        ["US", "NA", "UK", "DE"],
        ["Red", "None", "Blue", "Green"],
        ["red", "None", "blue"],
    ],
)
@pytest.mark.parametrize("times", [1, 3, 12])
def test_words_among_words_like_them_are_kept(words, times):
    assert table_of(words * times).frame["g"].tolist() == words * times


@pytest.mark.parametrize(
    ("words", "gap"),
    [
        (["yes", "no", "NaN"], "NaN"),
        (["JA", "NO", "NA"], "NA"),
        (["US", "NaN", "UK"], "NaN"),
        (["red", "None", "blue", "Null"], "Null"),
    ],
)
def test_what_only_programs_write_is_no_value_and_that_is_said(words, gap):
    table = table_of(words * 9)
    assert table.frame["g"].isna().sum() == 9
    kept = ['"None" in "g" is taken for words like the others.'] if "None" in words else []
    assert [note.text for note in table.notices if note.kind == "words"] == [
        *kept,
        f'9 cells of "g" ("{gap}") are taken as missing.',
    ]


@pytest.mark.parametrize("codes", [["OJ", "VC"], ["OJ", "VC", "AB", "CD"]])
def test_a_bare_na_among_words_in_quotes_is_no_value_as_r_writes_it(codes):
    table = table_of([*codes, "NA"] * 9, frozenset(["NA"]))
    assert table.frame["g"].isna().sum() == 9
    assert not table_of([*codes, "NA"] * 9, frozenset()).frame["g"].isna().any()
