"""Seven scenes: what each asks, how it judges, and that every number in it is the engine's."""

import re
from dataclasses import replace

import numpy as np
import pytest
from sklearn.cluster import KMeans

from gmmviz.data.toys.recipes import Recipe, recipe_text
from gmmviz.em import EMSettings, Mixture, fit
from gmmviz.lessons import flexible, gaussian_assumption, halves, how_many, no_ceiling, slow, soft, start
from gmmviz.lessons.board import Prediction, prediction_on
from gmmviz.lessons.board_words import board_reading
from gmmviz.lessons.lesson import Lesson, own_answer, points_of, replies, run_of, with_reveal
from gmmviz.lessons.questions import QUESTIONS
from gmmviz.lessons.registry import LESSONS
from gmmviz.scenario import TOY, from_query, to_query
from gmmviz.thousands import count_text
from tests.lessons.predictions import RIGHT, careless

ENGAGEMENT = {
    "flexible": "change",
    "soft": "change",
    "how-many": "construct",
    "slow": "change",
    "start": "present",
    "bells": "construct",
    "no-ceiling": "change",
}
every_lesson = pytest.mark.parametrize("lesson", LESSONS.values(), ids=lambda lesson: lesson.key)

LEVELS = {"respond", "change", "construct", "present"}  # Naps et al. (2003), beyond watching
LONGEST_NAME = 900  # letters: of an accessible name no more is told by some tools


def test_the_lessons_reach_these_levels_of_engagement() -> None:
    assert {key: lesson.level for key, lesson in LESSONS.items()} == ENGAGEMENT
    assert set(ENGAGEMENT.values()) | {"respond"} == LEVELS  # all of them ask for a response first


@every_lesson
def test_a_lesson_opens_with_a_question_and_at_most_two_sentences(lesson: Lesson) -> None:
    assert lesson.question.endswith("?")
    assert len(re.findall(r"[.:](?= |$)", lesson.gesture)) <= 3
    assert len(re.findall(r"[.:](?= |$)", lesson.words)) <= 3
    assert len(lesson.words) <= 160  # one line of a page
    assert len(lesson.what_ifs) == 3
    assert lesson.teacher


@every_lesson
def test_a_careless_prediction_is_not_called_right(lesson: Lesson) -> None:
    assert not lesson.judge(careless(lesson)).right


@every_lesson
def test_the_outcome_itself_is_called_right(lesson: Lesson) -> None:
    assert lesson.judge(RIGHT[lesson.key]()).right


@every_lesson
def test_every_wrong_answer_has_a_consequence_of_its_own(lesson: Lesson) -> None:
    outcomes = [what_if.consequence() for what_if in lesson.what_ifs]
    assert len({outcome.sentence for outcome in outcomes}) == len(outcomes)
    for outcome in outcomes:
        assert re.search(r"\d", outcome.sentence)
        assert any(layer.outcome for layer in outcome.layers)
        assert run_of(outcome.scenario).states


@every_lesson
def test_its_variation_and_its_runs_are_links(lesson: Lesson) -> None:
    scenarios = [lesson.variation_scenario, lesson.run(careless(lesson))]
    for wanted in (*scenarios, *(what_if.consequence().scenario for what_if in lesson.what_ifs)):
        assert from_query(to_query(wanted)) == wanted


@every_lesson
def test_a_board_shows_nothing_of_the_outcome(lesson: Lesson) -> None:
    assert not any(layer.outcome for layer in lesson.board().layers)


@every_lesson
def test_the_reading_of_a_board_names_its_axes_and_what_to_move(lesson: Lesson) -> None:
    board = lesson.board()
    reading = board_reading(board)
    assert board.x.name in reading
    assert board.y.name in reading
    assert all(handle.name in reading for handle in board.handles)
    reveal = lesson.judge(careless(lesson))
    assert "Your prediction: " in board_reading(board, careless(lesson), reveal.outcome.layers)


@every_lesson
def test_what_came_of_a_prediction_is_read_out_in_the_length_of_a_name(lesson: Lesson) -> None:
    for prediction in (careless(lesson), RIGHT[lesson.key]()):
        reveal = lesson.judge(prediction)
        asked = [what_if.after(prediction) for what_if in replies(lesson, prediction, reveal)]
        for layers in (reveal.outcome.layers, *(with_reveal(reveal, each) for each in asked)):
            reading = board_reading(lesson.board(), prediction, layers)
            assert len(reading) <= LONGEST_NAME, reading
            assert "component 0" not in reading  # what is drawn in ink has no number


