"""Logarithms are in the file's units, in exports, saved fits and words; rows chosen by a filter are said."""

import csv
import io
import json

import numpy as np
import pytest
from scipy import stats

from gmmviz.data import Points, RowFilter, points_from_table, read_table
from gmmviz.data.assigned_rows import rows_of_points, rows_of_table
from gmmviz.data.beside import kept_beside
from gmmviz.data.new_rows import FittedColumns, read_new_rows
from gmmviz.data.restricting import KNOWN_CLASS, restricted_points
from gmmviz.em import EMSettings, fit
from gmmviz.em.saved import fit_text, read_fit, saved
from gmmviz.figures.number_text import number_text
from gmmviz.report.rows import own_units
from gmmviz.report.rows.rows_csv import rows_csv

RNG = np.random.default_rng(11)
MASS = np.exp(RNG.normal(3.0, 0.7, 90))
TALL = RNG.normal(170.0, 9.0, 90)
CONTENT = (
    "kind,mass,tall\n"
    + "".join(
        f"{'ab'[i % 2]},{m!r},{t!r}\n"
        for i, (m, t) in enumerate(zip(MASS.tolist(), TALL.tolist(), strict=True))
    )
).encode()
TABLE = read_table(CONTENT, "people.csv")
POINTS = points_from_table(TABLE, ["mass", "tall"], "", ["mass"])
RUN = fit(POINTS.x, EMSettings(k=1))


def exported() -> list[dict[str, str]]:
    rows = rows_of_table(TABLE, POINTS.file_columns, CONTENT, POINTS.logs, POINTS.filters)
    text = b"".join(rows_csv(rows, RUN.states[-1].mixture)).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_an_exported_density_is_that_of_the_columns_as_they_stand_in_the_file() -> None:
    """A log-normal column and a normal one that go together: the joint density from SciPy, per unit of the file."""
    mixture = RUN.states[-1].mixture
    joint = stats.multivariate_normal(mixture.means[0], mixture.covariances[0])
    expected = joint.logpdf(np.column_stack([np.log(MASS), TALL])) - np.log(MASS)
    found = [float(row["log-density"]) for row in exported()]
    np.testing.assert_allclose(found, expected, rtol=1e-10)
    assert [float(row["mass"]) for row in exported()] == MASS.tolist()


def test_bic_per_unit_of_the_file_is_that_of_a_log_normal_column() -> None:
    points = points_from_table(TABLE, ["mass"], "", ["mass"])
    mixture = fit(points.x, EMSettings(k=1)).states[-1].mixture
    sd, median = float(np.sqrt(mixture.covariances[0, 0, 0])), float(np.exp(mixture.means[0, 0]))
    own = stats.lognorm(sd, scale=median).logpdf(MASS).sum()
    fitted = stats.norm(np.log(median), sd).logpdf(np.log(MASS)).sum()
    assert fitted + own_units.log_jacobian(points) == pytest.approx(own, rel=1e-12)
    bic = 2 * np.log(90) - 2 * fitted
    told = own_units.logarithms_sentence(points, bic)
    assert f"BIC is {number_text(2 * np.log(90) - 2 * own)}" in told
    assert told.startswith(
        'Of "mass" the natural logarithm was fitted; medians are stated in the file\'s units.'
    )


def test_the_middle_of_a_logarithm_is_the_median_and_its_spread_a_factor() -> None:
    mean = np.array([[np.log(20.0), 170.0]])
    np.testing.assert_allclose(own_units.centres(POINTS, mean), [[20.0, 170.0]], rtol=1e-14)
    assert (own_units.centre_word(POINTS, 0), own_units.centre_word(POINTS, 1)) == ("median", "mean")
    assert own_units.spread_text(POINTS, 0, np.log(2.0), "plain") == "×/÷ 2"
    assert own_units.spread_text(POINTS, 1, 9.0, "plain") == "plain"


def test_points_without_logarithms_or_filters_have_nothing_to_tell() -> None:
    plain = points_from_table(TABLE, ["mass", "tall"], "")
    assert own_units.logs_and_rows(plain) == ()
    assert own_units.logarithms_sentence(plain, 1.0) == ""
    assert own_units.rows_chosen(plain) == "90 rows"


def test_a_filter_is_said_with_the_rows_it_leaves() -> None:
    chosen = points_from_table(
        TABLE, ["tall"], "", (), [RowFilter("kind", ("a",)), RowFilter("mass", low=1.0)]
    )
    there = f'{chosen.n} of 90 rows: "kind" is "a" and "mass" is at least 1'
    assert own_units.rows_chosen(chosen) == there
    assert own_units.logs_and_rows(chosen) == (f"{there}.",)


def test_rows_that_fit_a_filter_and_lack_a_value_are_counted_with_those_that_fit() -> None:
    lines = [f"{'ab'[i % 2]},{'' if i in (4, 5, 8) else i * 1.5},{i * i % 31}.5" for i in range(60)]
    table = read_table("\n".join(["kind,mass,tall", *lines, ""]).encode())
    points = points_from_table(table, ["mass", "tall"], "", (), [RowFilter("kind", ("a",))])
    assert own_units.rows_chosen(points) == '30 of 60 rows: "kind" is "a"; 28 of these are fitted'


