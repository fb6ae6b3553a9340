"""Which columns are fitted at first: measurements, and not what says which row, when, or follows from others."""

from pathlib import Path

import numpy as np
import pytest

from gmmviz.data import Reading, UnreadableTable, concerns, points_from_table, proposed, read_table
from gmmviz.data.csv.columns import roles
from gmmviz.data.csv.columns.role_words import ROLE_ORDER
from gmmviz.data.csv.columns.roles import ROLES, Column
from gmmviz.data.csv.heaps import heaps
from gmmviz.data.dependence import Dependence, dependences
from tests.data.roles import roles_of

FAILING = Path(__file__).parent / "failing"
RNG = np.random.default_rng(7)
N = 90


def texts(table, kind):
    return [notice.text for notice in table.notices if notice.kind == kind]


def role(name: str, values) -> str:
    """The role of a column between two plain measurements."""
    x, y = RNG.normal(20, 3, (2, len(values))).round(2)
    rows = "".join(f"{a},{value},{b}\n" for a, value, b in zip(x, values, y, strict=True))
    table = read_table(f"height,{name},width\n{rows}".encode())
    assert {"height", "width"} <= set(table.features)
    return roles_of(table)[name]


REPEATED = [10000 + 137 * (i % 30) for i in range(N)]


@pytest.mark.parametrize(
    "name",
    [
        *("Customer ID", "customer_id", "CustomerID", "custId", "Postal Code", "postal_code"),
        *("Zip", "ZIP Code", "zipcode", "LocID", "iso_num", "ISO Code", "PassengerId", "userid"),
        *("order no", "Order Number", "country code", "phone", "device_id", "household no"),
        *("station id", "ISBN"),
    ],
)
def test_identifiers_by_name_are_not_fitted_although_they_repeat(name: str) -> None:
    assert role(name, REPEATED) == "identifier"


@pytest.mark.parametrize(
    "name",
    [
        *("paid", "bid", "acid", "fluid", "humid", "volcano", "grid", "sales_per_customer"),
        *("tel_minutes", "smoking_no_cancer_no", "no_cancer_no", "solid", "rapid", "valid"),
        *("casino", "domino", "nitro_no", "number_of_rooms", "keystrokes", "index_of_pain"),
        *("pyramid", "orchid", "volume per unit"),
    ],
)
def test_what_merely_ends_like_an_identifier_is_a_measurement(name: str) -> None:
    assert role(name, RNG.integers(5, 400, N)) == "feature"
    assert role(name, RNG.permutation(1000)[:N]) == "feature"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        *((name, RNG.integers(0, 2, N)) for name in ("smoker", "has_garden", "Survived", "flag")),
        ("half", RNG.choice([0.5, 1.0], N)),
        *((name, RNG.integers(0, 7, N)) for name in ("Pclass", "segment", "rating")),
        *((name, RNG.integers(0, 14, N)) for name in ("segment_code", "Region", "department")),
    ],
)
def test_codes_are_not_fitted(name: str, values) -> None:
    assert role(name, values) in {"category", "label"}


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("year", 1950, 2020), ("model_year", 1970, 1983), ("yearOfRegistration", 1990, 2019), ("Month", 1, 12),
     ("day", 1, 31), ("hour", 0, 23), ("Jahr", 1990, 2020), ("week", 1, 52)],
)  # fmt: skip
def test_when_it_was_is_not_fitted(name: str, low: int, high: int) -> None:
    assert role(name, RNG.integers(low, high + 1, N)) == "period"


@pytest.mark.parametrize(
    ("name", "high"),
    [
        *(
            (name, 24)
            for name in ("hours_worked", "HoursSlept", "study hours", "hours_per_week", "hours of sleep")
        ),
        *(
            (name, 24)
            for name in ("calls_per_hour", "hour_total", "weekly.hours", "hours_day", "hours_since_meal")
        ),
        *(
            (name, 12)
            for name in ("months_employed", "Months.on.Job", "months_since_visit", "month_duration")
        ),
        *(
            (name, 30)
            for name in ("days_absent", "day_absent", "Day.Calls", "day_charge", "age_day", "day_length")
        ),
        *((name, 42) for name in ("weeks_pregnant", "week_gestation", "gestational week", "orders_per_week")),
        *((name, 40) for name in ("years_experience", "YearsAtCompany", "years of service", "year_total")),
    ],
)
def test_how_long_it_took_is_measured(name: str, high: int) -> None:
    assert role(name, RNG.integers(0, high + 1, N)) == "feature"
    assert role(name, RNG.integers(1, high + 1, N)) == "feature"