def test_the_reading_of_a_board_has_the_numbers_of_the_words_beside_it() -> None:
    lesson = LESSONS["slow"]
    reveal = lesson.judge(careless(lesson))
    reading = board_reading(lesson.board(), careless(lesson), reveal.outcome.layers)
    assert f"; 1, {count_text(slow.iterations(1.0))}." in reading
    assert f"At 1 sd: {slow.iterations(slow.KNOWN_SD)}." in reading
    assert "Marks" not in reading


@every_lesson
def test_a_prediction_survives_the_way_through_the_browser(lesson: Lesson) -> None:
    prediction = replace(careless(lesson), because="it looks so")
    told = {
        "handles": [list(place) for place in prediction.handles],
        "rows": [],
        "guess": prediction.guess,
        "because": prediction.because,
    }
    assert prediction_on(lesson.board(), told) == prediction


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {},
        {"handles": [[1, 2]], "guess": 0, "because": "so"},
        {"handles": [[1, float("nan")]] * 3, "guess": 0, "because": "so"},
        {"handles": [[1, 2]] * 3, "guess": 3, "because": "so"},
        {"handles": [[1, 2]] * 3, "guess": True, "because": "so"},
        {"handles": [[1, 2]] * 3, "guess": 0, "rows": [0], "because": "so"},
        {"handles": [["1", 2]] * 3, "guess": 0, "because": "so"},
        {"handles": [[1, 2]] * 3, "guess": 0},
        {"handles": [[1, 2]] * 3, "guess": 0, "because": "  "},
    ],
)
def test_what_is_no_prediction_is_refused(told: object) -> None:
    assert prediction_on(LESSONS["start"].board(), told) is None


@pytest.mark.parametrize("because", ["\u200b\u200b", " \u2060 ", "\u3164", "\u2800", "\x00\n", "\u202e"])
def test_a_reason_in_which_nothing_is_seen_is_none(because: str) -> None:
    told = {"handles": [[1, 2]] * 3, "guess": 1}
    assert prediction_on(LESSONS["start"].board(), told | {"because": because}) is None
    assert prediction_on(LESSONS["start"].board(), told | {"because": f"{because}x"}) is not None
    assert prediction_on(LESSONS["start"].board(), told | {"because": "…"}) is not None


def test_places_outside_the_axes_are_moved_onto_them() -> None:
    board = LESSONS["start"].board()
    found = prediction_on(board, {"handles": [[1e9, -1e9]] * 3, "guess": 1, "because": "x" * 1000})
    assert found is not None
    assert found.handles == ((board.x.high, board.y.low),) * 3
    assert len(found.because) == 200


def test_every_good_end_of_k_means_is_a_right_answer_by_either_naming_of_its_groups() -> None:
    x, known = points_of(halves.DATA).x, halves.truth()
    ends = halves.halves()
    assert len(ends) >= 2
    for each in ends:
        found = KMeans(2, init=run_of(each.start).states[-1].mixture.means, n_init=1).fit(x)
        assert found.inertia_ == pytest.approx(each.squares, rel=1e-6)
        assert found.inertia_ <= 1.011 * ends[0].squares
        wrong = {frozenset(np.flatnonzero((found.labels_ ^ swap) != known).tolist()) for swap in (0, 1)}
        assert each.rows in wrong
        assert each.fewest == (len(each.rows) == min(map(len, wrong)))
        reveal = flexible.judge(Prediction(rows=tuple(sorted(each.rows))))
        assert reveal.right
        assert f"gives {len(each.rows)} of 300 to the wrong cloud" in reveal.distance
        assert len(reveal.outcome.layers[-1].x) == len(each.rows)
    inner = np.linalg.norm(x - x.mean(axis=0), axis=1).argsort()[:150]
    for rows in ((), range(300), range(30), inner.tolist()):
        assert not flexible.judge(Prediction(rows=tuple(rows))).right


def test_the_wrong_rows_of_k_means_are_those_of_a_plain_computation() -> None:
    points = points_of("crossing")
    means = run_of(halves.kmeans()).states[-1].mixture.means
    nearest = np.linalg.norm(points.x[:, None] - means[None], axis=2).argmin(axis=1)
    wrong = min((np.flatnonzero((nearest ^ swap) != points.truth) for swap in (0, 1)), key=len)
    assert halves.wrong_rows(halves.kmeans()).tolist() == wrong.tolist()
    sentence = flexible.judge(Prediction(rows=tuple(wrong[:3].tolist()))).distance
    assert (
        sentence
        == f"You marked 3 rows. K-means, the best of 40 starts, gives {len(wrong)} of 300 to the wrong cloud; "
        "3 of them are yours."
    )


