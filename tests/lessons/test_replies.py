"""What a scene replies: that its words are true of the picture beside them and of the learner's own run."""

import re

import numpy as np
import pytest

from gmmviz.data import DATASETS
from gmmviz.figures.palette import DARK, LIGHT, component_color
from gmmviz.lessons import flexible, gaussian_assumption, halves, how_many, no_ceiling, slow, soft, start
from gmmviz.lessons.board import Prediction
from gmmviz.lessons.end_pictures import described
from gmmviz.lessons.lesson import (
    OWN_PREDICTION,
    Lesson,
    own_answer,
    points_of,
    powers_text,
    replies,
    run_of,
    with_reveal,
)
from gmmviz.lessons.registry import LESSONS
from gmmviz.scenario import Scenario, from_query, to_query
from gmmviz.thousands import count_text
from tests.lessons.predictions import RIGHT, careless, drawn_at_random

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
    for guess in (start.BEST_ANSWER, start.LOWER_ANSWER, start.ACCIDENT_ANSWER):
        prediction = Prediction(places, guess=guess)
        assert start.by_accident(run_of(start.run(prediction)))
        reveal = start.judge(prediction)
        assert re.match(f"Your start ended by accident at .* {side} the best sound fit", reveal.distance)
        assert "on the best fit" not in reveal.distance
        assert "Scene 7" in reveal.why
        assert reveal.right == (
            guess == start.ACCIDENT_ANSWER or (guess == start.LOWER_ANSWER and side == "below")
        )


def test_where_it_will_end_is_chosen_among_three_pictures_of_such_ends() -> None:
    ended = [run_of(each) for each in start.examples()]
    heights = [found.states[-1].log_likelihood for found in ended]
    best = max(start.ends())
    assert abs(heights[start.BEST_ANSWER] - best) <= start.BEST_MARGIN < best - heights[start.LOWER_ANSWER]
    assert [start.by_accident(found) for found in ended] == [False, False, True]
    for theme in (LIGHT, DARK):
        drawn = start.LESSON.pictures(theme)
        assert len(set(drawn)) == len(start.START_ANSWERS) == 3
        for picture, found in zip(drawn, ended, strict=True):
            mixture = found.states[-1].mixture
            words = described(mixture, points_of(start.DATA).columns)
            assert f'role="img" aria-label="{words}"' in picture
            assert words.count("of the rows around eruptions") == 3
            assert all(component_color(j, theme) in picture for j in range(3))


def test_who_expects_an_accident_where_none_is_sees_a_start_that_ends_so() -> None:
    prediction = Prediction(RIGHT["start"]().handles, guess=start.ACCIDENT_ANSWER)
    reveal = start.judge(prediction)
    assert not reveal.right
    assert own_answer(start.LESSON, prediction, reveal) == len(start.LESSON.what_ifs)
    shown = start.LESSON.otherwise(prediction)
    assert start.by_accident(run_of(shown.scenario))
    assert run_of(shown.scenario).flags[0].sentence in shown.sentence


def test_the_reply_says_why_equal_means_separated_and_not_that_they_stay() -> None:
    for place in ((3.0, 70.0), (3.5, 71.0), (2.0, 55.0)):
        prediction = Prediction((place,) * 3, guess=start.LOWER_ANSWER)
        found = run_of(start.run(prediction))
        shapes = found.states[0].mixture.covariances
        assert not np.allclose(shapes[0], shapes[1])
        assert start.separated(found)
        assert start.said(prediction) is None
        assert "began together and separated" in start.judge(prediction).why


def test_equal_means_of_equal_circles_have_not_separated() -> None:
    x = points_of(start.DATA).x
    still = run_of(start.placed_start(start.ONE_SIZE, np.tile(x.mean(axis=0), (3, 1))))
    assert not start.separated(still)


def test_a_patient_run_says_when_it_stopped_and_what_that_gained() -> None:
    assert re.fullmatch(
        r"Another start, random points no\. 1, stopped only at gains ten thousand times smaller: it takes [\d,]+ "
        r"iterations and gains 0\.00\d\d\. The best fit is \d+\.\d above that end\.",
        start.patience().sentence,
    )


@pytest.mark.parametrize("other", start.OTHER_STARTS, ids=lambda other: str(other.settings.seed))
def test_the_start_that_is_drawn_ends_elsewhere_than_the_learners_own(other: Scenario) -> None:
    means = run_of(other).states[0].mixture.means
    prediction = Prediction(tuple(map(tuple, means.tolist())), guess=start.BEST_ANSWER)
    mine = run_of(start.run(prediction)).states[-1].log_likelihood
    shown = start.LESSON.what_ifs[0].after(prediction)
    ended = run_of(shown.scenario).states[-1].log_likelihood
    assert abs(ended - mine) > start.BEST_MARGIN
    assert f"no. {shown.scenario.settings.seed}: it ends at" in shown.sentence


