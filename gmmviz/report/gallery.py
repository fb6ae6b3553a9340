"""The gallery: ten scenes, each with its figure, a sentence and the link that opens it.

One list, two outputs: a page of the app draws it, and tests/benchmarks/gallery.py writes it as a document, in which the
body of each function stands as the code of its figure.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from gmmviz.data import dataset, restricted_points
from gmmviz.em import EMRun, EMSettings, Frame, fit, frame
from gmmviz.figures.palette import Theme
from gmmviz.figures.view import View
from gmmviz.scenario import from_query, to_query


@dataclass(frozen=True)
class Piece:
    """A scene of the gallery: its name, what it shows, page and link that open it, and what draws its figure."""

    name: str
    title: str
    words: str
    page: str
    link: str
    draw: Callable[[Theme], go.Figure]


def address(piece: Piece) -> str:
    """The link as the app writes it, below the app's own address: a page and a query."""
    return f"{piece.page}?{to_query(from_query(piece.link))}"


def last(x: ArrayLike, run: EMRun) -> Frame:
    """The last frame of a run on x (n, d)."""
    return frame(x, run, 2 * len(run.states) - 1)


def _first_step(theme: Theme) -> go.Figure:
    from gmmviz.figures.scatter import scatter

    points = dataset("faithful")
    run = fit(points.x, EMSettings(k=2, seed=13))
    return scatter(points.x, frame(points.x, run, 1), View(theme, columns=points.columns))


def _settled(theme: Theme) -> go.Figure:
    from gmmviz.figures.scatter import scatter

    points = dataset("faithful")
    run = fit(points.x, EMSettings(k=2, seed=13))
    return scatter(points.x, last(points.x, run), View(theme, columns=points.columns))


def _climbs(theme: Theme) -> go.Figure:
    from gmmviz.figures.curve import log_likelihood_curve

    points = dataset("faithful")
    runs = [fit(points.x, EMSettings(k=3, seed=seed)) for seed in (7, 8, 9)]
    return log_likelihood_curve(
        [np.array([state.log_likelihood for state in run.states]) for run in runs], None, View(theme)
    )


def _one_column(theme: Theme) -> go.Figure:
    from gmmviz.figures.histogram import histogram

    x = dataset("faithful").x[:, 1:]
    run = fit(x, EMSettings(k=2))
    return histogram(x[:, 0], last(x, run), View(theme, columns=("waiting",)))


def _pairs(theme: Theme) -> go.Figure:
    from gmmviz.figures.pairs import pairs_figure

    points = dataset("iris")
    columns = tuple(name.removesuffix(" (cm)") for name in points.columns)
    run = fit(points.x, EMSettings(k=3, start="kmeans", seed=1))
    return pairs_figure(points.x, run.states[-1].mixture, columns, View(theme))


def _profile(theme: Theme) -> go.Figure:
    from gmmviz.figures.profile_lines import Profile, profile_figure

    points = dataset("iris")
    columns = tuple(name.removesuffix(" (cm)") for name in points.columns)
    mixture = fit(points.x, EMSettings(k=3, start="kmeans", seed=1)).states[-1].mixture
    none = np.full(mixture.means.shape, np.nan)
    profile = Profile(columns, mixture.means, none, none, points.x.mean(axis=0), points.x.std(axis=0))
    return profile_figure(profile, View(theme))


def _ridges(theme: Theme) -> go.Figure:
    from gmmviz.figures.column_ridges import ridges_figure

    points = dataset("iris")
    columns = tuple(name.removesuffix(" (cm)") for name in points.columns)
    mixture = fit(points.x, EMSettings(k=3, family="VVI", start="kmeans", seed=3)).states[-1].mixture
    return ridges_figure(mixture, columns, points.x.mean(axis=0), points.x.std(axis=0), View(theme))


def _classes(theme: Theme) -> go.Figure:
    from gmmviz.figures.scatter import plain_scatter

    points = dataset("iris")
    view = View(theme, columns=points.columns[2:], color="truth")
    return plain_scatter(points.x[:, 2:], view, points.truth)