def test_the_border_is_where_weight_times_density_agree() -> None:
    mixture = soft.mixture_of(soft.UNEQUAL_EM)
    place = soft.border(mixture)
    parts = [
        np.log(mixture.weights[j])
        - 0.5 * np.log(np.linalg.det(mixture.covariances[j]))
        - 0.5 * (place - mixture.means[j]) @ np.linalg.solve(mixture.covariances[j], place - mixture.means[j])
        for j in range(2)
    ]
    assert abs(parts[0] - parts[1]) < 0.01


def test_the_criteria_part_on_the_geyser_with_one_shape_and_only_aic_does_on_crossing_ellipses() -> None:
    found = how_many.on_the_geyser()
    assert found.best("icl") < found.best("bic") < found.best("aic")
    crossing = how_many.on_the_crossing()
    assert crossing.best("icl") == crossing.best("bic") == 2 < crossing.best("aic")


def test_the_judge_of_own_data_tells_agreement_from_disagreement() -> None:
    assert how_many.judge_data(points_of("two-gaussians").x).startswith(
        "With free ellipses BIC and ICL both prefer 2."
    )
    ring = how_many.judge_data(points_of(gaussian_assumption.DATA).x)
    assert "disagree" in ring or "both prefer " in ring
    with pytest.raises(ValueError, match="at most"):
        how_many.judge_data(points_of("olympic").x)


def test_the_iterations_of_the_slow_scene_are_those_of_a_fresh_run() -> None:
    wanted = slow.at(2.0)
    fresh = fit(points_of(wanted.data).x, wanted.settings)
    assert slow.iterations(2.0) == fresh.states[-1].iteration
    assert slow.iterations(1.0) > 10 * slow.iterations(3.0)


def test_a_placed_start_begins_where_it_was_placed() -> None:
    prediction = RIGHT["start"]()
    first = run_of(start.run(prediction)).states[0].mixture
    assert np.allclose(first.means, np.array(prediction.handles))


def test_equal_means_of_circles_of_one_size_stand_still() -> None:
    x = points_of(start.DATA).x
    still = run_of(start.placed_start(start.ONE_SIZE, np.tile(x.mean(axis=0), (3, 1))))
    assert still.verdict.kind == "stood still"


def test_the_run_without_a_ceiling_collapses() -> None:
    assert run_of(no_ceiling.IRIS_EM).verdict.kind == "collapsed"
    assert run_of(no_ceiling.SHARED_SHAPE).verdict.kind == "settled"
    assert run_of(no_ceiling.FLOORED_RUN).verdict.kind == "settled"


def test_one_bell_over_a_ring_is_densest_where_nothing_is() -> None:
    x, mixture = (
        points_of(gaussian_assumption.DATA).x,
        gaussian_assumption.mixture_of(gaussian_assumption.ONE),
    )
    assert (mixture.log_density(x) < mixture.log_density(mixture.means)[0]).all()
    assert np.linalg.norm(x - mixture.means[0], axis=1).min() > 1.0


def test_every_scene_that_a_question_points_to_exists() -> None:
    assert {choice.scene for question in QUESTIONS.values() for choice in question.choices} <= set(LESSONS)


def test_the_log_likelihood_of_other_units_differs_by_one_amount_for_every_fit() -> None:
    x = points_of(halves.DATA).x
    by_fit = [
        fit(x * (10.0, 1.0), replace(halves.CROSSING_EM.settings, k=k)).states[-1].log_likelihood
        - fit(x, replace(halves.CROSSING_EM.settings, k=k)).states[-1].log_likelihood
        for k in (1, 2, 3)
    ]
    assert np.allclose(by_fit, -len(x) * np.log(10), atol=1e-4)


def test_kmeans_and_a_mixture_also_part_on_rows_of_which_the_mixture_is_sure() -> None:
    points = points_of(halves.DATA)
    means = run_of(halves.kmeans()).states[-1].mixture.means
    nearest = np.linalg.norm(points.x[:, None] - means[None], axis=2).argmin(axis=1)
    shares = run_of(halves.CROSSING_EM).states[-1].mixture.responsibilities(points.x)
    unlike = min((nearest ^ swap != shares.argmax(axis=1) for swap in (0, 1)), key=np.sum)
    assert flexible.unlike_labels() == (unlike.sum(), (unlike & (shares.max(axis=1) > 0.9)).sum())
    assert flexible.unlike_labels()[1] > 10