@pytest.mark.parametrize("name", ["hours", "hour"])
def test_values_tell_hours_that_something_took_from_those_of_a_clock(name: str) -> None:
    """A day has no 25 hours. Under the plural most lie near each other; all day long is a clock."""
    assert role(name, RNG.integers(0, 25, 400)) == "feature"
    near = np.clip(RNG.normal(8, 2.5, 400).round(), 0, 23)
    assert role(name, near) == ("feature" if name == "hours" else "period")
    assert role(name, RNG.integers(0, 24, 400)) == "period"
    assert role(name, RNG.integers(1, 25, 400)) == "period"
    assert role(name, np.arange(400) % 24) == "period"


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        *(
            (name, 0, 23)
            for name in ("pickup_hour", "hour_of_day", "hours", "hours_of_day", "hours_utc", "start.hour")
        ),
        *(
            (name, 1, 12)
            for name in ("birth_month", "month_of_birth", "month_number", "MonthSold", "months_of_year")
        ),
        *((name, 1, 31) for name in ("day_of_month", "day_of_week", "Day", "day_num")),
        *((name, 0, 6) for name in ("dayofweek", "weekday")),
        *((name, 1, 52) for name in ("week_number", "weekofyear", "calendar week")),
        *(
            (name, 1960, 2020)
            for name in ("year_built", "years", "year_left", "year_employed", "years_of_harvest")
        ),
    ],
)
def test_when_it_was_stays_told_beside_other_words(name: str, low: int, high: int) -> None:
    assert role(name, RNG.integers(low, high + 1, N)) == "period"


def test_a_word_for_a_time_with_other_values_is_a_measurement() -> None:
    assert role("days_in_hospital", RNG.integers(0, 900, N)) == "feature"
    assert role("years", RNG.normal(30, 5, N).round(1)) == "feature"


@pytest.mark.parametrize(
    "rows", [range(1, N + 1), np.cumsum(RNG.integers(1, 9, N)), RNG.permutation(10 * N)[:N]]
)
@pytest.mark.parametrize("name", ["", "Unnamed: 0"])
def test_row_numbers_in_a_first_column_without_a_name_are_an_index(name: str, rows) -> None:
    lines = "".join(f"{row},{RNG.normal():.3f},{RNG.normal():.3f}\n" for row in rows)
    table = read_table(f"{name},x,y\n{lines}".encode())
    assert table.features == ("x", "y")
    assert table.columns[0].role == "identifier"


def test_the_small_files_have_the_right_features() -> None:
    features = {
        "orders_repeated_ids": ("Sales", "Profit"),
        "filtered_export": ("bill", "flipper"),
        "r_row_names": ("height", "weight"),
        "names_that_end_in_id": (
            *("paid", "bid", "fluid", "humid", "grid", "sales_per_customer"),
            *("tel_minutes", "no_cancer_no"),
        ),
        "sum_of_two_columns": ("father", "mother", "child"),
        "shares_that_add_to_one": ("topic_a", "topic_b"),
        "mostly_zeros": ("ba", "fe", "na"),
        "sentinel_in_three_columns": ("a", "b", "mass"),
    }
    for name, expected in features.items():
        table = read_table(FAILING / f"{name}.csv")
        assert table.features == expected, name
        assert all(role in (*ROLE_ORDER, "feature", "derived") for role in roles_of(table).values())
        if len(table.columns) > len(expected):
            assert table.notices, name  # the file lands where this is said


def test_a_column_that_follows_from_others_is_named_with_them() -> None:
    assert texts(read_table(FAILING / "sum_of_two_columns.csv"), "derived") == [
        '"midparent" follows from "father" and "mother": not chosen, since no ellipse has a width there.'
    ]
    table = read_table(FAILING / "shares_that_add_to_one.csv")
    (notice,) = [notice for notice in table.notices if notice.kind == "derived"]
    assert notice.leave_out == ("topic_c",)
    chosen = points_from_table(table, ["topic_a", "topic_b", "topic_c"])
    (concern,) = concerns(chosen)
    assert concern.text == (
        '"topic_c" follows from "topic_a" and "topic_b": no ellipse has a width there. Leave it out.'
    )
    assert (concern.button, concern.leave_out) == ("Leave out topic_c", ("topic_c",))


