"""Codes of many digits are identifiers by position and by name; large measurements stay measurements."""

import numpy as np
import pytest

from gmmviz.data import points_from_table, read_table
from gmmviz.data.beside import identifier_of, naming_columns
from tests.data.roles import roles_of

N = 150
RNG = np.random.default_rng(5)


def role(name: str, values, place: int = 0) -> str:
    """The role of a column at a place beside two plain measurements."""
    x, y = np.random.default_rng(7).normal(20, 3, (2, len(values))).round(2)
    names = ["height", "width"]
    names.insert(place, name)
    lines = [",".join(names)]
    for a, b, value in zip(x, y, values, strict=True):
        cells = [str(a), str(b)]
        cells.insert(place, str(value))
        lines.append(",".join(cells))
    return roles_of(read_table("\n".join([*lines, ""]).encode()))[name]


def drawn(low: int, high: int, seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).choice(np.arange(low, high), N, replace=False)


@pytest.mark.parametrize("name", ["MRN", "acct", "parcel", "eventid", "kic", "objno", "whatever"])
@pytest.mark.parametrize("low", [100_000, 1_000_000])
def test_codes_in_the_first_column_are_identifiers_whatever_their_name(name: str, low: int) -> None:
    assert role(name, drawn(low, 10 * low if low < 1_000_000 else 5 * low)) == "identifier"


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("NDB_No", 1001, 44_000), ("gvkey", 1000, 1999), ("entrez", 1, 90_000), ("HIP", 12, 118_000), ("MRN", 1, 900_000),
     ("eventid", 1, 9000), ("acct", 20_000, 90_000), ("gvkey", 1000, 1030)],
)  # fmt: skip
@pytest.mark.parametrize("place", [0, 2])
def test_codes_are_identifiers_by_name_wherever_they_stand(
    name: str, low: int, high: int, place: int
) -> None:
    values = np.random.default_rng(2).integers(low, high, N) if high - low < N else drawn(low, high)
    assert role(name, values, place) == "identifier"


@pytest.mark.parametrize("name", ["batter", "player", "pitcher"])
def test_players_by_codes_that_come_again_are_identifiers(name: str) -> None:
    assert role(name, RNG.choice(drawn(400_000, 700_000)[:60], N), 2) == "identifier"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "population",
            "income",
            "price",
            "area",
            "steps",
            "weight_g",
            "totalpop",
            "med_income",
            "house.price",
        ),
        *("X", "x", "easting", "utm_e", "coord_x", "time_ms", "view_count", "Einkommen", "lot area (m2)"),
    ],
)
def test_what_is_measured_by_name_is_no_identifier_in_the_first_column(name: str) -> None:
    assert role(name, drawn(100_000, 900_000)) == "feature"


SHAPES = {
    "bell": lambda rng: rng.normal(500_000, 90_000, N).round(),
    "two clouds": lambda rng: (rng.normal(0, 40_000, N) + rng.choice([250_000, 700_000], N)).round(),
    "skewed": lambda rng: (100_000 * np.exp(rng.exponential(0.6, N))).round(),
    "rounded": lambda rng: rng.integers(1_000, 9_999, N) * 100,
    "of all sizes": lambda rng: np.exp(rng.uniform(np.log(1e5), np.log(1e9), N)).round(),
    "five digits": lambda rng: rng.choice(90_000, N, replace=False) + 10_000,
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ["reads1", "a", "metric", "Q7"])
def test_large_numbers_that_do_not_lie_like_codes_are_measurements(name: str, shape: str) -> None:
    for seed in range(5):
        values = SHAPES[shape](np.random.default_rng(seed)).astype(int)
        assert role(name, values) == "feature"


def test_few_large_numbers_and_such_in_later_columns_are_measurements() -> None:
    assert role("metric", drawn(100_000, 900_000)[:30]) == "feature"
    assert role("metric", drawn(100_000, 900_000), 1) == "feature"


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("HIP", 800, 1300), ("hip", 80, 130), ("parcel", 200, 4000), ("hd", 20, 90)],
)
def test_small_numbers_under_names_that_may_be_codes_are_measurements(name: str, low: int, high: int) -> None:
    assert role(name, RNG.integers(low, high, N), 2) != "identifier"


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("modelyr", 70, 83), ("fyear", 1990, 2020), ("ModelYear", 70, 83), ("modelyear", 1970, 1983)],
)  # fmt: skip
def test_years_in_glued_names_tell_when(name: str, low: int, high: int) -> None:
    assert role(name, RNG.integers(low, high, N), 2) == "period"


def test_mo_and_dy_tell_when_beside_a_year_only() -> None:
    months, days = RNG.integers(1, 13, N), RNG.integers(1, 32, N)
    x, y = RNG.normal(20, 3, (2, N)).round(2)
    for year, wanted in (("yr", True), ("zr", False)):
        rows = zip(x, y, RNG.integers(1950, 2020, N), months, days, strict=True)
        text = "\n".join([f"a,b,{year},mo,dy", *(",".join(map(str, row)) for row in rows), ""])
        roles = roles_of(read_table(text.encode()))
        assert (roles["mo"] == "period") == (roles["dy"] == "period") == wanted


def test_only_a_column_of_nearly_all_different_values_names_rows() -> None:
    x, y = RNG.normal(20, 3, (2, N)).round(2)
    zips, numbers = RNG.integers(98001, 98061, N), drawn(100_000, 900_000)
    for many, wanted in ((False, None), (True, "eventid")):
        heads = ["zipcode", "a", "b", *(["eventid"] if many else [])]
        rows = [
            ",".join(map(str, (code, p, q, *([number] if many else []))))
            for code, p, q, number in zip(zips, x, y, numbers, strict=True)
        ]
        table = read_table("\n".join([",".join(heads), *rows, ""]).encode())
        assert roles_of(table)["zipcode"] == "identifier"
        assert naming_columns(table) == ([wanted] if wanted else [])
        assert identifier_of(table, points_from_table(table)) == wanted
        assert identifier_of(table, points_from_table(table), "zipcode") == "zipcode"
