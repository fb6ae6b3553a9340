"""Sentences of the scenes beside a computation of their own: each number is that of the run shown."""

import re

import numpy as np
import pytest
from sklearn.cluster import KMeans

from gmmviz.em import fit
from gmmviz.lessons import flexible, gaussian_assumption, halves, no_ceiling, slow, soft, start
from gmmviz.lessons.board import Prediction
from gmmviz.lessons.board_words import board_reading
from gmmviz.lessons.lesson import points_of, powers_text, run_of, with_reveal, with_settings
from tests.lessons.predictions import RIGHT


@pytest.mark.parametrize("stretch", [1.0, 10.0])
def test_the_kmeans_that_is_shown_is_as_good_as_the_best_that_scikit_learn_finds(stretch: float) -> None:
    x = points_of(halves.DATA).x * (stretch, 1.0)
    best = KMeans(2, n_init=60, random_state=0).fit(x)
    found = fit(x, halves.kmeans(stretch).settings).states[-1].mixture
    assert halves.within_squares(found, x) == pytest.approx(best.inertia_, rel=1e-9)
    labels = found.responsibilities(x).argmax(axis=1)
    assert min((labels != best.labels_).sum(), (labels == best.labels_).sum()) == 0


def test_units_move_the_clusters_of_kmeans_and_not_those_of_free_ellipses() -> None:
    x = points_of(halves.DATA).x
    best = [KMeans(2, n_init=60, random_state=0).fit(x * (by, 1.0)).labels_ for by in (1.0, 10.0)]
    moved = int(min((best[0] != best[1]).sum(), (best[0] == best[1]).sum()))
    assert moved > len(x) / 3
    assert flexible.moved_rows(halves.kmeans(), halves.kmeans(10.0)) == moved
    assert flexible.moved_rows(halves.CROSSING_EM, halves.CROSSING_EM) == 0
    why = flexible.judge(Prediction(rows=())).why
    assert f"{moved} rows change their group under k-means" in why
    assert "none under the mixture" in why


def test_the_wrong_rows_are_counted_per_cloud_and_from_the_tips_to_the_middle() -> None:
    points, wrong = points_of(halves.DATA), halves.wrong_rows(halves.kmeans())
    lost = np.bincount(halves.truth()[wrong], minlength=2)
    assert lost.min() > 10
    assert (
        f"{lost[0]} rows of one cloud and {lost[1]} of the other" in flexible.judge(Prediction(rows=())).why
    )
    distance = np.linalg.norm(points.x - points.x.mean(axis=0), axis=1)
    thirds = np.searchsorted(np.quantile(distance, [1 / 3, 2 / 3]), distance, side="right")
    counts = np.bincount(thirds[wrong], minlength=3)
    assert counts.sum() == len(wrong)
    assert re.search(
        f"{counts[2]} are among the outer third of all rows, {counts[1]} in the middle third and {counts[0]} in the",
        flexible.only_the_tips().sentence,
    )
    em = run_of(halves.CROSSING_EM).states[-1].mixture.responsibilities(points.x)
    plain = run_of(halves.kmeans()).states[-1].mixture.responsibilities(points.x).argmax(axis=1)
    unlike = min((plain ^ swap != em.argmax(axis=1) for swap in (0, 1)), key=np.sum)
    assert (
        np.bincount(thirds[unlike], minlength=3).min() > 10
    )  # what question 11 says: from the tips to the middle
    misled = (em[halves.wrong_rows(halves.CROSSING_EM)].max(axis=1) > 0.9).sum()
    assert f"Of {misled} it is more than 90" in flexible.only_the_middle().sentence


def test_one_marked_row_is_told_in_the_singular() -> None:
    row = int(halves.wrong_rows(halves.kmeans())[0])
    distance = flexible.judge(Prediction(rows=(row,))).distance
    assert distance.startswith("You marked 1 row. ")
    assert distance.endswith("; 1 of them is yours.")


def test_closer_than_one_sd_the_end_is_no_longer_the_two_clouds() -> None:
    sentence = slow.it_fails().sentence
    for sd, least in ((slow.ASKED[-1], 0.3), (slow.CLOSER_SD, 0.03)):
        weights = run_of(slow.at(sd)).states[-1].mixture.weights
        assert weights.min() < least
        assert f"{100 * weights.min():.{1 if weights.min() < 0.1 else 0}f}\u202f%" in sentence
    assert "only takes longer" not in sentence


def test_the_rate_of_the_parameters_is_the_square_root_of_that_of_the_log_likelihood() -> None:
    run = run_of(slow.at(slow.KNOWN_SD))
    end = run_of(with_settings(slow.at(slow.KNOWN_SD), tol=1e-10)).states[-1].mixture.means
    left = [np.linalg.norm(state.mixture.means - end) for state in run.states[-4:]]
    assert (left[-1] / left[0]) ** (1 / 3) == pytest.approx(np.sqrt(slow.rate(run)), abs=0.03)
    why = slow.judge(RIGHT["slow"]()).why
    assert f"leaves even more: {100 * np.sqrt(slow.rate(run)):.0f}\u202f%" in why


def test_the_room_that_is_told_is_that_of_the_bell_which_collapses() -> None:
    run = run_of(no_ceiling.IRIS_EM)
    assert run.verdict.component == no_ceiling.thin_component(no_ceiling.IRIS_EM)
    why = no_ceiling.judge(RIGHT["no-ceiling"]()).why
    for iteration in (no_ceiling.SHOWN_ITERATIONS, len(run.states) - 1):
        covariance = run.states[iteration].mixture.covariances[run.verdict.component]
        assert powers_text(float(np.linalg.det(covariance))) in why


def test_a_sketch_that_rises_and_is_then_level_is_told_both() -> None:
    knots = no_ceiling.board().handles
    (belief, *_) = no_ceiling.LESSON.what_ifs
    risen = belief.after(Prediction(tuple((knot.x, knot.y + 27.0) for knot in knots))).sentence
    assert risen.startswith("Your sketch rises by 27 and is level at its end. It would with a smallest width")
    assert belief.after(Prediction(tuple((knot.x, knot.y) for knot in knots))) == belief.consequence()


def test_the_random_starts_are_all_counted() -> None:
    sound = start.ends().total()
    sentence = start.all_alike().sentence
    assert f"Of 40 random starts {40 - sound or 'none'} ended by accident" in sentence
    assert f"The other {sound} ended at {len(start.ends())} different heights" in sentence


def test_the_means_that_halfway_is_right_for_are_those_of_its_own_model() -> None:
    means = run_of(soft.EQUAL_SIZES).states[-1].mixture.means
    layers = {layer.component: layer for layer in soft.halfway().layers if layer.name == "means if equal"}
    for j, mean in enumerate(means):
        drawn = layers[j]
        assert np.allclose([drawn.x[0], drawn.y[0]], mean, rtol=1e-4)


def test_what_is_drawn_beside_a_reply_has_a_form_of_its_own() -> None:
    reveal = flexible.judge(Prediction(rows=(1, 2)))
    drawn = with_reveal(reveal, flexible.only_the_middle())
    rings = {layer.name: layer.aside for layer in drawn if layer.kind == "rings"}
    assert rings == {"wrong by EM": False, "wrong by k-means": True}


def test_a_place_as_good_as_zero_is_read_as_zero() -> None:
    board = gaussian_assumption.board()
    places = tuple((-10.0, 1.19e-6) for _ in board.handles)
    said = board_reading(board, Prediction(places))
    assert f"{board.handles[0].name}: \u221210, 0;" in said
    assert "0.00000" not in said