def _principal(theme: Theme) -> go.Figure:
    from gmmviz.figures.planes import principal_plane
    from gmmviz.figures.scatter import scatter

    x = dataset("wine").x
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    run = fit(x, EMSettings(k=3, family="EEI", start="kmeans"))
    plane, end = principal_plane(x), last(x, run)
    flat = dataclasses.replace(end, mixture=end.mixture.project(plane))
    axes = View(theme, columns=("principal axis 1, sd", "principal axis 2, sd"), equal_axes=True)
    return scatter(x @ plane, flat, axes)


def _logarithm(theme: Theme) -> go.Figure:
    from gmmviz.figures.scatter import scatter

    points = restricted_points(dataset("wine"), ["proline", "color_intensity"], logs=["proline"])
    run = fit(points.x, EMSettings(k=2, start="kmeans"))
    return scatter(
        points.x, last(points.x, run), View(theme, columns=points.columns, logged=points.log_columns)
    )


PIECES = (
    Piece(
        "first-step",
        "The first half-step",
        "Two means begin in one cloud. After Assign every point has its shares: those between have both colours.",
        "",
        "v=1&data=faithful&k=2&family=VVV&start=points&seed=13&frame=1",
        _first_step,
    ),
    Piece(
        "settled",
        "The end of the same run",
        "Fifteen iterations later each cloud has its component.",
        "",
        "v=1&data=faithful&k=2&family=VVV&start=points&seed=13&frame=9999",
        _settled,
    ),
    Piece(
        "climbs",
        "Three starts, three climbs",
        "The log-likelihood never falls, and where it stops depends on the start.",
        "compare",
        "v=1&data=faithful&k=3&family=VVV&start=points&seed=7&lane=%7B%22k%22%3A%223%22%2C%22family%22%3A%22VVV%22%2C%22start%22%3A%22points%22%2C%22seed%22%3A%228%22%7D&lane=%7B%22k%22%3A%223%22%2C%22family%22%3A%22VVV%22%2C%22start%22%3A%22points%22%2C%22seed%22%3A%229%22%7D&frame=9999",
        _climbs,
    ),
    Piece(
        "one-column",
        "One column",
        "A histogram shared out to the components, under their densities and the sum of these.",
        "",
        "v=1&data=faithful&column=waiting&k=2&family=VVV&start=points&seed=0&frame=9999",
        _one_column,
    ),
    Piece(
        "pairs",
        "Four columns in pairs",
        "One species of iris stands apart in every pair; the other two touch in all of them.",
        "",
        "v=1&data=iris&k=3&family=VVV&start=kmeans&seed=1&frame=9999&drawer=pairs",
        _pairs,
    ),
    Piece(
        "profile",
        "What sets the components apart",
        "The mean of each column in each component, in standard deviations of all rows.",
        "",
        "v=1&data=iris&k=3&family=VVV&start=kmeans&seed=1&frame=9999&drawer=profile_plot",
        _profile,
    ),
    Piece(
        "ridges",
        "Densities, column by column",
        "Petals tell the species apart, sepals hardly do.",
        "",
        "v=1&data=iris&k=3&family=VVI&start=kmeans&seed=3&frame=9999&drawer=ridges",
        _ridges,
    ),
    Piece(
        "classes",
        "The known classes of the same flowers",
        "What a fit never sees: two of the three species run into each other.",
        "",
        "v=1&data=iris&k=3&family=VVV&start=kmeans&seed=1&plane=petal+length+%28cm%29&plane=petal+width+%28cm%29&frame=9999&color=truth",
        _classes,
    ),
    Piece(
        "principal",
        "Thirteen columns, one plane",
        "The principal plane of the wines: the fit uses all columns, the picture shows two directions.",
        "",
        "v=1&data=wine&scaling=standardise&k=3&family=EEI&start=kmeans&seed=0&plane=principal&frame=9999",
        _principal,
    ),
    Piece(
        "logarithm",
        "A logarithm, read in the column's own units",
        "Fitted and drawn as a logarithm; the axis carries round values of the column itself.",
        "",
        "v=1&data=wine&column=proline&column=color_intensity&log=proline&k=2&family=VVV&start=kmeans&seed=0&frame=9999",
        _logarithm,
    ),
)
