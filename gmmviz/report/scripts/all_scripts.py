"""The scripts of a report: gmmviz, scikit-learn where it can, and R with mclust and tidyLPA for shared models."""

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.report.page.blocks import Script
from gmmviz.report.scripts import gmmviz_script, r_scripts, sklearn_script
from gmmviz.report.scripts.r_scripts import RowsPlaces
from gmmviz.report.scripts.sklearn_script import RowsFile
from gmmviz.scenario import Scenario


def all_scripts(
    scenario: Scenario, points: Points, run: EMRun, rows: RowsPlaces, parameters: int
) -> tuple[Script, ...]:
    """A script per package, or why there is none; those for other packages read the file of rows."""
    ours = Script(
        "gmmviz", "python", gmmviz_script.script(scenario, points, run), "Fits anew from the data on."
    )
    return (ours, sklearn(points, run, rows), *in_r(points, run, rows, parameters))


def sklearn(points: Points, run: EMRun, rows: RowsPlaces) -> Script:
    """The script with scikit-learn, tried before it is offered."""
    name = "scikit-learn"
    reason = sklearn_script.why_not(run.settings, points.d)
    if reason is not None:
        return Script(name, "python", None, f"None: {reason}")
    expected = float(run.states[-1].log_likelihood)
    try:
        for plan in sklearn_script.plans(points, run):
            if gmmviz_script.agree(sklearn_script.reached(plan, points.x), expected):
                file = RowsFile(rows.name, {}, tuple(1 + place for place in rows.fitted))
                text = sklearn_script.script(plan, file, points, run)
                return Script(name, "python", text, f"Reads {rows.name}; it was tried, and ends there too.")
    except ValueError:  # its word for a component that collapsed
        return Script(name, "python", None, "None: it gives up on this fit.")
    return Script(name, "python", None, "None: rounding leads it elsewhere, or the run took no step.")


def in_r(points: Points, run: EMRun, rows: RowsPlaces, parameters: int) -> tuple[Script, Script]:
    """The scripts with mclust and with tidyLPA."""
    reason = r_scripts.mclust_why_not(run)
    mclust = (
        Script(
            "R, mclust", "r", r_scripts.mclust_script(points, run, rows, parameters), f"Reads {rows.name}."
        )
        if reason is None
        else Script("R, mclust", "r", None, f"None: {reason}")
    )
    reason = r_scripts.tidylpa_why_not(run, points)
    tidy = (
        Script("R, tidyLPA", "r", r_scripts.tidylpa_script(points, run, rows), f"Reads {rows.name}.")
        if reason is None
        else Script("R, tidyLPA", "r", None, f"None: {reason}")
    )
    return mclust, tidy