def test_a_sketch_that_falls_anywhere_is_the_answer_that_it_falls() -> None:
    curve = no_ceiling.values(no_ceiling.IRIS_EM)
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
        reveal = gaussian_assumption.judge(Prediction(tuple(map(tuple, places.tolist()))))
        assert reveal.right == is_right
        if times:
            assert f"off by a factor of at most {max(times, 1 / times):.1f}" in reveal.distance
    swapped = Prediction(tuple(map(tuple, right[[2, 3, 0, 1]].tolist())))
    assert gaussian_assumption.judge(swapped).right


def test_a_reveal_teaches_what_the_questions_ask_without_any_what_if() -> None:
    """A right prediction opens no what-if: what the questions need stands in the reveal itself."""
    why = {key: lesson.judge(RIGHT[key]()).why for key, lesson in LESSONS.items()}
    differ, sure = flexible.unlike_labels()
    assert (
        f"Of the {differ} rows that the two label otherwise it is more than 90\u202f% sure of {sure}"
        in why["flexible"]
    )
    assert "each row rests at a share of its own" in why["soft"]
    assert "the farthest row counts as much in the M-step as any other" in why["soft"]
    assert "The log-likelihood rises with every component, group or no group." in why["how-many"]
    still, free, gain = start.pushed()
    ends = [run.states[-1].log_likelihood for run in (still, run_of(free))]
    assert gain == ends[1] - ends[0] > 100
    assert f"until one is pushed a little ({gain:.0f} higher)" in why["start"]
    assert "each over one half of both rings" in why["bells"]


def test_the_judge_says_its_shape_and_takes_no_data_of_the_program_for_ones_own() -> None:
    assert not any(how_many.is_own(data) for data in DATASETS)
    assert how_many.is_own(slow.at(2.0).data)
    assert how_many.judge_data(points_of(slow.at(3.0, 200).data).x).startswith("With free ellipses ")


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=lambda lesson: lesson.key)
def test_every_wrong_prediction_has_a_consequence_that_is_run_and_drawn(lesson: Lesson) -> None:
    own_sentences, board = [], lesson.board()
    for seed in range(6):
        prediction = drawn_at_random(lesson, seed)
        reveal = lesson.judge(prediction)
        own = own_answer(lesson, prediction, reveal)
        assert (own is None) == reveal.right
        if own is None:
            continue
        reply = replies(lesson, prediction, reveal)[own]
        outcome = reply.after(prediction)
        assert re.search(r"\d", outcome.sentence)
        assert "nan" not in outcome.sentence
        assert run_of(outcome.scenario).states
        assert from_query(to_query(outcome.scenario)) == outcome.scenario
        assert outcome.layers != reveal.outcome.layers
        for layer in outcome.layers:
            seen = [
                board.x.low <= x <= board.x.high and board.y.low <= y <= board.y.high
                for x, y in zip(layer.x, layer.y, strict=True)
            ]
            assert any(seen) or layer.name.startswith("border "), (seed, layer.name)
        if reply.belief == OWN_PREDICTION:
            own_sentences.append(outcome.sentence)
    assert len(set(own_sentences)) == len(own_sentences)


def test_a_right_prediction_has_no_reply_of_its_own() -> None:
    for lesson in LESSONS.values():
        right = RIGHT[lesson.key]()
        assert replies(lesson, right, lesson.judge(right)) == lesson.what_ifs


def test_beside_a_reply_what_came_of_it_has_no_component_colour() -> None:
    lesson = LESSONS["start"]
    prediction = Prediction(RIGHT["start"]().handles, guess=start.BEST_ANSWER)
    reveal = lesson.judge(prediction)
    drawn = with_reveal(reveal, lesson.what_ifs[0].after(prediction))
    own = [layer for layer in drawn if layer.aside]
    assert len(own) == len(reveal.outcome.layers)
    assert {layer.component for layer in own} == {-1}


def test_marks_that_put_all_rows_into_one_group_are_told_what_k_means_makes_of_it() -> None:
    rows = tuple(np.flatnonzero(halves.truth() == 0).tolist())
    outcome = flexible.from_marked_groups(Prediction(rows=rows))
    assert "would put all 300 rows into one group" in outcome.sentence