@pytest.mark.parametrize("decimals", [1, 2, 4, 12])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_total_is_found_wherever_it_stands_and_however_it_is_rounded(decimals: int, place: int) -> None:
    a, b, c = RNG.gamma(3, 9, (3, 200)).round(decimals)
    columns, names = [a, b, c], ["a", "b", "c"]
    columns.insert(place, (a + b).round(decimals))
    names.insert(place, "total")
    others = tuple(names.index(name) for name in ("a", "b"))
    assert dependences(np.column_stack(columns), tuple(names)) == (Dependence(place, others),)


@pytest.mark.parametrize("slips", [1, 2, 3])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_slips_of_the_pen_do_not_hide_that_columns_add_up(slips: int, place: int) -> None:
    a, b = RNG.gamma(9, 3, (2, 90)).round(1)
    rows = np.column_stack([a, b, (100 - a - b).round(1)])
    bad = [7, 40, 83][:slips]
    for row in bad:
        rows[row, place] += 18.0 + row
    text = "a,b,c\n" + "".join(f"{x:.1f},{y:.1f},{z:.1f}\n" for x, y, z in rows)
    (derived,) = [notice for notice in read_table(text.encode()).notices if notice.kind == "derived"]
    where = {1: "line 9", 2: "lines 9 and 42", 3: "lines 9, 42 and 85"}[slips]
    assert derived.text == (
        f'"c" follows from "a" and "b" in all rows but {slips} ({where}): not chosen. Look at what is written there.'
    )
    assert derived.lines == tuple(row + 2 for row in bad)
    (concern,) = concerns(points_from_table(read_table(text.encode()), ["a", "b", "c"]))
    assert concern.text == (
        f'"c" follows from "a" and "b" in all rows but {slips} ({where}): '
        "look at what is written there, or leave it out."
    )


def test_ranks_and_numbers_in_other_languages_are_no_measurements() -> None:
    names = (
        "Rank",
        "Matrikelnummer",
        "Kundennummer",
        "numéro client",
        "code_postal",
        "codice fiscale",
        "PLZ",
    )
    order = RNG.permutation(60)
    rows = [[order[i] + 1, *(10_000 + 37 * order[(i * k) % 60] for k in range(1, 7))] for i in range(60)]
    body = "".join(f"{','.join(map(str, row))},{i * 7 % 23}.5\n" for i, row in enumerate(rows))
    table = read_table(f"{','.join(names)},value\n{body}".encode())
    assert [roles_of(table)[name] for name in names] == ["identifier"] * len(names)
    assert table.features == ("value",)
    for name in ("crank", "frank", "codeine", "drang", "nummerical", "numero_figli", "no_patients"):
        counts = "".join(f"{i * 7 % 13},{i % 9}.5\n" for i in range(60))
        assert roles_of(read_table(f"{name},value\n{counts}".encode()))[name] == "feature", name


@pytest.mark.parametrize(
    "name",
    ["Kd.-Nr.", "Kundennr", "id_client", "numero", "NIF", "DNI", "telefono", "Account", "__index_level_0__"],
)
def test_more_names_of_numbers_that_measure_nothing(name: str) -> None:
    body = "".join(f"{i % 9}.5,{10_000 + i * 8_377 % 90_001},{i * 7 % 23}.5\n" for i in range(80))
    table = read_table(f"x,{name},y\n{body}".encode())
    assert roles_of(table)[name] == "identifier"
    assert table.features == ("x", "y")


@pytest.mark.parametrize("unit", [1, 1000])
@pytest.mark.parametrize("name", ["timestamp", "unix", "Time"])
def test_seconds_since_1970_tell_when(name: str, unit: int) -> None:
    body = "".join(f"{i % 9}.5,{(1_600_000_000 + i * i * 61) * unit},{i * 7 % 23}.5\n" for i in range(80))
    assert roles_of(read_table(f"x,{name},y\n{body}".encode()))[name] == "period"
    for other in ("0,1,2,5,9,14", "4000,4100,9000,1,2,17"):
        times = "".join(f"{i % 9}.5,{time},{i * 7 % 23}.5\n" for i, time in enumerate(other.split(",") * 9))
        assert roles_of(read_table(f"x,{name},y\n{times}".encode()))[name] != "period"


def test_columns_that_are_ticked_for_want_of_another_are_not_called_not_chosen() -> None:
    table = read_table(("sex,smoker\n" + "".join(f"{i % 2},{i % 3 % 2}\n" for i in range(60))).encode())
    assert proposed(table) == ("sex", "smoker")
    assert texts(table, "category") == [
        '"sex" and "smoker" hold a few codes or words: ticked all the same, for want of another.'
    ]


