"""Both scripts, executed as a person would: in a folder of their own, on the file."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmviz.data import (
    DATASETS,
    Points,
    Reading,
    RowFilter,
    dataset,
    points_from_table,
    read_table,
    restricted_points,
)
from gmmviz.data.assigned_rows import SourceRows, rows_of_points, rows_of_table
from gmmviz.data.csv.reading import AUTOMATIC_READING
from gmmviz.em import FAMILIES, EMRun, EMSettings, Units, fit_in
from gmmviz.em.starts.placing import Part
from gmmviz.report.rows.rows_csv import rows_csv
from gmmviz.report.scripts import gmmviz_script, sklearn_script
from gmmviz.report.scripts.data_lines import file_name
from gmmviz.report.scripts.sklearn_script import RowsFile
from gmmviz.scenario import Fork, Lane, Scenario
from tests.ui.script_server import Ended, ScriptServer, script_server

ROOT = Path(__file__).resolve().parents[2]
SHARED = [family for family in FAMILIES.values() if family.alias]
EVIL = "=cmd() 'a' \"b\" {c} \\N{x} %s\u2028x"
MISSING = Reading(missing=("-999",))
SERVERS: dict[bool, ScriptServer] = {}
HOSTILE_NAME = 'it\'s "q" {0} \\x41 %s;$(touch x).csv'


@dataclass(frozen=True, eq=False)
class Case:
    """A fit as the page has it: the scenario, its points and run, and all its rows."""

    scenario: Scenario
    points: Points
    run: EMRun
    rows: SourceRows
    file: RowsFile | None = None


def case_of(scenario: Scenario, points: Points, rows: SourceRows, file: RowsFile | None = None) -> Case:
    run = gmmviz_script.made_anew(points, scenario.lanes[0])
    return Case(scenario, points, run, rows, file)


def built_in(key: str, settings: EMSettings, scaling: str = "none", columns: int | None = None) -> Case:
    whole = dataset(key)
    names = whole.columns[:columns]
    points = replace(whole, x=whole.x[:, : len(names)], columns=names, file_columns=names, scaling=scaling)
    scenario = Scenario(data=key, columns=names if columns else (), scaling=scaling, lanes=(Lane(settings),))
    return case_of(scenario, points, rows_of_points(whole, points))


def opened(
    folder: Path,
    content: bytes,
    name: str,
    lane: Lane,
    *,
    columns: tuple[str, ...],
    reading: Reading = AUTOMATIC_READING,
) -> Case:
    """A file of this name in the folder, opened."""
    (folder / file_name(name)).write_bytes(content)
    table = read_table(content, name, reading)
    points = points_from_table(table, columns, label="")
    scenario = Scenario(data=f"upload-{table.digest}", reading=reading, columns=columns, lanes=(lane,))
    rows = rows_of_table(table, columns, content)
    return case_of(scenario, points, rows, sklearn_script.readable(content, name, table.found, points))


@pytest.fixture(scope="module", autouse=True)
def _servers() -> Iterator[None]:
    """Two for all scripts: ours import gmmviz, theirs do not find this checkout."""
    theirs = ("numpy", "pandas", "sklearn.mixture", "sklearn.cluster")
    rooms = ("gmmviz.data", "gmmviz.em.starts.placing", "gmmviz.em.search.polish")
    with script_server(str(ROOT), *rooms, *theirs) as own, script_server("", *theirs) as their:
        SERVERS.update({True: own, False: their})
        yield
    SERVERS.clear()


def executed(text: str, folder: Path, *arguments: str, ours: bool = False) -> float:
    """The log-likelihood that a script prints; it must end well and warn of nothing."""
    (folder / "script.py").write_text(text, encoding="utf-8")
    return printed(SERVERS[ours].run(folder, "script.py", *arguments))


def executed_alone(text: str, folder: Path, ours: bool) -> float:
    """The same in a fresh Python, which imports all by itself."""
    (folder / "script.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", "script.py"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT) if ours else ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return printed(Ended(done.returncode, done.stdout, done.stderr))


def printed(done: Ended) -> float:
    """The log-likelihood that a script has printed."""
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("log-likelihood "))
    return float(line.removeprefix("log-likelihood "))


def check_ours(case: Case, folder: Path, *arguments: str, alone: bool = False) -> None:
    text = gmmviz_script.script(case.scenario, case.points, case.run)
    found = executed_alone(text, folder, True) if alone else executed(text, folder, *arguments, ours=True)
    assert gmmviz_script.agree(found, case.run.states[-1].log_likelihood)
    assert case.run.states[-1].log_likelihood == pytest.approx(found, rel=1e-12)


def check_theirs(case: Case, folder: Path, alone: bool = False) -> None:
    """scikit-learn's script gets there, on the file itself or on the rows that are taken away."""
    assert sklearn_script.why_not(case.run.settings, case.points.d) is None
    expected = case.run.states[-1].log_likelihood
    plans = sklearn_script.plans(case.points, case.run)
    tried = ((plan, sklearn_script.reached(plan, case.points.x)) for plan in plans)
    plan, here = next((plan, end) for plan, end in tried if gmmviz_script.agree(end, expected))
    rows = case.file
    if rows is None:
        mixture = case.run.states[-1].mixture
        (folder / "rows.csv").write_bytes(b"".join(rows_csv(case.rows, mixture)))
        names = list(case.rows.columns)
        rows = RowsFile("rows.csv", {}, tuple(1 + names.index(name) for name in case.points.file_columns))
    text = sklearn_script.script(plan, rows, case.points)
    assert "import gmmviz" not in text
    assert "from gmmviz " not in text
    assert ".fit(z)" in text
    found = executed_alone(text, folder, False) if alone else executed(text, folder)
    assert gmmviz_script.agree(found, expected)
    assert abs(found - here) <= 1e-10 * abs(expected)