@pytest.mark.parametrize("separation", [3.0, 5.0, 8.0])
def test_two_gaussians_lie_side_by_side_over_two_rings_from_most_starts(separation: float) -> None:
    points = points_of(TOY + recipe_text(Recipe(form="rings", k=2, n=400, separation=separation, seed=1)))
    inner = points.truth == 0
    assert (
        np.linalg.norm(points.x[~inner], axis=1).mean() < 2.2 * np.linalg.norm(points.x[inner], axis=1).mean()
    )
    halved = []
    for seed in range(10):
        owners = (
            fit(points.x, EMSettings(k=2, seed=seed))
            .states[-1]
            .mixture.responsibilities(points.x)
            .argmax(axis=1)
        )
        halved += [0.3 < owners[ring].mean() < 0.7 for ring in (inner, ~inner)]
    assert np.mean(halved) > 0.8


def test_clouds_of_one_sd_take_hundreds_of_iterations_or_thousands() -> None:
    for seed, start_seed in ((1, 1), (8, 1)):
        x = points_of(TOY + recipe_text(Recipe(k=2, n=slow.SLOW_ROWS, separation=1.0, seed=seed))).x
        settings = replace(slow.at(1.0).lanes[0].settings, seed=start_seed)
        assert fit(x, settings).states[-1].iteration > 100