def test_independent_and_merely_correlated_columns_are_no_combination() -> None:
    x = RNG.normal(0, 1, (300, 6))
    x[:, 5] = x[:, :5].sum(axis=1) + 0.05 * RNG.normal(0, 1, 300)
    assert dependences(x) == ()
    assert dependences(RNG.integers(1, 6, (300, 5)).astype(float)) == ()
    assert dependences(x.round(1)) == ()


def test_a_heap_is_said_first_with_its_consequence() -> None:
    table = read_table(FAILING / "mostly_zeros.csv")
    first = table.notices[0]
    assert first.kind == "heap"
    assert first.text == (
        '"ba" is 0 in 75\u202f% of rows and "fe" is 0 in 55\u202f% of rows: a component will shrink onto such values. '
        "Leave the columns out, or filter these rows away."
    )
    assert first.leave_out == ("ba", "fe")


def test_ties_of_rounding_are_no_heap() -> None:
    assert heaps(RNG.normal(5, 1, (500, 3)).round(1)) == ()
    assert heaps(RNG.integers(0, 9, (500, 2)).astype(float)) == ()


def test_a_sentinel_of_two_columns_is_one_in_a_third() -> None:
    table = read_table(FAILING / "sentinel_in_three_columns.csv")
    (notice,) = [notice for notice in table.notices if notice.kind == "coded missing"]
    assert notice.text == (
        '-999 stands apart from all other values, in "a" (4), "b" (3), "mass" (2) rows: taken as missing.'
    )
    assert table.frame[["a", "b", "mass"]].isna().sum().tolist() == [4, 3, 2]
    assert (notice.button, notice.overrule) == ("Keep -999 as a number", (("kept", ("-999",)),))


@pytest.mark.parametrize(("oldest", "asked"), [(74, True), (96, False)])
def test_a_common_99_behind_a_gap_is_asked_about_and_stays_a_number(oldest: int, asked: bool) -> None:
    ages = [99 if i % 31 == 4 else 20 + i * 7 % (oldest - 19) for i in range(240)]
    table = read_table(
        ("age,x\n" + "".join(f"{age},{i * i % 97}.5\n" for i, age in enumerate(ages))).encode()
    )
    assert [notice.button for notice in table.notices if notice.kind == "sentinel"] == [
        "Take 99 as missing"
    ] * asked
    assert table.frame["age"].tolist() == ages


def test_a_99_that_is_asked_about_stays_where_another_column_has_it_for_missing() -> None:
    ages = [99 if i % 31 == 4 else 20 + i * 7 % 55 for i in range(240)]
    answers = [99 if i % 17 == 2 else 1 + i % 5 for i in range(240)]
    content = ("age,answer\n" + "".join(f"{a},{b}\n" for a, b in zip(ages, answers, strict=True))).encode()
    table = read_table(content)
    assert table.frame["age"].tolist() == ages
    assert int(table.frame["answer"].isna().sum()) == answers.count(99)
    told = {notice.about: notice for notice in table.notices if " 99 in " in notice.text}
    assert {about: notice.button for about, notice in told.items()} == {
        ("age",): "Take 99 as missing",
        ("answer",): "Keep 99 as a number",
    }
    taken = read_table(content, reading=Reading(**dict(told[("age",)].overrule)))
    assert int(taken.frame["age"].isna().sum()) == ages.count(99)


def test_columns_without_spread_are_never_proposed_and_alone_are_refused() -> None:
    table = read_table(b"k,x,m\n7,1.5,3\n7,2.5,3\n7,4.5,3\n")
    assert proposed(table) == ("x",)
    table = read_table(b"k,m\n7,3\n7,3\n7,3\n")
    assert proposed(table) == ()
    with pytest.raises(ValueError, match=r'^There is nothing to fit: "k" and "m" have one value only\.$'):
        points_from_table(table)


def test_a_skewed_positive_column_is_offered_its_logarithm() -> None:
    rows = "".join(
        f"{np.exp(RNG.normal(3, 1)):.4f},{RNG.normal(9, 1):.3f},{RNG.normal():.3f}\n" for _ in range(300)
    )
    table = read_table(f"income,height,z\n{rows}".encode())
    assert [(c.positive, c.skewed) for c in table.columns] == [(True, True), (True, False), (False, False)]
    assert texts(table, "logarithm") == [
        '"income" is positive and has a long upper tail: its logarithm may suit a mixture better.'
    ]