@pytest.mark.parametrize("family", [family.name for family in SHARED])
def test_built_in_data_are_fitted_alike_by_both(family: str, tmp_path: Path) -> None:
    case = built_in("faithful", EMSettings(k=2, family=family, seed=3))
    check_ours(case, tmp_path)
    check_theirs(case, tmp_path)


@pytest.mark.parametrize("family", [family.name for family in SHARED])
@pytest.mark.parametrize("key", sorted(DATASETS))
def test_scikit_learn_gets_there_on_all_built_in_data(key: str, family: str) -> None:
    """Or the page says that it does not: here, how often."""
    case = built_in(key, EMSettings(k=DATASETS[key].k, family=family, start="kmeans++", max_iter=200))
    expected = case.run.states[-1].log_likelihood
    plans = sklearn_script.plans(case.points, case.run)[::-1]  # the shortest first: one that agrees is enough
    assert any(gmmviz_script.agree(sklearn_script.reached(plan, case.points.x), expected) for plan in plans)


def test_standardised_columns_are_told_in_the_units_of_the_file(tmp_path: Path) -> None:
    case = built_in("wine", EMSettings(k=3, family="VVI", start="kmeans"), scaling="standardise", columns=5)
    check_ours(case, tmp_path, alone=True)
    check_theirs(case, tmp_path, alone=True)


def test_a_toy_is_made_anew(tmp_path: Path) -> None:
    from gmmviz.data import recipe_of, toy_of

    points = toy_of(recipe_of("moons_k2_n400_seed1")).points
    scenario = Scenario(data="toy-moons_k2_n400_seed1", lanes=(Lane(EMSettings(k=4)),))
    case = case_of(scenario, points, rows_of_points(points, points))
    check_ours(case, tmp_path)
    check_theirs(case, tmp_path)


@pytest.mark.parametrize("family", ["EVE", "VEE", "EII"])
@pytest.mark.parametrize("columns", [1, 2])
def test_a_family_that_coincides_with_one_of_scikit_learn_is_offered(
    columns: int, family: str, tmp_path: Path
) -> None:
    case = built_in("faithful", EMSettings(k=2 if columns == 1 else 1, family=family), columns=columns)
    check_theirs(case, tmp_path)