@pytest.mark.parametrize("seed", range(6))
def test_pushed_out_of_equal_means_circles_leave_for_good_where_rows_are_in_groups(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = np.concatenate(
        [rng.normal(size=(100, 2)) + place for place in ((0.0, 0.0), (8.0, 2.0), (15.0, -1.0))]
    )
    settings = EMSettings(k=3, family="EII")
    means = np.tile(x.mean(axis=0), (3, 1))
    spheres = np.array([np.eye(2) * x.var(axis=0).mean()] * 3)
    weights = np.full(3, 1 / 3)
    still = fit(x, settings, Mixture(weights, means, spheres))
    pushed = means + np.array([[0.1, 0.1], [0.0, 0.0], [0.0, 0.0]])
    free = fit(x, settings, Mixture(weights, pushed, spheres))
    assert still.verdict.kind == "stood still"
    assert free.states[-1].log_likelihood > still.states[-1].log_likelihood + 100


@every_lesson
def test_every_what_if_draws_another_picture_than_the_reveal_and_than_each_other(lesson: Lesson) -> None:
    pictures = [what_if.consequence().layers for what_if in lesson.what_ifs]
    pictures.append(lesson.judge(RIGHT[lesson.key]()).outcome.layers)
    assert len(set(pictures)) == len(lesson.what_ifs) + 1


@every_lesson
def test_what_a_what_if_draws_of_its_own_is_on_the_board(lesson: Lesson) -> None:
    board, drawn = lesson.board(), lesson.judge(RIGHT[lesson.key]()).outcome.layers
    for what_if in lesson.what_ifs:
        own = [layer for layer in what_if.consequence().layers if layer not in drawn]
        for layer in own:
            seen = sum(
                board.x.low <= x <= board.x.high and board.y.low <= y <= board.y.high
                for x, y in zip(layer.x, layer.y, strict=True)
            )
            crosses = layer.name.startswith("border ")  # from edge to edge
            assert seen >= min(2, len(layer.x)) or crosses, (what_if.belief, layer.name)


BEGAN = no_ceiling.values(no_ceiling.IRIS_EM)[no_ceiling.SHOWN_ITERATIONS]
SAID: dict[str, list[tuple[Prediction, int | None]]] = {  # how a prediction answers as one of the what-ifs
    "flexible": [
        (Prediction(), 0),
        (Prediction(rows=tuple(np.argsort(np.abs(points_of("crossing").x).sum(axis=1))[:30].tolist())), 1),
        (Prediction(rows=tuple(np.argsort(np.abs(points_of("crossing").x).sum(axis=1))[-30:].tolist())), 2),
        (Prediction(rows=tuple(range(300))), None),
    ],
    "soft": [
        (Prediction((tuple(soft.mixture_of(soft.UNEQUAL_EM).means.mean(axis=0).tolist()),)), 0),
        (Prediction((tuple(soft.mixture_of(soft.UNEQUAL_EM).means[0].tolist()),)), None),
    ],
    "how-many": [(Prediction(((float(k), 0.0),) * 3), said) for k, said in ((6, 0), (1, 1), (3, 2))],
    "slow": [
        (Prediction(tuple((sd, float(count)) for sd in slow.ASKED)), said)
        for count, said in (
            (slow.iterations(slow.KNOWN_SD), 0),
            (1, 1),
            (slow.SLOW_MAX_ITERATIONS, 2),
            (1_000, None),
        )
    ],
    "start": [
        (
            Prediction(((3.0, 70.0),) * 3, guess=start.LOWER_ANSWER),
            None,
        ),  # they part: their ellipses are unequal
        (Prediction(((2.0, 55.0), (4.3, 75.0), (4.5, 90.0)), guess=start.BEST_ANSWER), 0),
    ],
    "bells": [
        (Prediction(((0.0, 0.0), (3.0, 3.0), (0.0, 0.0), (8.0, 8.0))), 0),
        (Prediction(((-4.0, 0.0), (-2.0, 2.0), (0.0, 4.0), (2.0, 6.0))), None),
    ],
    "no-ceiling": [
        (Prediction(tuple((float(at), BEGAN + change) for at, change in enumerate(changes))), said)
        for changes, said in (
            ((0.0,) * 5, 0),
            ((5.0, 10.0, 10.0, 11.0, 11.0), 0),
            ((9.0, 5.0, 0.0, -5.0, -20.0), 1),
        )
    ],
}


@every_lesson
def test_a_wrong_answer_of_the_learners_own_is_known_as_the_one_to_reply_to(lesson: Lesson) -> None:
    for prediction, said in SAID[lesson.key]:
        reveal = lesson.judge(prediction)
        own = own_answer(lesson, prediction, reveal)
        assert own == (None if reveal.right else len(lesson.what_ifs) if said is None else said)
        if own is not None:
            asked = replies(lesson, prediction, reveal)[own].after(prediction)
            drawn = {(layer.x, layer.y) for layer in with_reveal(reveal, asked)}
            came = [layer for layer in reveal.outcome.layers if layer.kind != "outline"]
            assert {(layer.x, layer.y) for layer in came} <= drawn
    assert own_answer(lesson, RIGHT[lesson.key](), lesson.judge(RIGHT[lesson.key]())) is None


def test_the_border_all_round_is_where_both_own_a_row_equally() -> None:
    mixture = soft.mixture_of(soft.UNEQUAL_EM)
    layer = soft.border_all_round(mixture, soft.border(mixture))
    shares = mixture.responsibilities(np.column_stack((layer.x, layer.y)))
    assert np.abs(shares - 0.5).max() < 0.01


def test_no_other_start_finds_the_group_that_a_collapse_seems_to_have_found() -> None:
    found = [
        set(no_ceiling.thin_rows(wanted)) for wanted in (no_ceiling.IRIS_EM, *no_ceiling.OTHER_COLLAPSES)
    ]
    assert all(run_of(wanted).verdict.kind == "collapsed" for wanted in no_ceiling.OTHER_COLLAPSES)
    assert not found[0] & set.union(*found[1:])
    assert "rows, none of them the same" in no_ceiling.discovery().sentence


def test_the_curves_of_the_criteria_are_told_as_they_were_measured() -> None:
    found = how_many.on_the_geyser().scores["bic"]
    (line, _) = how_many.curves("bic")
    assert line.y == tuple((found - found.min()).tolist())
    assert max(line.y) > how_many.CEILING_HEIGHT


def test_the_words_on_eight_gaussians_count_the_gaussians_of_the_picture() -> None:
    outcome = gaussian_assumption.eight_components()
    assert len([layer for layer in outcome.layers if layer.kind == "outline"]) == 8
    along_one = gaussian_assumption.on_one_ring(gaussian_assumption.mixture_of(outcome.scenario))
    assert f"Of 8 bells {along_one} lie along one ring" in outcome.sentence


def test_the_picture_of_another_start_shows_where_that_run_began() -> None:
    for what_if in LESSONS["start"].what_ifs:
        outcome = what_if.consequence()
        (began,) = [layer for layer in outcome.layers if layer.name == "start of the other run"]
        means = run_of(outcome.scenario).states[0].mixture.means
        assert np.allclose(np.column_stack((began.x, began.y)), means, rtol=1e-4)


def test_a_flat_sketch_of_the_likelihood_without_a_ceiling_is_not_right() -> None:
    curve = no_ceiling.values(no_ceiling.IRIS_EM)
    knots = [(handle.x, curve[no_ceiling.SHOWN_ITERATIONS]) for handle in no_ceiling.board().handles]
    assert not no_ceiling.judge(Prediction(tuple(knots))).right
    knots[-1] = (knots[-1][0], curve[-1])
    assert no_ceiling.judge(Prediction(tuple(knots))).right