def test_every_role_has_a_sentence_and_most_are_told() -> None:
    assert set(ROLE_ORDER) | {"feature", "derived", "text"} == set(ROLES)
    assert Column("a", "number", "feature", 0, 0, 5).others == ()


@pytest.mark.parametrize(
    "name",
    [
        *("price_index", "consumer_price_index", "heat_index", "body_mass_index", "BMI index"),
        *("index_of_pain", "X", "cap_diameter", "keys_pressed", "seeds", "users", "storage", "classmates"),
    ],
)
def test_an_index_of_something_and_plurals_are_measurements(name: str) -> None:
    assert role(name, RNG.integers(15, 400, N)) == "feature"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "hhid",
            "geoid",
            "pk",
            "key",
            "code",
            "seq",
            "numero",
            "№",
            "订单编号",
            "user",
            "invoice",
            "case",
            "row_index",
        ),
        *("respondent", "store", "employee", "record", "serial", "ticket", "lot", "class", "Seed"),
    ],
)
def test_what_only_says_which_one_is_no_measurement_wherever_it_stands(name: str) -> None:
    assert role(name, REPEATED) in {"identifier", "category", "label"}
    first = "".join(f"{value},{RNG.normal():.3f},{RNG.normal():.3f}\n" for value in REPEATED)
    assert read_table(f"{name},x,y\n{first}".encode()).features == ("x", "y")


@pytest.mark.parametrize("name", ["Postal Code", "Zip Code", "post_code"])
@pytest.mark.parametrize("different", [3, 6, 60])
def test_few_postal_codes_are_identifiers_like_many(name: str, different: int) -> None:
    assert role(name, [10115 + 4983 * (row % different) for row in range(N)]) == "identifier"