@pytest.mark.parametrize("filters", [(), (RowFilter("kind", ("a", "c")), RowFilter("size", high=80.0))])
def test_logarithms_and_filters_are_fitted_alike_by_both(
    filters: tuple[RowFilter, ...], tmp_path: Path
) -> None:
    """Of the whole file, and of some rows by the rows that are taken away: values of 0 have no logarithm."""
    rng = np.random.default_rng(2)
    sizes = np.exp(np.r_[rng.normal(1, 0.4, 60), rng.normal(4, 0.3, 60)])
    sizes[5::40] = 0.0
    lines = [f"{'abc'[i % 3]},{size!r},{rng.normal(50, 4)!r}" for i, size in enumerate(sizes.tolist())]
    content = "\n".join(["kind,size,score", *lines]).encode()
    (tmp_path / "own.csv").write_bytes(content)
    table = read_table(content, "own.csv")
    points = points_from_table(table, ("size", "score"), "", ("size",), filters)
    assert points.n < 120
    scenario = Scenario(
        data=f"upload-{table.digest}",
        columns=("size", "score"),
        logs=("size",),
        filters=filters,
        lanes=(Lane(),),
    )
    rows = rows_of_table(table, points.file_columns, content, points.logs, points.filters)
    file = sklearn_script.readable(content, "own.csv", table.found, points)
    case = case_of(scenario, points, rows, file)
    check_ours(case, tmp_path)
    check_theirs(case, tmp_path)


def test_the_opened_file_itself_is_read_where_every_value_has_a_logarithm(tmp_path: Path) -> None:
    content = b"a,b\n" + b"".join(b"%d.5,%d\n" % (i * 37 % 101, i * i % 23) for i in range(60))
    (tmp_path / "own.csv").write_bytes(content)
    table = read_table(content, "own.csv")
    points = points_from_table(table, ("a", "b"), "", ("a",))
    file = sklearn_script.readable(content, "own.csv", table.found, points)
    assert file is not None
    scenario = Scenario(data=f"upload-{table.digest}", columns=("a", "b"), logs=("a",))
    case = case_of(scenario, points, rows_of_table(table, ("a", "b"), content, ("a",)), file)
    check_theirs(case, tmp_path)


def test_built_in_data_are_filtered_and_logged_by_the_script(tmp_path: Path) -> None:
    logs = dataset("faithful").columns[:1]
    filters = (RowFilter(logs[0], low=2.0),)
    points = restricted_points(dataset("faithful"), (), logs, filters)
    scenario = Scenario(logs=logs, filters=filters)
    case = case_of(scenario, points, rows_of_points(dataset("faithful"), points))
    check_ours(case, tmp_path)
    check_theirs(case, tmp_path)


def messy(delimiter: str = ";", comma: bool = True) -> bytes:
    rng = np.random.default_rng(5)
    x = np.vstack([rng.normal([0, 50], [1, 5], (80, 2)), rng.normal([6, 80], [2, 3], (60, 2))])
    lines = [delimiter.join(['"id"', '"spend, €"', f'"{EVIL.replace(chr(34), chr(34) * 2)}"', "note"])]
    for row, (first, second) in enumerate(x.tolist()):
        cells = [str(row), "" if row % 20 == 5 else repr(first), "-999" if row == 7 else repr(second), "=1+1"]
        lines.append(delimiter.join(cell.replace(".", ",") if comma else cell for cell in cells))
    return "\n".join(lines).encode()


@cache
def messy_names(content: bytes) -> tuple[str, ...]:
    return tuple(str(name) for name in read_table(content).frame.columns[1:3])


