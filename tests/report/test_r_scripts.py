"""The scripts in R, run where R and the package are: they end at the log-likelihood of the app."""

import shutil
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.special import xlogy

from gmmviz.data import Points, dataset
from gmmviz.data.assigned_rows import rows_of_points
from gmmviz.em import FAMILIES, EMRun, EMSettings, EMState, fit_in, parameter_count, units_of
from gmmviz.em.search.polish import local_maximum
from gmmviz.em.statistics.criteria import CRITERIA, Measures
from gmmviz.em.statistics.indices import caic, sabic
from gmmviz.report.rows.rows_csv import rows_csv
from gmmviz.report.scripts import r_scripts
from gmmviz.report.scripts.all_scripts import all_scripts
from gmmviz.report.scripts.r_scripts import RowsPlaces, r_text
from gmmviz.scenario import Lane, Scenario

HOSTILE = 'it\'s "q" \\ é.csv'
R = shutil.which("Rscript")


@cache
def has(package: str) -> bool:
    """Whether R is here, with a package."""
    if R is None:
        return False
    asked = f"quit(status = !requireNamespace('{package}', quietly = TRUE))"
    return subprocess.run([R, "-e", asked], capture_output=True, check=False).returncode == 0


def places(points: Points, name: str = "rows.csv") -> RowsPlaces:
    return RowsPlaces(name, points.d, tuple(range(points.d)))


def case(key: str, settings: EMSettings, columns: int, scaling: str) -> tuple[Points, EMRun]:
    whole = dataset(key)
    names = whole.columns[:columns]
    points = replace(
        whole, x=whole.x[:, :columns], columns=names, file_columns=names, truth=None, scaling=scaling
    )
    return points, fit_in(points.x, settings, units_of(points.x, scaling))


def maximum(points: Points, run: EMRun) -> EMState:
    """The local maximum that a report tells, in the file's units."""
    units = units_of(points.x, points.scaling)
    near = units.standardise_mixture(run.states[-1].mixture)
    end = local_maximum(units.standardise(points.x), run.settings, near)
    assert end is not None
    level = end.log_likelihood + units.log_jacobian(points.n)
    return EMState(run.states[-1].iteration, units.unstandardise(end.mixture), level, None, None, level)


CASES = [
    ("faithful", EMSettings(k=2, start="kmeans++"), 2, "none"),
    ("iris", EMSettings(k=3, family="VEV", start="kmeans++", seed=1), 4, "none"),
    ("faithful", EMSettings(k=2, family="VII", start="kmeans++"), 1, "none"),
    ("iris", EMSettings(k=2, family="EEI", weights="equal", start="kmeans++"), 4, "standardise"),
]