def test_codes_with_many_values_and_months_are_not_fitted() -> None:
    assert role("segment_code", RNG.integers(100, 141, N)) == "category"
    assert role("product_code", RNG.integers(100, 9000, N)) == "identifier"
    months = [100 * (2020 + row // 12) + row % 12 + 1 for row in range(N)]
    assert role("yyyymm", months) == "period"
    assert role("sales", [200_000 + 7 * row for row in range(N)]) == "feature"  # 200013 is no month
    quarters = [100 * (2000 + row // 4) + 3 * (row % 4) + 3 for row in range(N)]
    assert [role(name, quarters) for name in ("yyyymm", "period", "price")] == ["period", "period", "feature"]


@pytest.mark.parametrize("name", ["employee", "user", "passenger"])
def test_numbers_of_persons_are_identifiers_also_where_each_comes_once(name: str) -> None:
    assert role(name, [1000 + 13 * row for row in range(N)]) == "identifier"


def test_nitric_oxide_is_measured_and_numbers_of_rows_are_not() -> None:
    rest = "".join
    measured = RNG.permutation(4 * N)[:N]
    for numbers, expected in (
        (measured, ("NO", "x")),
        (range(1, N + 1), ("x",)),
        (np.cumsum(RNG.integers(1, 9, N)), ("x",)),
    ):
        lines = rest(f"{number},{RNG.normal():.3f}\n" for number in numbers)
        assert read_table(f"NO,x\n{lines}".encode()).features == expected


@pytest.mark.parametrize("name", ["X", "...1", "rn"])
def test_row_numbers_with_gaps_are_an_index_by_the_names_that_r_gives_them(name: str) -> None:
    rows = np.cumsum(RNG.integers(1, 9, N))
    lines = "".join(f"{row},{RNG.normal():.3f},{RNG.normal():.3f}\n" for row in rows)
    assert read_table(f"{name},height,width\n{lines}".encode()).features == ("height", "width")
    assert read_table(f"X,Y,width\n{lines}".encode()).features == ("X", "Y", "width")  # a place on a map


def test_factors_of_a_design_are_not_fitted_for_want_of_another() -> None:
    cells = [(row, column) for row in range(1, 9) for column in range(1, 9)]
    lines = "".join(f"{row},{column},{RNG.normal():.3f}\n" for row, column in cells)
    table = read_table(f"rowpos,colpos,decrease\n{lines}".encode())
    assert table.features == ("decrease",)
    assert roles_of(table)["rowpos"] == "category"


@pytest.mark.parametrize("names", ["rating", "dose"])
@pytest.mark.parametrize(("most", "each"), [(5, 8), (8, 3), (10, 2)])
def test_numbers_that_come_equally_often_are_measured_unless_crossed_with_others(
    names: str, most: int, each: int
) -> None:
    """A design has two factors at least: one column of 1 to m alone may be a dose."""
    rows = [(value, again) for value in range(1, most + 1) for again in range(1, each + 1)]
    lines = "".join(f"{value},{RNG.normal():.3f}\n" for value, _ in rows)
    assert read_table(f"{names},y\n{lines}".encode()).features == (names, "y")
    wide = "".join(f"{value},{RNG.normal():.3f},{RNG.normal():.3f}\n" for value, _ in rows)
    alone = read_table(f"{names},y,z\n{wide}".encode()).features
    assert alone == ((names, "y", "z") if most * 5 > len(rows) else ("y", "z"))
    if each > 2:
        crossed = "".join(f"{value},{again},{RNG.normal():.3f}\n" for value, again in rows)
        assert read_table(f"{names},block,y\n{crossed}".encode()).features == ("y",)


def test_a_few_numbers_that_could_be_months_are_sales_unless_named_for_a_time() -> None:
    few = [200_101 + row % 3 for row in range(12)]
    lines = "".join(f"{value},{RNG.normal():.3f}\n" for value in few)
    assert read_table(f"sales,y\n{lines}".encode()).features == ("sales", "y")
    for name in ("month", "yyyymm", "period", "yearMonth"):
        assert read_table(f"{name},y\n{lines}".encode()).features == ("y",)


def test_the_size_of_a_lot_is_measured_and_its_number_is_not() -> None:
    assert role("lot", np.append(RNG.integers(5, 200, N - 1) * 100, 20_150)) == "feature"
    assert role("lot", REPEATED) == "identifier"
    assert role("lot no", RNG.integers(500, 20_000, N)) == "identifier"


@pytest.mark.parametrize("name", ["X", "rn"])
def test_numbers_in_any_order_under_the_names_of_r_are_measured(name: str) -> None:
    measured = RNG.permutation(9 * N)[:N]
    lines = "".join(f"{value},{RNG.normal():.3f}\n" for value in measured)
    assert read_table(f"{name},Z\n{lines}".encode()).features == (name, "Z")
    for rising in (sorted(measured), range(N)):  # few rows were chosen of many; an index of pandas, from 0 on
        lines = "".join(f"{value},{RNG.normal():.3f}\n" for value in rising)
        assert read_table(f"{name},Z\n{lines}".encode()).features == ("Z",)


def test_steps_between_the_largest_numbers_there_are_overflow_without_a_warning() -> None:
    rows = "".join(f"{'-' if i % 2 else ''}1.5e308,{i * 7 % 23}.5\n" for i in range(40))
    assert roles_of(read_table(f"x,b\n{rows}1e300,2.5\n".encode()))["b"] == "feature"


@pytest.mark.parametrize("name", ["total", "sumscore", "mean"])
@pytest.mark.parametrize("items", [2, 3, 8])
def test_the_sum_of_items_is_not_ticked_beside_the_items_that_are_ticked_for_want_of_others(
    name: str, items: int
) -> None:
    answers = np.random.default_rng(items).integers(1, 6, (200, items))
    sums = answers.mean(axis=1) if name == "mean" else answers.sum(axis=1)
    names = [f"q{number}" for number in range(1, items + 1)]
    rows = "".join(
        f"{','.join(map(str, each))},{total:g}\n" for each, total in zip(answers, sums, strict=True)
    )
    table = read_table(f"{','.join(names)},{name}\n{rows}".encode())
    assert (proposed(table), roles_of(table)[name]) == (tuple(names), "derived")


FILES = sorted(path for path in FAILING.iterdir() if path.suffix == ".csv")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_that_is_proposed_follows_from_the_rest_of_it(path: Path) -> None:
    try:
        table = read_table(path)
    except UnreadableTable:
        return
    chosen = proposed(table)
    if not set(chosen) <= set(table.features):  # ticked for want of a measurement
        return
    numbers = table.frame[list(chosen)].to_numpy(dtype=np.float64)
    assert dependences(numbers, chosen) == ()


def test_columns_that_were_looked_at_are_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the columns that follow, others would seem to follow from what is left."""
    looked: list[tuple[str, ...]] = []
    own = roles.of_columns

    def of_columns(numbers, names):
        looked.append(names)
        return own(numbers, names)

    monkeypatch.setattr(roles, "of_columns", of_columns)
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=(2, 60)).round(3)
    text = "a,b,total\n" + "".join(f"{x},{y},{x + y:.3f}\n" for x, y in zip(a, b, strict=True))
    assert list(proposed(read_table(text.encode()))) == ["a", "b"]
    assert looked == [("a", "b", "total")]
