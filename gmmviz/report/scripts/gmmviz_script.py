"""A script that reproduces a fit with gmmviz, and the fit it stands for."""

from dataclasses import replace

import numpy as np

from gmmviz import __version__
from gmmviz.data import Points
from gmmviz.em import EMRun, fit_in, units_of
from gmmviz.em.starts.placing import placed
from gmmviz.report.scripts.data_lines import data_lines
from gmmviz.scenario import Lane, Scenario

LARGEST_SCRIPT_ERROR = (
    1e-8  # relative: further from the log-likelihood of the app, and a script is not offered
)

TEMPLATE = '''"""Reproduces a fit that was taken away from gmmviz {version}: K = {k}, {family}."""

import sys
{more_imports}
{imports}
from gmmviz.em import EMSettings, fit_in, units_of
{placing}
# {title}
{data}
settings = {settings}
units = units_of(x, {scaling})
run = fit_in(x, settings, units)
{forks}
print(run.verdict.sentence)
{end}
print("log-likelihood", repr(log_likelihood))
print("weights", mixture.weights.tolist())
print("means", mixture.means.tolist())

IN_THE_APP = {expected}
if abs(log_likelihood - IN_THE_APP) > {agreement} * max(1.0, abs(IN_THE_APP)):
    sys.exit(f"In the app the log-likelihood was {{IN_THE_APP!r}}: another version, or another file.")
'''
FORK = """
# a person placed the means by hand, starting from what a frame of the run before showed
parts = [{parts}]
shown = run.at({frame}).mixture
run = fit_in(x, replace(settings, k={k}), units, placed(shown, parts))
"""
LAST_STATE = """mixture, log_likelihood = run.states[-1].mixture, run.states[-1].log_likelihood"""
MAXIMUM = """
# what is reported is the local maximum that the run was climbing, to its last digits
near = units.standardise_mixture(run.states[-1].mixture)
end = local_maximum(units.standardise(x), run.settings, near)
if end is None:
    sys.exit("The run leads to no sound local maximum here: another version, or another file.")
mixture = units.unstandardise(end.mixture)
log_likelihood = end.log_likelihood + units.log_jacobian(len(x))"""


def script(scenario: Scenario, points: Points, run: EMRun, maximum: float | None = None) -> str:
    """The text of a script that fits the first lane of a scenario anew, from the file on.

    `maximum` is the log-likelihood of the local maximum under the run's end, where that is what is to be reproduced.
    """
    lane = scenario.lanes[0]
    data = data_lines(replace(scenario, columns=points.file_columns, logs=points.logs), points.title)
    forks = [
        FORK.format(
            parts=", ".join(f"Part({part.source!r}, {part.mean!r})" for part in fork.parts),
            frame=fork.frame,
            k=len(fork.parts),
        )
        for fork in lane.forks
    ]
    return TEMPLATE.format(
        version=__version__,
        k=lane.k,
        family=lane.settings.model_name_in(points.d),
        title=ascii(points.title),
        more_imports="from dataclasses import replace\n" if forks else "",
        imports=data.imports,
        placing="from gmmviz.em.starts.placing import Part, placed\n" * bool(forks)
        + "from gmmviz.em.search.polish import local_maximum\n" * (maximum is not None),
        data=data.lines,
        settings=ascii(lane.settings),
        scaling=ascii(points.scaling),
        forks="".join(forks),
        end=LAST_STATE if maximum is None else MAXIMUM,
        expected=repr(float(run.states[-1].log_likelihood if maximum is None else maximum)),
        agreement=LARGEST_SCRIPT_ERROR,
    )


def made_anew(points: Points, lane: Lane) -> EMRun:
    """The run of a lane as the script makes it, from its named start along its forks."""
    units = units_of(points.x, points.scaling)
    run = fit_in(points.x, lane.settings, units)
    for fork in lane.forks:
        shown = run.at(fork.frame).mixture
        settings = replace(lane.settings, k=len(fork.parts))
        run = fit_in(points.x, settings, units, placed(shown, fork.parts))
    return run


def agree(found: float, expected: float) -> bool:
    """Whether two log-likelihoods are the same: to LARGEST_SCRIPT_ERROR, relative to the expected one or to 1."""
    return bool(np.isfinite(found)) and abs(found - expected) <= LARGEST_SCRIPT_ERROR * max(
        1.0, abs(expected)
    )