@pytest.mark.skipif(not has("mclust"), reason="R or mclust is not installed")
@pytest.mark.parametrize(
    "given", CASES, ids=lambda given: f"{given[0]} {given[1].family} {given[2]} {given[3]}"
)
def test_the_script_with_mclust_ends_where_the_app_does(
    given: tuple[str, EMSettings, int, str], tmp_path: Path
) -> None:
    points, run = case(*given)
    rows = rows_of_points(points, points)
    (tmp_path / HOSTILE).write_bytes(b"".join(rows_csv(rows, run.states[-1].mixture)))
    parameters = parameter_count(run.settings, points.d)
    fit = maximum(points, run)
    text = all_scripts(Scenario(lanes=(Lane(run.settings),)), points, run, places(points, HOSTILE), fit)[
        2
    ].text
    assert text is not None
    (tmp_path / "script.R").write_text(text, encoding="ascii")
    assert R is not None
    done = subprocess.run([R, "script.R"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = dict(
        line.strip().rsplit(" ", 1) for line in done.stdout.splitlines() if not line.startswith("weights")
    )
    found = float(told["log-likelihood"])
    assert found == pytest.approx(fit.log_likelihood, abs=1e-6)
    entropy = -xlogy(shares := fit.mixture.responsibilities(points.x), shares).sum()
    r2 = 1.0 - entropy / (points.n * np.log(fit.mixture.k))
    assert float(told["entropy R2"]) == pytest.approx(r2, abs=1e-6)
    level = Measures(found, parameters, points.n)
    expected = {
        "AIC": CRITERIA["aic"].score(level),
        "BIC": CRITERIA["bic"].score(level),
        "SABIC": sabic(level),
    }
    assert {name: float(told[name]) for name in expected} == pytest.approx(expected, abs=1e-6)
    assert float(told["CAIC"]) == pytest.approx(caic(level), abs=1e-6)


@pytest.mark.skipif(not has("mclust"), reason="R or mclust is not installed")
def test_the_script_with_mclust_may_end_above_a_run_that_was_still_climbing(tmp_path: Path) -> None:
    points, run = case("iris", EMSettings(k=3, family="VEV", seed=1, max_iter=5), 4, "none")
    rows = rows_of_points(points, points)
    (tmp_path / "rows.csv").write_bytes(b"".join(rows_csv(rows, run.states[-1].mixture)))
    text = all_scripts(Scenario(lanes=(Lane(run.settings),)), points, run, places(points))[2].text
    assert text is not None
    (tmp_path / "script.R").write_text(text, encoding="ascii")
    assert R is not None
    done = subprocess.run([R, "script.R"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = float(done.stdout.split()[1])
    assert found > run.states[-1].log_likelihood + 100 * r_scripts.TOLERANCE_NATS


@pytest.mark.skipif(R is None, reason="R is not installed")
def test_the_script_with_tidylpa_is_r(tmp_path: Path) -> None:
    points, run = case("faithful", EMSettings(k=2, family="EEI"), 2, "none")
    (tmp_path / "script.R").write_text(
        r_scripts.tidylpa_script(points, run, places(points)), encoding="ascii"
    )
    assert R is not None
    done = subprocess.run(
        [R, "-e", "invisible(parse('script.R'))"], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 0


TIDY_CASES = [
    ("faithful", EMSettings(k=3, family="EEE", start="kmeans++"), 2, "none"),
    ("iris", EMSettings(k=2, family="VVV", start="kmeans++"), 4, "none"),
    ("faithful", EMSettings(k=2, family="VVI", start="kmeans++"), 2, "none"),
]


@pytest.mark.skipif(not has("tidyLPA"), reason="R or tidyLPA is not installed")
@pytest.mark.parametrize("given", TIDY_CASES, ids=lambda given: f"{given[0]} {given[1].family}")
def test_the_script_with_tidylpa_ends_where_the_app_does(
    given: tuple[str, EMSettings, int, str], tmp_path: Path
) -> None:
    points, run = case(*given)
    fit = maximum(points, run)
    script = all_scripts(Scenario(lanes=(Lane(run.settings),)), points, run, places(points, HOSTILE), fit)[3]
    told = ran(script.text, points, run, tmp_path)
    shares = fit.mixture.responsibilities(points.x)
    level = Measures(fit.log_likelihood, parameter_count(run.settings, points.d), points.n)
    expected = {
        "log-likelihood": level.log_likelihood,
        "AIC": CRITERIA["aic"].score(level),
        "BIC": CRITERIA["bic"].score(level),
        "SABIC": sabic(level),
        "CAIC": caic(level),
        "entropy R2": 1.0 + xlogy(shares, shares).sum() / (points.n * np.log(fit.mixture.k)),
    }
    assert {name: float(told[name]) for name in expected} == pytest.approx(expected, abs=1e-6)


def ran(text: str | None, points: Points, run: EMRun, folder: Path) -> dict[str, str]:
    """What a script prints, by name, run beside its file of rows."""
    assert text is not None
    assert R is not None
    rows = rows_of_points(points, points)
    (folder / HOSTILE).write_bytes(b"".join(rows_csv(rows, run.states[-1].mixture)))
    (folder / "script.R").write_text(text, encoding="ascii")
    done = subprocess.run([R, "script.R"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(line.strip().rsplit(" ", 1) for line in done.stdout.splitlines() if " " in line.strip())


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_has_a_script_or_a_reason(family: str) -> None:
    points, run = case("faithful", EMSettings(k=2, family=family, start="kmeans++"), 2, "none")
    scenario = Scenario(lanes=(Lane(run.settings),))
    scripts = all_scripts(scenario, points, run, places(points))
    assert [script.name for script in scripts] == ["gmmviz", "scikit-learn", "R, mclust", "R, tidyLPA"]
    for script in scripts:
        assert (script.text is None) == script.sentence.startswith("None: ")
    assert scripts[0].text is not None
    assert (scripts[2].text is not None) == (family in r_scripts.MCLUST - {"VVE"})
    assert (scripts[3].text is not None) == (family in r_scripts.TIDY)


def test_a_text_of_r_cannot_end_early() -> None:
    assert r_text('a"); system("rm x") #\n') == '"a\\"); system(\\"rm x\\") #\\u{a}"'
