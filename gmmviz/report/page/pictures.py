"""The pictures of a report as SVG, with their captions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go

from gmmviz.em import Frame
from gmmviz.em.evidence.separation import hard_labels
from gmmviz.figures.background import background_words, with_background
from gmmviz.figures.column_ridges import ridges_figure, ridges_height
from gmmviz.figures.drawn.svg import svg_text
from gmmviz.figures.escape import one_line
from gmmviz.figures.gap import gap_figure
from gmmviz.figures.histogram import histogram
from gmmviz.figures.pairs import MAX_PANEL_ROWS, paired_columns, pairs_figure, pairs_size
from gmmviz.figures.palette import LIGHT
from gmmviz.figures.planes import column_plane, named_plane, separating_columns, variance_held
from gmmviz.figures.profile_lines import profile_figure, raw_height, raw_profile_figure
from gmmviz.figures.scatter import scatter
from gmmviz.figures.view import View
from gmmviz.report.evidence import examination_words
from gmmviz.report.page.blocks import Picture
from gmmviz.report.page.subject import Subject
from gmmviz.thousands import count_text, percent

PAPER = replace(LIGHT, page="#FFFFFF", panel="#FFFFFF")
PICTURE_WIDTH, PICTURE_HEIGHT = 680, 420  # px
PROFILE_HEIGHT = 340
PRINTED_DOTS = 3000  # dots of a picture that is printed
MAX_PROFILED = 40  # columns: more are no picture, the table has them all
RINGS_CAPTION = "The inner ring of a component holds half of it, the outer one 95\u202f%."


def pictures(subject: Subject) -> tuple[Picture, ...]:
    """The stage, the profile in sd and raw, the ridgeline of the columns and, of two columns or more, the pairs."""
    drawn = [stage(subject)]
    if subject.points.d <= MAX_PROFILED:
        drawn += [*profiles(subject), ridges(subject)]
    if subject.points.d > 2:
        drawn.append(pairs(subject))
    return tuple(drawn)


def stage(subject: Subject) -> Picture:
    """The fit as the stage shows it at its end: rows by who owns them, under the rings; one column as a histogram."""
    points = subject.points
    some = np.linspace(0, points.n - 1, min(points.n, PRINTED_DOTS)).round().astype(int)
    owned = subject.mixture.responsibilities(points.x)
    last = subject.fit
    frame = Frame("start", last.iteration, subject.mixture, owned, last.log_likelihood, None)
    paper = View(PAPER, logged=points.log_columns, width=PICTURE_WIDTH, height=PICTURE_HEIGHT)
    if points.d == 1:
        figure = histogram(points.x[:, 0], frame, replace(paper, columns=points.columns))
        caption = "Rows shared out to the components, under the density of each component and their sum."
        if subject.mixture.k == 1:
            caption = "The rows, under the density of the one component."
        return picture("stage", figure, PICTURE_HEIGHT, caption)
    plane, names, equal, words = plane_of(subject)
    flat = replace(frame, mixture=subject.mixture.project(plane), responsibilities=owned[some])
    view = replace(paper, columns=names, equal_axes=equal, trail=0)
    thinned = (
        f" {count_text(len(some))} of {count_text(points.n)} rows are drawn." if len(some) < points.n else ""
    )
    kind = subject.scenario.look.background
    below = background_words(kind, points.d)
    shared = "Rows coloured by how they are shared among the components."
    about = shared if subject.mixture.k > 1 else "The rows, and the one component."
    caption = f"{about} {RINGS_CAPTION}{words}{thinned}" + f" {below}." * bool(below)
    dots = scatter(points.x[some] @ plane, flat, view)
    figure = with_background(dots, flat.mixture, kind, view, (PICTURE_WIDTH, PICTURE_HEIGHT))
    return picture("stage", figure, PICTURE_HEIGHT, caption)


def plane_of(subject: Subject) -> tuple[np.ndarray, tuple[str, str], bool, str]:
    """The plane (d, 2) that the scenario names, or the two columns that tell components apart best; the names of its
    axes, whether they share a scale, and a sentence on what it holds.
    """
    points, scenario = subject.points, subject.scenario
    held = ""
    across_columns = named_plane(scenario.plane, subject.mixture.k)
    if across_columns is not None:
        plane, names, equal = across_columns.of(points.x, subject.mixture), across_columns.axes, True
    else:
        columns = tuple(points.columns.index(name) for name in scenario.plane if name in points.columns)[:2]
        if len(set(columns)) < 2:
            telling = points.d > 2 and subject.mixture.k > 1
            columns = separating_columns(subject.mixture) if telling else (0, 1)
        plane, equal = column_plane(points.d, columns), False
        names = (points.columns[columns[0]], points.columns[columns[1]])
    if points.d > 2:
        held = f" The plane holds {percent(variance_held(points.x, plane))} of the variance of all columns."
    return plane, names, equal, held


def profiles(subject: Subject) -> tuple[Picture, Picture]:
    """The profile in sd of all rows, and raw, each column on an axis of its own."""
    profile, view = subject.profile, View(theme=PAPER, logged=subject.points.log_columns)
    bars, logs = (
        interval_words(subject),
        " (of its logarithm where that was fitted)" * bool(subject.points.logs),
    )
    standardised = (
        f"Profile: mean of each column{logs} in each component, in sd of all rows from their mean. {bars}"
    )
    raw = f"Profile in the columns' own units: {middle_words(subject)} of each component (numbered). {bars}"
    return (
        picture("profile", profile_figure(profile, view), PROFILE_HEIGHT, standardised),
        picture("profile-raw", raw_profile_figure(profile, view), raw_height(subject.points.d), raw),
    )


def middle_words(subject: Subject) -> str:
    """What the middle of a component in file units is: its mean, of a logarithm the median, as Table 2 notes."""
    if not subject.points.logs:
        return "the mean"
    return "the median" if all(subject.points.logged) else "the mean, of logged columns the median,"


def interval_words(subject: Subject) -> str:
    """What the bars of the profile are."""
    known = subject.intervals
    if known is None or not known.known:
        return f"There are no intervals: {subject.no_intervals}."
    return f"Bars are 95\u202f% percentile intervals from {len(known.means)} bootstrap resamples."


def ridges(subject: Subject) -> Picture:
    """The densities of the components in each column."""
    points, profile = subject.points, subject.profile
    figure = ridges_figure(subject.mixture, points.columns, profile.mean, profile.sd, View(theme=PAPER))
    caption = (
        "Density of each component times its weight in each column; the highest of a column fills its row."
    )
    return picture("ridgeline", figure, ridges_height(points.d), caption)


def pairs(subject: Subject) -> Picture:
    """Up to six columns against each other."""
    points = subject.points
    chosen = paired_columns(subject.mixture)
    view = View(theme=PAPER, logged=points.log_columns)
    figure = pairs_figure(points.x, subject.mixture, points.columns, view, chosen)
    of = f" Shown are {len(chosen)} of {points.d} columns, those that tell components apart best." * (
        len(chosen) < points.d
    )
    thinned = (
        f" {count_text(MAX_PANEL_ROWS)} of {count_text(points.n)} rows are drawn in each panel."
        if points.n > MAX_PANEL_ROWS
        else ""
    )
    size = pairs_size(len(chosen))
    caption = f"Columns in pairs: rows by their most likely component, with the rings that hold 95\u202f%.{of}{thinned}"
    return picture("pairs", figure, size, caption, width=size)


def gap(subject: Subject) -> Picture | None:
    """The two groups that the verdict hangs on, along the line that tells them apart; None where there is no line."""
    found = subject.examination
    pair = examination_words.deciding_pair(found) if found is not None else None
    if pair is None or pair.gap.line is None:
        return None
    one, other = pair.gap.one, pair.gap.other
    labels = hard_labels(subject.mixture, subject.points.x)
    mine = np.isin(labels, [*one, *other])
    sides = ((examination_words.named(one), one[0]), (examination_words.named(other), other[0]))
    rows, second = subject.points.x[mine], np.isin(labels[mine], other)
    line = pair.gap.line.in_file_units(subject.units.centre, subject.units.unit)
    figure = gap_figure(rows, second, line, sides, View(theme=PAPER))
    caption = (
        f"The rows of both along the line that tells them apart best. {examination_words.pair_words(pair)}"
    )
    return picture("gap", figure, PROFILE_HEIGHT, caption)


def picture(name: str, figure: go.Figure, height: int, caption: str, width: int = PICTURE_WIDTH) -> Picture:
    """A figure as a picture of so many px, on paper."""
    return Picture(name, svg_text(figure, (width, height), one_line(caption, 300), PAPER), caption)
