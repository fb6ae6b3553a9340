"""What a scene replies: that its words are true of the picture beside them and of the learner's own run."""

import re

import numpy as np
import pytest

from gmmviz.data import DATASETS
from gmmviz.lessons import bells, how_many, no_ceiling, slow, start
from gmmviz.lessons.board import Prediction
from gmmviz.lessons.lesson import own_answer, points_of, run_of
from gmmviz.scenario import Scenario
from gmmviz.thousands import count_text
from tests.lessons.predictions import RIGHT

ABOVE = ((3.77, 83.1), (3.52, 95.3), (4.59, 40.0))  # collapses above the best sound fit
UNDER = ((4.75, 41.8), (4.25, 50.2), (4.77, 72.0))  # collapses below it


def test_the_reply_on_rows_has_every_number_that_is_drawn_and_rises_with_overlap() -> None:
    outcome = slow.rows_decide()
    lines = [layer for layer in outcome.layers if layer.kind == "line"]
    assert len(lines) == 3
    for line in lines:
        assert line.x == slow.DRAWN
        assert list(line.y) == sorted(line.y)
        *first, last = [count_text(int(y)) for y in line.y]
        assert f"{', '.join(first)} and {last}" in outcome.sentence
    few, other = lines[1].y[-1], lines[2].y[-1]
    assert f"chance alone changes the number by a factor of {other / few:.0f}" in outcome.sentence
    assert other > lines[0].y[-1] > few  # as many rows as the one, more iterations than four times as many


def test_the_mark_that_was_off_most_is_the_one_that_is_named() -> None:
    right = [float(slow.iterations(sd)) for sd in slow.ASKED]
    for wrong, sd in enumerate(slow.ASKED):
        counts = [count * 10 if place == wrong else count for place, count in enumerate(right)]
        reveal = slow.judge(Prediction(tuple(zip(slow.ASKED, counts, strict=True))))
        assert re.match(f"Furthest off is your mark at {sd:g} sd: .* a factor of 10\\.0\\.$", reveal.distance)
        assert not reveal.right


@pytest.mark.parametrize(("places", "side"), [(ABOVE, "above"), (UNDER, "below")])
def test_a_start_that_collapses_is_never_on_the_best_fit(
    places: tuple[tuple[float, float], ...], side: str
) -> None:
    for guess in (start.BEST, start.BELOW):
        prediction = Prediction(places, guess=guess)
        assert start.by_accident(run_of(start.run(prediction)))
        reveal = start.judge(prediction)
        assert re.match(f"Your start ended by accident at .* {side} the best sound fit", reveal.distance)
        assert "on the best fit" not in reveal.distance
        assert "Scene 7" in reveal.why
        assert reveal.right == (guess == start.BELOW and side == "below")


def test_equal_means_that_part_are_told_why_and_are_not_told_that_they_stay() -> None:
    for place in ((3.0, 70.0), (3.5, 71.0), (2.0, 55.0)):
        prediction = Prediction((place,) * 3, guess=start.BELOW)
        found = run_of(start.run(prediction))
        shapes = found.states[0].mixture.covariances
        assert not np.allclose(shapes[0], shapes[1])
        assert start.parted(found)
        assert start.said(prediction) is None
        assert "began together and parted" in start.judge(prediction).why


def test_equal_means_of_equal_circles_have_not_parted() -> None:
    x = points_of(start.DATA).x
    still = run_of(start.placed_start(start.TOGETHER, np.tile(x.mean(axis=0), (3, 1))))
    assert not start.parted(still)


@pytest.mark.parametrize("other", start.OTHERS, ids=lambda other: str(other.settings.seed))
def test_the_start_that_is_drawn_ends_elsewhere_than_the_learners_own(other: Scenario) -> None:
    means = run_of(other).states[0].mixture.means
    prediction = Prediction(tuple(map(tuple, means.tolist())), guess=start.BEST)
    mine = run_of(start.run(prediction)).states[-1].log_likelihood
    shown = start.LESSON.what_ifs[0].after(prediction)
    ended = run_of(shown.scenario).states[-1].log_likelihood
    assert abs(ended - mine) > start.BEST_MARGIN
    assert f"no. {shown.scenario.settings.seed}: it ends at" in shown.sentence


def test_a_sketch_that_falls_anywhere_is_the_answer_that_it_falls() -> None:
    curve = no_ceiling.values(no_ceiling.EM)
    gain = curve[-1] - curve[no_ceiling.SHOWN_ITERATIONS]
    right = RIGHT["no-ceiling"]()
    for place in range(len(right.handles) - 1):
        before = curve[no_ceiling.SHOWN_ITERATIONS] if place == 0 else right.handles[place - 1][1]
        for depth, falls in ((0.1, True), (0.03, True), (0.01, False)):
            knots = list(right.handles)
            knots[place] = (knots[place][0], before - depth * gain)
            prediction = Prediction(tuple(knots))
            reveal = no_ceiling.judge(prediction)
            assert reveal.right != falls
            assert own_answer(no_ceiling.LESSON, prediction, reveal) == (1 if falls else None)


def test_ellipses_of_another_size_are_not_right_where_their_centres_are() -> None:
    right = np.array(RIGHT["bells"]().handles)
    for times, is_right in ((1.0, True), (1.5, True), (2.2, False), (0.4, False), (0.0, False)):
        places = right.copy()
        places[[1, 3]] = right[[0, 2]] + times * (right[[1, 3]] - right[[0, 2]])
        reveal = bells.judge(Prediction(tuple(map(tuple, places.tolist()))))
        assert reveal.right == is_right
        if times:
            assert f"off by a factor of at most {max(times, 1 / times):.1f}" in reveal.distance
    swapped = Prediction(tuple(map(tuple, right[[2, 3, 0, 1]].tolist())))
    assert bells.judge(swapped).right


def test_the_judge_says_its_shape_and_takes_no_data_of_the_program_for_ones_own() -> None:
    assert not any(how_many.is_own(data) for data in DATASETS)
    assert how_many.is_own(slow.at(2.0).data)
    assert how_many.judge_data(points_of(slow.at(3.0, 200).data).x).startswith("With free ellipses ")
