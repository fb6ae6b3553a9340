"""What becomes of choices when a file is read another way, and of a fit that nobody touched when its points change."""

from dataclasses import replace

from gmmviz.data.csv.reading import Reading
from gmmviz.scenario import UPLOAD, Lane, Scenario
from gmmviz.ui.work import sources
from gmmviz.ui.work.own_start import opening_settings


def reread(scenario: Scenario, reading: Reading) -> Scenario:
    """The scenario with its file read another way: columns and label stay as chosen where they are still there."""
    changed = scenario.with_data(reading=reading, columns=(), label=None)
    try:
        before, after = sources.table(scenario), sources.table(changed)
    except sources.NoPoints:
        return changed
    names = set(after.frame.columns)
    columns = scenario.columns if names.issuperset(scenario.columns) else ()
    kept = scenario.label in names or set(before.frame.columns) == names  # "none" is a choice, too
    return replace(changed, columns=columns, label=scenario.label if kept else after.label)


def reopened(before: Scenario, after: Scenario) -> Scenario:
    """A scenario after a change of its points, on the best of ten starts of these if that of the old was shown.

    A fit of an own file that somebody has changed by hand stays as it is.
    """
    if not after.data.startswith(UPLOAD) or before.of_points == after.of_points:
        return after
    try:
        if before.lanes != (Lane(opening_settings(sources.points(before))),):
            return after
        return replace(after, lanes=(Lane(opening_settings(sources.points(after))),))
    except sources.NoPoints:
        return after
