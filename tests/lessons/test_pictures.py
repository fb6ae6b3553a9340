"""What scenes draw: the same cluster in the same colour, and a name for everything."""

import numpy as np
import pytest

from gmmviz.em import Mixture
from gmmviz.em.statistics.matching import matching_order
from gmmviz.lessons import flexible, gaussian_assumption, halves
from gmmviz.lessons.board import Layer, Prediction, outline
from gmmviz.lessons.lesson import (
    Lesson,
    Reveal,
    mixture_of,
    own_answer,
    points_of,
    replies,
    run_of,
    with_reveal,
    with_settings,
)
from gmmviz.lessons.registry import LESSONS
from gmmviz.scenario import Scenario
from gmmviz.ui.lessons.played import numbered
from tests.lessons.predictions import RIGHT, careless, drawn_at_random

every_lesson = pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)


def predictions(lesson: Lesson) -> list[Prediction]:
    return [RIGHT[lesson.key](), careless(lesson), *(drawn_at_random(lesson, seed) for seed in range(3))]


def pictures(lesson: Lesson, prediction: Prediction) -> list[tuple[Scenario, tuple[Layer, ...]]]:
    """The reveal and every reply, as they are drawn for one prediction."""
    reveal: Reveal = lesson.judge(prediction)
    drawn = [(reveal.outcome.scenario, reveal.outcome.layers)]
    own = own_answer(lesson, prediction, reveal)
    for number, reply in enumerate(replies(lesson, prediction, reveal)):
        asked = reply.after(prediction)
        drawn.append((asked.scenario, with_reveal(reveal, asked) if number == own else asked.layers))
    return drawn


def in_colours(wanted: Scenario, layers: tuple[Layer, ...]) -> Mixture | None:
    """Where a run ended, its components numbered by the colours of its ellipses; None where it has none."""
    if not any(layer.kind == "outline" for layer in layers):
        return None
    mixture = mixture_of(wanted)
    rings = [outline(mixture.means[j], mixture.covariances[j], j) for j in range(mixture.k)]
    drawn = {layer.component: layer for layer in layers if layer.kind == "outline" and not layer.aside}
    if len(drawn) != mixture.k:
        return None
    order = [
        [place for place, ring in enumerate(rings) if (ring.x, ring.y) == (drawn[j].x, drawn[j].y)]
        for j in range(mixture.k)
    ]
    if max(map(len, order)) > 1:
        return None  # one ellipse upon another: which of them has which colour is not to be seen
    return mixture.permuted([places[0] for places in order])


@every_lesson
def test_the_same_cluster_has_the_same_colour_in_every_picture_of_a_scene(lesson: Lesson) -> None:
    for prediction in predictions(lesson):
        (wanted, layers), *others = pictures(lesson, prediction)
        reference = in_colours(wanted, layers)
        for other, drawn in others:
            mixture = in_colours(other, drawn)
            if reference is None or mixture is None or mixture.k < reference.k:
                continue
            assert matching_order(reference, mixture)[: reference.k] == tuple(range(reference.k))


def test_rows_in_the_colours_of_clouds_lie_under_ellipses_of_the_same_colour() -> None:
    x, clouds = points_of(halves.DATA).x, flexible.board().layers[0].components
    for wanted in (halves.CROSSING_EM, halves.kmeans()):
        race = numbered([run_of(halves.kmeans()), run_of(halves.CROSSING_EM)])
        run = race[wanted == halves.CROSSING_EM]
        named = halves.named_as(mixture_of(wanted), halves.wrong_rows(wanted))
        assert np.array_equal(named.means, run.states[-1].mixture.means)
        assert (named.responsibilities(x).argmax(axis=1) == clouds).sum() == len(x) - len(
            halves.wrong_rows(wanted)
        )
    drawn = in_colours(halves.CROSSING_EM, flexible.only_the_middle().layers)
    assert drawn is not None
    assert np.array_equal(drawn.means, mixture_of(halves.CROSSING_EM).means)  # as where it is watched alone
    for each in halves.halves():
        marks = [layer for layer in flexible.shown(each.start, "wrong", each.rows) if layer.kind == "marks"]
        means = np.array([[layer.x[0], layer.y[0]] for layer in marks])
        nearest = np.linalg.norm(x[:, None] - means[None], axis=2).argmin(axis=1)
        assert set(np.flatnonzero(nearest != clouds).tolist()) == set(each.rows)