@pytest.mark.parametrize("name", ["plain.csv", HOSTILE_NAME, "pasted cells", "-x.csv"])
def test_an_opened_file_with_hostile_names_is_fitted_alike_by_both(name: str, tmp_path: Path) -> None:
    content = messy()
    columns = messy_names(content)
    lane = Lane(EMSettings(k=2, start="kmeans++"))
    case = opened(tmp_path, content, name, lane, columns=columns, reading=MISSING)
    assert case.points.n == 132
    check_ours(case, tmp_path)
    check_theirs(case, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        {file_name(name), "script.py"} | ({"rows.csv"} if case.file is None else set())
    )


def test_scikit_learn_reads_the_opened_file_itself_where_pandas_sees_the_same_numbers(tmp_path: Path) -> None:
    content = messy()
    lane = Lane(EMSettings(k=2))
    case = opened(tmp_path, content, "own.csv", lane, columns=messy_names(content), reading=MISSING)
    assert case.file is not None
    assert case.file.commas
    plain = b"a,b\n" + b"".join(b"%d.5,%d\n" % (i * 37 % 101, i * i % 23) for i in range(60))
    assert opened(tmp_path, plain, "plain.csv", lane, columns=("a", "b")).file is not None


@pytest.mark.parametrize(
    "content",
    [
        "prix €;âge\n".encode("cp1252")
        + b"".join(b"%d,5;%d\n" % (i * 37 % 101, i * i % 23) for i in range(60)),
        b"1 2\n" + b"".join(b"%d.5  %d\n" % (i * 37 % 101, i * i % 23) for i in range(60)),
        b"a,b\n" + b"".join(b"$%d.5,%d\n" % (i * 37 % 101, i * i % 23) for i in range(60)),
    ],
)
def test_what_needs_our_reader_goes_by_the_rows_that_are_taken_away(content: bytes, tmp_path: Path) -> None:
    columns = tuple(str(name) for name in read_table(content).frame.columns)
    case = opened(tmp_path, content, "own.csv", Lane(EMSettings(k=2)), columns=columns)
    assert case.file is None
    check_ours(case, tmp_path)
    check_theirs(case, tmp_path)


def test_means_placed_by_hand_are_placed_again(tmp_path: Path) -> None:
    first = Fork(4, (Part(0), Part(1, (4.5, 82.0)), Part(None, (2.0, 60.0))))
    second = Fork(1000, (Part(2), Part(0, (3.0, 70.0))))
    scenario = Scenario(lanes=(Lane(EMSettings(k=2), (first, second)),))
    points = dataset("faithful")
    case = case_of(scenario, points, rows_of_points(points, points))
    check_ours(case, tmp_path)
    check_theirs(case, tmp_path)


@pytest.mark.parametrize(
    "settings",
    [
        EMSettings(k=3, variant="hard"),
        EMSettings(k=3, variant="annealed"),
        EMSettings(k=3, accelerate=True),
        EMSettings(k=3, weights="equal", family="VEV"),
        EMSettings(k=3, floor=0.2),
        EMSettings(k=3, max_iter=7),
        EMSettings(k=9, family="VVV", start="responsibilities"),
    ],
)
def test_gmmviz_runs_every_variant_again(settings: EMSettings, tmp_path: Path) -> None:
    check_ours(built_in("faithful", settings), tmp_path)


def test_another_file_under_the_same_name_is_told(tmp_path: Path) -> None:
    content = b"a,b\n" + b"".join(b"%d.5,%d\n" % (i * 37 % 101, i * i % 23) for i in range(60))
    case = opened(tmp_path, content, "own.csv", Lane(), columns=("a", "b"))
    (tmp_path / "moved.csv").write_bytes(content)
    check_ours(case, tmp_path, "moved.csv")
    (tmp_path / "own.csv").write_bytes(content + b"1,2\n")
    with pytest.raises(AssertionError, match=r"own\.csv is another file than the one that was fitted\."):
        check_ours(case, tmp_path)