def test_a_saved_fit_knows_its_logarithms_and_assigns_rows_of_the_file() -> None:
    about = {**kept_beside(POINTS), "source": "people.csv"}
    text = fit_text(saved(RUN, POINTS.columns, POINTS.n, **about))
    again = read_fit(text.encode())
    assert (again.columns, again.names_in_file, again.logs) == (
        ("log mass", "tall"),
        ("mass", "tall"),
        ("mass",),
    )
    rows = read_new_rows(CONTENT, "people.csv", FittedColumns(again.names_in_file, again.logs)).rows
    assert b"".join(rows_csv(rows, again.mixture)) == b"".join(
        rows_csv(rows_of_table(TABLE, POINTS.file_columns, CONTENT, POINTS.logs), RUN.states[-1].mixture)
    )


def test_a_saved_fit_says_why_rows_were_lost() -> None:
    chosen = points_from_table(TABLE, ["tall"], "", (), [RowFilter("kind", ("a",))])
    run = fit(chosen.x, EMSettings(k=1))
    content = json.loads(fit_text(saved(run, chosen.columns, chosen.n, **kept_beside(chosen))))
    assert (content["rows"], content["rows_in_file"]) == (45, chosen.account.in_file)
    assert chosen.account.in_file > 45
    assert read_fit(json.dumps(content).encode()).rows_in_file == chosen.account.in_file
    assert content["rows_left_out"] == ['45 with another value than asked for ("kind" is "a")']
    assert "part" not in content


def test_a_saved_fit_tells_of_which_part_of_a_file_it_is_though_no_row_was_lost() -> None:
    rows = "".join(f"{i * 7 % 13}.5,{i * i % 17}\n" for i in range(20))
    chosen = points_from_table(read_table(f"Site A\nx,y\n{rows}\nSite B\nx,y\n{rows}".encode()))
    text = fit_text(saved(fit(chosen.x, EMSettings(k=1)), chosen.columns, chosen.n, **kept_beside(chosen)))
    assert json.loads(text)["rows_left_out"] == []
    assert read_fit(text.encode()).part == chosen.account.part == "table 1 of 2 (lines 2 to 22) of the file"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"logs": ["weight"]}, '"logs" should be among the columns'),
        ({"file_columns": ["mass"]}, '"file_columns" should be as many names'),
        ({"part": 1}, '"part" should be a text'),
        ({"rows_in_file": -1}, '"rows_in_file" should be a whole number'),
        ({"rows_left_out": "three"}, '"rows_left_out" should be a list of texts'),
    ],
)
def test_a_saved_fit_that_says_otherwise_is_refused(change: dict[str, object], words: str) -> None:
    content = json.loads(fit_text(saved(RUN, POINTS.columns, POINTS.n, **kept_beside(POINTS))))
    with pytest.raises(ValueError, match=words):
        read_fit(json.dumps(content | change).encode())


def built_in() -> Points:
    kinds = tuple("ab"[i % 2] for i in range(90))
    codes = np.array([0 if kind == "a" else 1 for kind in kinds])
    return Points(np.column_stack([MASS - 12.0, TALL]), ("mass", "tall"), truth=codes, truth_names=("a", "b"))


def test_built_in_points_are_restricted_as_a_table_is() -> None:
    """The same numbers in a file and in the catalog: the same rows, columns, logarithms and account."""
    whole = built_in()
    filters = [RowFilter("tall", low=165.0)]
    ours = restricted_points(whole, ["tall", "mass"], ["mass"], filters)
    lines = "".join(f"{m!r},{t!r}\n" for m, t in whole.x.tolist())
    theirs = points_from_table(
        read_table(f"mass,tall\n{lines}".encode()), ["tall", "mass"], "", ["mass"], filters
    )
    np.testing.assert_array_equal(ours.x, theirs.x)
    assert (ours.columns, ours.file_columns, ours.logs) == (theirs.columns, theirs.file_columns, theirs.logs)
    np.testing.assert_array_equal(ours.rows, theirs.rows)
    assert [loss.rows for loss in ours.account.losses] == [loss.rows for loss in theirs.account.losses]
    assert ours.account.in_file == 90
    assert ours.account.losses[-1].reason == 'no logarithm of "mass"'


def test_the_known_class_of_built_in_points_filters_their_rows() -> None:
    whole = built_in()
    only = restricted_points(whole, (), (), [RowFilter(KNOWN_CLASS, ("b",))])
    np.testing.assert_array_equal(only.x, whole.x[1::2])
    assert set(only.truth.tolist()) == {1}
    rows = rows_of_points(whole, only)
    told = list(
        csv.reader(
            io.StringIO(b"".join(rows_csv(rows, fit(only.x, EMSettings(k=1)).states[-1].mixture)).decode())
        )
    )
    assert [line[-1] for line in told[1:5]] == ["left out by the filter", "", "left out by the filter", ""]


def test_nothing_asked_for_leaves_points_as_they_are_and_too_few_rows_are_refused() -> None:
    whole = built_in()
    assert restricted_points(whole) is whole
    with pytest.raises(ValueError, match=r"^Only 0 rows of 90 left: let more rows in\.$"):
        restricted_points(whole, (), (), [RowFilter("tall", low=1e6)])
    with pytest.raises(ValueError, match='There is no column "age" to filter rows by'):
        restricted_points(whole, (), (), [RowFilter("age", low=1.0)])
