"""From points and runs to what the stage shows."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gmmviz.data import DATASETS, Points
from gmmviz.data.beside import row_numbers
from gmmviz.em import EMRun, family_of
from gmmviz.figures.curve import BestLines
from gmmviz.figures.escape import markdown_sentence, one_line
from gmmviz.figures.planes import column_plane, named_plane, separating_columns
from gmmviz.figures.view import View
from gmmviz.report.fits.plane_words import MAX_SENTENCE, SCALED_SENTENCE, of_a_plane, stripes
from gmmviz.report.rows.own_units import logs_and_rows
from gmmviz.scenario import TOY, Scenario
from gmmviz.stage import Scene, StageLane
from gmmviz.stage.sample import ROWS_ANIMATED, ROWS_SHOWN_ON_REQUEST


def scene(points: Points, scenario: Scenario, run: EMRun, best: BestLines) -> Scene:
    """The scene of a scenario with one run; of many rows a sample, as large as the look asks for."""
    actions = (("continue", "Continue"),) if run.verdict.kind == "still climbing" else ()
    seen = seen_in(points, scenario, run)
    alone = side_by_side(points, scenario, (StageLane(run, actions=actions),), seen)
    return replace(
        alone,
        best=best,
        remarks=(*alone.remarks, *_stripes(points, scenario, run, seen)),
        rows=row_numbers(points) if points.dropped and len(points.dropped.rows) else None,
    ).shown(ROWS_SHOWN_ON_REQUEST if scenario.look.shown == "many" else ROWS_ANIMATED)


def side_by_side(points: Points, scenario: Scenario, lanes: tuple[StageLane, ...], seen: "Seen") -> Scene:
    """The scene of some lanes with all rows in one plane."""
    return Scene(
        x=points.x,
        lanes=lanes,
        plane=seen.plane,
        view=View(
            columns=seen.axes, logged=points.log_columns, equal_axes=seen.equal or equal_axes(scenario)
        ),
        total=points.n,
        labels=points.truth,
        columns=points.columns,
        chosen=seen.chosen,
        remarks=remarks(points, seen),
        title=points.title,
    )


@dataclass(frozen=True, eq=False)
class Seen:
    """The plane (d, 2) to look at, the names of its axes, the choice it is, and what to say of it."""

    plane: NDArray[np.float64]
    axes: tuple[str, str]
    chosen: tuple[str, ...]
    equal: bool = False
    remarks: tuple[str, ...] = ()


def remarks(points: Points, seen: Seen) -> tuple[str, ...]:
    """What is to be said on a plot of these points: how they were scaled, and what its plane leaves out."""
    scaled = (SCALED_SENTENCE,) if points.scaling != "none" else ()
    sentences = (one_line(sentence, limit=MAX_SENTENCE) for sentence in logs_and_rows(points))
    return (*scaled, *sentences, *seen.remarks)


def said_of(points: Points) -> tuple[str, ...]:
    """What is said beside every plot of a fit, as Markdown: scaling, logarithms, which rows were chosen."""
    scaled = (SCALED_SENTENCE,) if points.scaling != "none" else ()
    return (*scaled, *(markdown_sentence(sentence) for sentence in logs_and_rows(points)))


def seen_in(points: Points, scenario: Scenario, run: EMRun) -> Seen:
    """The plane of a scenario: what it says, else two columns: the first, or for own data the telling ones."""
    across_columns = named_plane(scenario.plane, run.states[-1].mixture.k)
    if across_columns is not None and points.d > 1:
        plane = across_columns.of(points.x, run.states[-1].mixture)
        return Seen(plane, across_columns.axes, scenario.plane, equal=True, remarks=of_a_plane(points, plane))
    named = tuple(points.columns.index(name) for name in scenario.plane if name in points.columns)[:2]
    if len(set(named)) < min(2, points.d):
        own = scenario.data not in DATASETS and points.d > 2
        named = separating_columns(run.states[-1].mixture) if own else tuple(range(min(2, points.d)))
    plane = column_plane(points.d, named)
    names = tuple(points.columns[column] for column in named)
    across, upwards = (*names, "")[:2]
    return Seen(plane, (across, upwards), names, remarks=of_a_plane(points, plane))


def _stripes(points: Points, scenario: Scenario, run: EMRun, seen: Seen) -> tuple[str, ...]:
    """What is said of circles that look like stripes, where the plot's two axes may have different units."""
    round_shape = family_of(run.settings.family).shape == "circle"
    if points.d < 2 or not round_shape or points.scaling != "none" or seen.equal or equal_axes(scenario):
        return ()
    return stripes(points, seen.plane, seen.axes)


def equal_axes(scenario: Scenario) -> bool:
    """Whether both axes have one scale: for toys, whose units agree, unless a column is a choice of its own."""
    entry = DATASETS.get(scenario.data)
    return scenario.data.startswith(TOY) or (entry is not None and entry.equal_axes)