NOT = {
    "“one direction”": EMSettings(family="VVE"),
    "by EM only, and this run is hard EM.": EMSettings(variant="hard"),
    "cannot keep all components the same size.": EMSettings(weights="equal"),
    "takes plain steps only, and this run jumps ahead.": EMSettings(accelerate=True),
    "knows no smallest width": EMSettings(floor=1.0),
}


@pytest.mark.parametrize("words", NOT)
def test_what_scikit_learn_cannot_do_is_said(words: str) -> None:
    assert words in str(sklearn_script.why_not(NOT[words], 2))


def test_agreement_is_relative_to_the_log_likelihood_or_to_one() -> None:
    assert gmmviz_script.agree(-1e6 + 0.009, -1e6)
    assert not gmmviz_script.agree(-1e6 + 0.011, -1e6)
    assert gmmviz_script.agree(0.5e-8, 0.0)
    assert not gmmviz_script.agree(2e-8, 0.0)
    assert not gmmviz_script.agree(float("nan"), 0.0)


@pytest.mark.parametrize("iterations", [10, 3000])
def test_scikit_learn_is_not_kept_busy_by_a_long_run(iterations: int) -> None:
    points = dataset("faithful")
    run = fit_in(points.x, EMSettings(k=2, max_iter=3), Units.identity(points.d))
    long = replace(run, states=(*run.states[:-1], replace(run.states[-1], iteration=iterations)))
    long = replace(long, states=long.states + (long.states[-1],) * (iterations - len(long.states) + 1))
    for fit, starts in ((None, (1, 2)), (run.states[-1], (1, 3))):
        found = sklearn_script.plans(points, long, fit)
        assert starts[0] <= len(found) <= starts[1]
        work = points.n * points.d * 2 + sklearn_script.STEP_WORK
        assert all(plan.steps * work <= sklearn_script.MAX_WORK for plan in found)
        assert found[-1].steps <= sklearn_script.STEPS_BEFORE_THE_END


@cache
def short_run() -> tuple[EMRun, sklearn_script.SklearnCall]:
    """A run of two iterations with its plan: neither knows how anything is called."""
    points = dataset("faithful")
    run = fit_in(points.x, EMSettings(max_iter=2), Units.identity(points.d))
    return run, sklearn_script.plans(points, run)[0]


@given(st.text(max_size=20), st.lists(st.text(max_size=12), min_size=2, max_size=2, unique=True))
def test_no_name_breaks_a_script(title: str, columns: list[str]) -> None:
    """Whatever the names are, both scripts are Python, and the names are in them as they are."""
    points = Points(dataset("faithful").x, tuple(columns), title=title)
    scenario = Scenario(data="upload-00", columns=tuple(columns), reading=Reading(missing=(title,)))
    run, plan = short_run()
    ours = gmmviz_script.script(scenario, points, run)
    theirs = sklearn_script.script(plan, RowsFile(title, {"sep": ";"}, points.columns), points)
    for text in (ours, theirs):
        assert text.isascii()
        compile(text, "script", "exec")
    assert f"points_from_table(table, {columns!a}, " in ours
    assert f"columns = {columns!a}\n" in theirs


def test_a_code_is_missing_for_pandas_in_its_own_column_only(tmp_path: Path) -> None:
    codes = [
        (-999.0 if i % 9 == 3 else i * 37 % 101 / 8, -960 - i * 31 % 47 if i else -999) for i in range(60)
    ]
    content = b"a,b\n" + b"".join(b"%g,%d\n" % pair for pair in codes)
    (tmp_path / "own.csv").write_bytes(content)
    table = read_table(content, "own.csv")
    points = points_from_table(table, ("a", "b"), "")
    assert -999 in points.x[:, 1]
    file = sklearn_script.readable(content, "own.csv", table.found, points)
    assert file is not None
    assert file.options["na_values"] == {"a": ["-999"]}
    scenario = Scenario(data=f"upload-{table.digest}", columns=("a", "b"))
    check_theirs(case_of(scenario, points, rows_of_table(table, ("a", "b"), content), file), tmp_path)