def test_k_means_and_em_start_alike_and_both_end_on_their_best() -> None:
    assert halves.kmeans().settings.seed == halves.CROSSING_EM.settings.seed
    assert np.allclose(
        run_of(halves.kmeans()).states[0].mixture.means, run_of(halves.CROSSING_EM).states[0].mixture.means
    )
    ends = [
        run_of(with_settings(halves.CROSSING_EM, seed=seed)).states[-1].log_likelihood
        for seed in range(halves.KMEANS_STARTS)
    ]
    assert run_of(halves.CROSSING_EM).states[-1].log_likelihood > max(ends) - 0.01


@pytest.mark.parametrize("degrees", [0, 3, 30, 90, 150, 180, 270])
def test_halves_of_a_ring_are_right_in_any_direction(degrees: int) -> None:
    middle, mixture = (
        points_of(gaussian_assumption.DATA).x.mean(axis=0),
        mixture_of(gaussian_assumption.TWO_COMPONENTS),
    )
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turned = Mixture(
        mixture.weights, middle + (mixture.means - middle) @ turn.T, turn @ mixture.covariances @ turn.T
    )
    places = []
    for mean, half in zip(turned.means, gaussian_assumption.half_extents(turned), strict=True):
        places += [tuple(mean.tolist()), tuple((mean + half / np.sqrt(2.0)).tolist())]
    reveal = gaussian_assumption.judge(Prediction(tuple(places)))
    assert reveal.right
    assert reveal.distance.startswith("Side by side: yes. ")
    together = (places[0], places[1], places[0], places[1])
    assert not gaussian_assumption.judge(Prediction(together)).right
    assert ("direction is chance" in reveal.why) == (degrees not in (0, 3, 180))
    across = Prediction(tuple((y, x) for x, y in careless(LESSONS["bells"]).handles))
    assert gaussian_assumption.judge(across).distance.startswith("Side by side: yes. ")
    assert not gaussian_assumption.judge(across).right  # far too small


@every_lesson
def test_everything_that_is_drawn_of_an_outcome_has_a_name(lesson: Lesson) -> None:
    for prediction in predictions(lesson):
        for _, layers in pictures(lesson, prediction):
            lines = {(layer.x, layer.y) for layer in layers if layer.kind == "line" and layer.name}
            for layer in layers:
                on_a_line = any(
                    set(zip(layer.x, layer.y, strict=True)) <= set(zip(*line, strict=True)) for line in lines
                )
                assert layer.name or (layer.kind == "marks" and on_a_line), layer


def test_the_rows_of_both_rings_are_counted() -> None:
    """The outer ring is cut otherwise than the inner one, so its numbers are said as well."""
    points, mixture = points_of(gaussian_assumption.DATA), mixture_of(gaussian_assumption.TWO_COMPONENTS)
    owners = mixture.responsibilities(points.x).argmax(axis=1)
    said = gaussian_assumption.one_each().sentence
    for ring, name in enumerate(("inner", "outer")):
        first, second = (int(((owners == j) & (points.truth == ring)).sum()) for j in range(2))
        assert f"{name} ring's {first + second} rows are cut into {first} and {second}" in said
    one = gaussian_assumption.shared_words(np.array([0, 1, 1, 1]), np.array([0, 0, 1, 1]))
    assert (
        one
        == "The inner ring's 2 rows are cut into 1 and 1; the outer ring's 2 rows all belong to component 2."
    )
