"""Reveal: the truth beside what was found: true ellipses, adjusted Rand index, matched confusion table."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from gmmviz.data import Points
from gmmviz.data.toys.laboratory import NOISE, population_of
from gmmviz.data.toys.recipes import recipe_of
from gmmviz.em import EMRun, Mixture
from gmmviz.em.statistics.agreement import Agreement, agreement
from gmmviz.figures.ellipse import radius_of_mass, ring, ring_path
from gmmviz.figures.overlay import HALO_OPACITY, HALO_WIDTH, INNER_WIDTH, OUTER_WIDTH
from gmmviz.figures.palette import component_color
from gmmviz.figures.scatter import plain_scatter
from gmmviz.figures.view import View, draw_order
from gmmviz.report.evidence import truth_words
from gmmviz.report.readings.data_charts import found_and_true_reading
from gmmviz.scenario import TOY, Scenario
from gmmviz.ui.charts.chart import CHART_HEIGHT
from gmmviz.ui.charts.parts import changing
from gmmviz.ui.frame import session
from gmmviz.ui.frame.theme import theme
from gmmviz.ui.stage import scenes

HIDDEN_SENTENCE = "The truth is hidden until you ask for it: guess first."
INNER_MASS_SHARE, OUTER_MASS_SHARE = 0.5, 0.95
TRUTH_POINTS = 2_000  # that are drawn


def drawer(points: Points, run: EMRun, frame: int) -> None:
    """The drawer of Watch: reveal the truth, compared with the frame at rest."""
    if points.truth is None:
        st.markdown("Nobody knows the truth of these data: no label was held out.")
        return
    key = f"reveal {points.digest}"
    if not st.toggle("Reveal the truth", key=key):
        st.markdown(HIDDEN_SENTENCE)
        return
    reveal(session.scenario(), points, run, run.at(frame).iteration)


def reveal(scenario: Scenario, points: Points, run: EMRun, at: int, beside: bool = True) -> None:
    """The truth against the state `at` of a run: a picture, and words and a table beside or below it."""
    mixture = run.states[at].mixture
    found = mixture.responsibilities(points.x).argmax(axis=1)
    assert points.truth is not None
    met = agreement(points.truth, found)
    left, right = st.columns([3, 2], gap="medium") if beside else (st.container(), st.container())
    (right if beside else left).markdown(truth_words.sentence(points, met))
    with changing("truth") as parts, left:
        figure, words = picture(scenario, points, run, at, met)
        names = tuple(str(name) for name in points.truth_names)
        drawn = min(points.n, TRUTH_POINTS)
        parts.chart(figure, "reveal", found_and_true_reading(drawn, names, mixture.k))
        st.caption(words)
    with right:
        st.markdown(truth_words.confusion(points, met))


def picture(scenario: Scenario, points: Points, run: EMRun, at: int, met: Agreement) -> tuple[go.Figure, str]:
    """Points by their true group, in the colour of the component matched to it, under the true ellipses.

    What was found is drawn as dashed outlines in ink. With it come the words of its caption.
    """
    mixture = run.states[at].mixture
    seen = scenes.seen_in(points, scenario, run)
    plane = seen.plane
    rows = draw_order(points.n)[:TRUTH_POINTS]
    labels = points.truth
    assert labels is not None
    colour_of = colours(points, met, mixture.k)
    equal = seen.equal or scenes.equal_axes(scenario)
    view = View(theme(), seen.axes, points.log_columns, color="truth", equal_axes=equal, height=CHART_HEIGHT)
    figure = plain_scatter((points.x @ plane)[rows], view, colour_of[labels][rows])
    truth = true_mixture(scenario)
    shapes = []
    if truth is not None and truth.d == points.d:
        shapes = _rings(truth.project(plane), colour_of, view)
    for mean, covariance in _parts(mixture.project(plane)):
        line = {"color": view.theme.ink, "width": 1.5, "dash": "4px,4px"}
        shapes.append(_outline(mean, covariance, OUTER_MASS_SHARE, "found") | {"line": line})
    figure.update_layout(shapes=shapes)
    return figure, truth_words.caption(rings=truth is not None)


def colours(points: Points, met: Agreement, k: int) -> NDArray[np.int64]:
    """The component (classes,) whose colour each true group wears; noise is grey, -1."""
    colour_of = np.array(met.partners, dtype=np.int64)
    unmatched = np.flatnonzero(colour_of < 0)
    colour_of[unmatched] = k + np.arange(len(unmatched))
    colour_of[[name == NOISE for name in points.truth_names][: len(colour_of)]] = -1
    return colour_of


def _parts(mixture: Mixture) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    return zip(mixture.means, mixture.covariances, strict=True)


def _outline(
    mean: NDArray[np.float64], covariance: NDArray[np.float64], mass: float, name: str
) -> dict[str, Any]:
    corners = ring(mean, covariance, radius_of_mass(mass))
    return {
        "type": "path",
        "path": ring_path(corners),
        "name": name,
    }


def _rings(truth: Mixture, colour_of: NDArray[np.int64], view: View) -> list[dict[str, Any]]:
    """Both rings of each true group in its colour, over a halo as on the stage."""
    shapes = []
    for group, (mean, covariance) in enumerate(_parts(truth)):
        color = component_color(int(colour_of[group]), view.theme)
        halo = {"color": view.theme.page, "width": HALO_WIDTH}
        shapes.append(
            _outline(mean, covariance, OUTER_MASS_SHARE, "halo") | {"line": halo, "opacity": HALO_OPACITY}
        )
        for mass, width in ((OUTER_MASS_SHARE, OUTER_WIDTH), (INNER_MASS_SHARE, INNER_WIDTH)):
            shapes.append(
                _outline(mean, covariance, mass, "truth") | {"line": {"color": color, "width": width}}
            )
    return shapes


def true_mixture(scenario: Scenario) -> Mixture | None:
    """The normal clouds a toy was drawn from; None where there are none or nobody knows."""
    if not scenario.data.startswith(TOY):
        return None
    parts = population_of(recipe_of(scenario.data.removeprefix(TOY))).ellipses()
    return None if parts is None else Mixture(*parts)
