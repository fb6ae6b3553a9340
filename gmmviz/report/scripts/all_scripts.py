"""The scripts of a report: gmmviz, scikit-learn where it can, and R with mclust and tidyLPA for shared models."""

from dataclasses import replace

from gmmviz.data import Points
from gmmviz.em import EMRun, EMState, parameter_count
from gmmviz.report.page.blocks import Script
from gmmviz.report.scripts import gmmviz_script, r_scripts, sklearn_script
from gmmviz.report.scripts.r_scripts import RowsPlaces
from gmmviz.report.scripts.sklearn_script import RowsFile
from gmmviz.scenario import Scenario


def all_scripts(
    scenario: Scenario, points: Points, run: EMRun, rows: RowsPlaces, fit: EMState | None = None
) -> tuple[Script, ...]:
    """A script per package, or why there is none; those for other packages read the file of rows.

    `fit` is the local maximum under the run's end, where there is one: they all lead on to it.
    """
    maximum = None if fit is None else fit.log_likelihood
    text = gmmviz_script.script(scenario, points, run, maximum)
    ours = Script("gmmviz", "python", text, "Fits anew from the data on.")
    reported = run if fit is None else replace(run, states=(*run.states, fit))
    return (ours, sklearn(points, run, rows, fit), *in_r(points, reported, rows, fit is not None))


def sklearn(points: Points, run: EMRun, rows: RowsPlaces, fit: EMState | None = None) -> Script:
    """The script with scikit-learn, tried before it is offered."""
    name = "scikit-learn"
    reason = sklearn_script.why_not(run.settings, points.d)
    if reason is not None:
        return Script(name, "python", None, f"None: {reason}")
    try:
        for plan in sklearn_script.plans(points, run, fit):
            if gmmviz_script.agree(sklearn_script.reached(plan, points.x), plan.expected):
                file = RowsFile(rows.name, {}, tuple(1 + place for place in rows.fitted))
                text = sklearn_script.script(plan, file, points)
                return Script(name, "python", text, f"{rows.reads}; it was tried, and ends there too.")
    except ValueError:  # its word for a component that collapsed
        return Script(name, "python", None, "None: it gives up on this fit.")
    return Script(name, "python", None, "None: rounding leads it elsewhere, or the run took no step.")


def in_r(points: Points, run: EMRun, rows: RowsPlaces, at_a_maximum: bool) -> tuple[Script, Script]:
    """The scripts with mclust and with tidyLPA, for the last mixture of a run, which may be a local maximum."""
    parameters = parameter_count(replace(run.settings, k=run.states[-1].mixture.k), points.d)
    reason = r_scripts.mclust_why_not(run)
    if reason is None:
        text = r_scripts.mclust_script(points, run, rows, parameters, at_a_maximum)
        mclust = Script("R, mclust", "r", text, f"{rows.reads}.")
    else:
        mclust = Script("R, mclust", "r", None, f"None: {reason}")
    reason = r_scripts.tidylpa_why_not(run, points)
    tidy = (
        Script("R, tidyLPA", "r", r_scripts.tidylpa_script(points, run, rows), f"{rows.reads}.")
        if reason is None
        else Script("R, tidyLPA", "r", None, f"None: {reason}")
    )
    return mclust, tidy