def test_the_weight_that_is_named_puts_the_border_where_the_row_was_put() -> None:
    mixture = soft.mixture_of(soft.UNEQUAL_EM)
    for part in (0.15, 0.35, 0.4):
        place = soft.between(mixture, np.array([part]))
        outcome = soft.other_weights(Prediction((tuple(place[0].tolist()),)))
        (line,) = outcome.layers
        places = np.column_stack((line.x, line.y))
        assert np.linalg.norm(places - place, axis=1).min() < 0.1 * soft.narrow_sd(mixture)
        shares = mixture.responsibilities(np.vstack((place, places)))[:, 0]
        odds = np.log(shares / (1.0 - shares))
        assert np.allclose(odds, odds[0], atol=0.02 * max(1.0, abs(odds[0])))
        weight = 1.0 / (1.0 + np.exp(odds[0]) / mixture.weights[0] * mixture.weights[1])
        all_but = (
            f"all but {powers_text(1.0 - weight)}" if weight > 0.999 else f"{round(100 * weight)}\u202f%"
        )
        assert f"would need {all_but} of the weight" in outcome.sentence


def test_a_low_start_that_was_called_low_but_is_the_best_is_shown_one_that_is_lower() -> None:
    right = next(
        other
        for other in start.OTHER_STARTS
        if abs(run_of(other).states[-1].log_likelihood - max(start.ends())) < 0.1
    )
    means = run_of(right).states[0].mixture.means
    prediction = Prediction(tuple(map(tuple, means.tolist())), guess=start.LOWER_ANSWER)
    assert own_answer(start.LESSON, prediction, start.judge(prediction)) == 3
    shown = start.ended_well(prediction)
    assert max(start.ends()) - run_of(shown.scenario).states[-1].log_likelihood > start.BEST_MARGIN
    for places in (ABOVE, UNDER):
        shared = start.ended_well(Prediction(places, guess=start.LOWER_ANSWER))
        assert not start.by_accident(run_of(shared.scenario))


def test_a_height_that_is_sketched_too_high_or_passed_at_the_very_end_is_answered_truly() -> None:
    curve = no_ceiling.values(no_ceiling.IRIS_EM)
    xs = [handle.x for handle in no_ceiling.board().handles]

    def at(height: float) -> str:
        return no_ceiling.at_your_height(Prediction(tuple((x, height) for x in xs))).sentence

    low, high = (no_ceiling.values(wanted)[-1] for wanted in no_ceiling.NARROWER_FLOORS)
    assert curve[-1] < low < high
    assert "Whatever height you name" in at(curve[-1] + 5.0)
    assert f"after {len(curve) - 1} iterations, EM has not settled: it is the last" in at(curve[-1] - 0.1)
    assert "its next iteration gains" in at(curve[14])


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_no_two_named_curves_beside_a_wrong_answer_look_the_same(lesson: Lesson) -> None:
    prediction = careless(lesson)
    reveal = lesson.judge(prediction)
    own = own_answer(lesson, prediction, reveal)
    if own is None:
        return  # careless, and still none of the answers that are offered
    drawn = with_reveal(reveal, replies(lesson, prediction, reveal)[own].after(prediction))
    names: dict[tuple[int, bool], set[str]] = {}
    for layer in drawn:
        if layer.kind == "line" and layer.name and layer.outcome:
            names.setdefault((layer.component, layer.aside), set()).add(layer.name)
    assert all(len(each) == 1 for each in names.values()), names


def test_no_two_runs_in_a_picture_share_a_name() -> None:
    for lesson in (LESSONS["flexible"], LESSONS["soft"], LESSONS["bells"]):
        for prediction in (careless(lesson), drawn_at_random(lesson, 1)):
            reveal = lesson.judge(prediction)
            own = own_answer(lesson, prediction, reveal)
            if own is None:
                continue
            drawn = with_reveal(reveal, replies(lesson, prediction, reveal)[own].after(prediction))
            beside = {layer.name for layer in drawn if layer.aside and layer.name}
            assert beside.isdisjoint({layer.name for layer in drawn if not layer.aside})
            assert beside <= {layer.name for layer in reveal.outcome.layers}


def test_ends_that_are_told_and_not_in_the_picture_are_said_to_lie_beyond_it() -> None:
    board = no_ceiling.board()
    outcome = no_ceiling.at_your_height(Prediction(tuple((knot.x, board.y.high) for knot in board.handles)))
    for text in (outcome.sentence, no_ceiling.levels_off().sentence):
        assert text.endswith("The picture goes as far as iteration 21. Those ends lie beyond it.")
