"""Races without a browser: which lanes, how they stand, what is said, and what the address holds."""

import re
from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import EMSettings, Verdict, fit
from gmmviz.em.models.spurious import Flag
from gmmviz.em.search.polish import polished
from gmmviz.em.starts.placing import Part
from gmmviz.em.statistics.criteria import Measures
from gmmviz.em.statistics.matching import matched
from gmmviz.figures.look import Look
from gmmviz.report import lane_choices as lanes_of
from gmmviz.report.run_ends import race_words
from gmmviz.report.run_ends.lane_end import LaneEnd
from gmmviz.report.run_ends.race_conclusion import conclusion
from gmmviz.report.run_ends.race_words import standings
from gmmviz.scenario import CompareSettings, Fork, Lane, Scenario, from_query, to_query
from gmmviz.scenario.values import COMPARE_CHOICES
from gmmviz.ui.compare import race, race_scene
from gmmviz.ui.compare.compare_settings import COMPARE_PARTS
from gmmviz.ui.frame import session
from gmmviz.ui.frame.states import CompareState, FrameState, StageOpening, WatchState
from gmmviz.ui.page import leaving
from gmmviz.ui.stage import embedded
from gmmviz.ui.watch import watching
from gmmviz.ui.work import best_seen, optima, runs

SETTLED = Verdict("settled", "Settled after 9 iterations.")
MODEL = (3, "VVV", "free")
LABELS = np.repeat([0, 1, 2], [30, 20, 10])


def end(level: float, labels: np.ndarray = LABELS, **changes: object) -> LaneEnd:
    """A lane's end at a log-likelihood."""
    plain = LaneEnd(MODEL, False, 9, SETTLED, Measures(level, 17, 60), labels)
    return replace(plain, **changes)


def moved(count: int) -> np.ndarray:
    """LABELS with so many rows of the first cluster in the second."""
    found = LABELS.copy()
    found[:count] = 1
    return found


def test_a_race_opens_with_random_points_twice_kmeanspp_and_kmeans() -> None:
    race = lanes_of.opening_race(Lane(EMSettings(k=4, family="EEE", seed=7)))
    assert [(lane.settings.start, lane.settings.seed) for lane in race] == [
        ("points", 7), ("points", 8), ("kmeans++", 7), ("kmeans", 7),
    ]  # fmt: skip
    assert {(lane.k, lane.settings.family, lane.settings.tol) for lane in race} == {(4, "EEE", 1e-8)}


def test_a_placed_start_races_first() -> None:
    placed = Lane(EMSettings(k=2), (Fork(0, (Part(0), Part(1), Part(None, (2.0, 60.0)))),))
    race = lanes_of.opening_race(placed)
    assert race[0].forks == placed.forks
    assert [lane.k for lane in race] == [3, 3, 3, 3]
    assert [lane.settings.start for lane in race[1:]] == ["points", "kmeans++", "kmeans"]


def test_lanes_are_rerolled_duplicated_and_taken_out() -> None:
    race = lanes_of.opening_race(Lane(EMSettings(k=3, seed=3)))
    rerolled = lanes_of.rerolled(race, 0)
    assert (rerolled[0].settings.seed, rerolled[1:]) == (5, race[1:])
    assert lanes_of.duplicated(race, 1)[1:3] == (race[1], race[1])
    assert lanes_of.removed(race, 2) == (*race[:2], race[3])
    assert all(a != b for a, b in zip(lanes_of.all_rerolled(race), race, strict=True))
    six = lanes_of.duplicated(lanes_of.duplicated(race, 0), 0)
    assert lanes_of.duplicated(six, 0) == six
    assert lanes_of.removed(race[:2], 0) == race[:2]


def test_lanes_that_share_a_start_share_the_next_and_copies_part() -> None:
    own = Lane(EMSettings(k=9, seed=3))
    beside = lanes_of.beside_kmeans(own)
    fewer = (own, Lane(EMSettings(k=8, seed=3)), own)
    for lanes, shares in ((beside, [True]), (fewer, [True, False])):
        found = lanes_of.all_rerolled(lanes)
        seeds = [lane.settings.seed for lane in found]
        assert seeds[0] != lanes[0].settings.seed
        assert [seed == seeds[0] for seed in seeds[1:]] == shares
        assert [lane.k for lane in found] == [lane.k for lane in lanes]
        assert [lane.settings.variant for lane in found] == [lane.settings.variant for lane in lanes]


def test_a_lane_whose_start_is_always_the_same_is_rerolled_to_random_points() -> None:
    ward = (Lane(EMSettings(k=3, start="ward", seed=4)), Lane(EMSettings(k=3, seed=7)))
    settings = lanes_of.rerolled(ward, 0)[0].settings
    assert (settings.start, settings.seed) == ("points", 8)


def test_another_k_goes_to_all_lanes_and_drops_what_was_placed() -> None:
    placed = Lane(EMSettings(k=2), (Fork(0, (Part(0), Part(1))),))
    race = lanes_of.with_model((placed, Lane(EMSettings(k=2, seed=4))), k=5)
    assert [(lane.k, lane.forks) for lane in race] == [(5, ()), (5, ())]
    shaped = lanes_of.with_model((placed,), family="EEE")
    assert (shaped[0].settings.family, shaped[0].forks) == ("EEE", placed.forks)


def test_a_race_is_resumed_where_it_is_about_the_same_model() -> None:
    kept = lanes_of.showcase()
    watched = replace(kept, lanes=(kept.lanes[2],), frame=9)
    assert lanes_of.resumed(watched, kept) == kept.lanes
    other = replace(watched, lanes=(Lane(EMSettings(k=5)),))
    assert [lane.k for lane in lanes_of.resumed(other, kept)] == [5, 5, 5, 5]
    assert lanes_of.resumed(replace(watched, data="iris"), kept) == lanes_of.opening_race(watched.lanes[0])
    assert lanes_of.resumed(kept, None) == kept.lanes


def test_kmeans_runs_beside_em_from_the_same_start() -> None:
    soft, hard = lanes_of.beside_kmeans(Lane(EMSettings(k=3, seed=4)))
    assert (soft.settings.is_kmeans, hard.settings.is_kmeans) == (False, True)
    assert replace(hard.settings, variant="em", family="VVV", weights="free") == soft.settings
    assert lanes_of.name_of(hard, (soft, hard), 2) == "k-means, random points no. 4"


def test_a_lane_is_named_by_what_tells_it_from_the_others() -> None:
    race = (
        Lane(EMSettings(seed=7)),
        Lane(EMSettings(seed=7, variant="hard", family="EEE", start="kmeans++")),
    )
    assert [lanes_of.name_of(lane, race, 2) for lane in race] == [
        "EM, random points no. 7, free ellipses",
        "hard EM, k-means++ no. 7, one shared ellipse",
    ]


def test_placed_lanes_are_told_apart_by_when_a_mean_was_moved() -> None:
    settings = EMSettings(k=2)
    both = Fork(0, (Part(0), Part(0)))
    nudged = Fork(5, (Part(0, (3.0, 70.0)), Part(1)))
    other = Fork(0, (Part(0), Part(1, (2.0, 60.0))))
    alone, moved, elsewhere = (Lane(settings, forks) for forks in ((both,), (both, nudged), (other,)))
    assert [lanes_of.name_of(lane, (alone, moved), 2) for lane in (alone, moved)] == [
        "placed by hand",
        "placed by hand, moved at iteration 2",
    ]
    assert [lanes_of.name_of(lane, (alone, elsewhere), 2) for lane in (alone, elsewhere)] == [
        "placed by hand (1)",
        "placed by hand (2)",
    ]
    assert lanes_of.name_of(alone, (alone, Lane(settings)), 2) == "placed by hand"
    again = Lane(settings, (both, Fork(5, (Part(0, (2.0, 50.0)), Part(1)))))
    race = (alone, moved, again, moved)
    assert [lanes_of.name_of(lane, race, 2) for lane in race] == [
        "placed by hand",
        "placed by hand, moved at iteration 2 (1)",
        "placed by hand, moved at iteration 2 (2)",
        "placed by hand, moved at iteration 2 (1)",
    ]


def test_lanes_stand_by_their_distance_to_the_best() -> None:
    told = standings([end(-104.0, moved(6)), end(-100.0), end(-104.0004, moved(6))])
    assert [round(each.below, 2) for each in told] == [4.0, 0.0, 4.0]
    assert [each.best for each in told] == [False, True, False]
    assert [each.twin for each in told] == [2, None, 0]
    assert [each.difference.rows for each in told] == [6, 0, 6]
    assert race_words.in_words(told[0]) == "same optimum as lane 3"
    assert race_words.below_panel(told[2]) == "4.00 below, 6 rows change"
    assert race_words.facts(1, "k-means no. 7", told[1]) == (
        "2", "k-means no. 7", "–", "−100.00", "0.00", "0", "1.00", "9", "the best",
    )  # fmt: skip
    assert conclusion(told) == "Two of three ended 4.00 below the best: 6 of 60 rows change cluster."


def test_agreement_of_few_is_no_proof() -> None:
    told = conclusion(standings([end(-100.0)] * 4))
    assert told == (
        "All 4 ended on the same optimum. That is no proof: "
        "4 random starts miss an optimum that 17\u202f% of starts reach 47\u202f% of the time."
    )
    same = [replace(end(-100.0), start=("points", 3, ()))] * 2
    assert conclusion(standings(same)) == (
        "Both ended on the same optimum. That says little: add lanes from other random starts."
    )


def test_optima_as_high_as_each_other_are_not_called_lower() -> None:
    told = standings([end(-100.0), end(-100.0, moved(6))])
    assert conclusion(told) == "One of two ended elsewhere, as high as the best: 6 of 60 rows change cluster."
    assert race_words.below_panel(told[1]) == "equal to the best, 6 rows change"
    told = standings([end(-100.0), end(-100.01)])
    assert conclusion(told) == "One of two ended 0.01 below the best: no row changes cluster."


def test_two_lanes_of_unlike_starts_are_not_called_of_one_start() -> None:
    hard = end(-110.0, moved(5), hard=True, model=(3, "EII", "equal"), start=("points", 4, ()))
    failed = LaneEnd(MODEL, False, 4, Verdict("collapsed", "Component 2 shrank onto one row.", 1))
    told = conclusion(standings([failed, replace(end(-100.0), start=("points", 3, ())), hard]))
    assert (
        told
        == "From another start, k-means (lane 3) puts 5 of 60 rows into another cluster. One of 3 failed."
    )


def test_equal_height_with_other_owners_is_another_top() -> None:
    told = standings([end(-100.0), end(-100.0, moved(6))])
    assert [each.twin for each in told] == [None, None]


def test_two_components_that_share_a_cluster_are_named() -> None:
    split = LABELS.copy()
    split[:12] = 2
    split[LABELS == 2] = 1
    told = standings([end(-100.0), end(-103.0, split)])
    assert race_words.in_words(told[1]) == "1 and 3 share one cluster"


def test_a_collapsed_lane_is_told_and_the_rest_compared() -> None:
    collapsed = LaneEnd(MODEL, False, 4, Verdict("collapsed", "Component 2 shrank onto one row.", 1))
    told = standings([collapsed, end(-100.0), end(-101.0, moved(3))])
    assert race_words.in_words(told[0]) == "Component 2 shrank onto one row."
    assert race_words.facts(0, "a", told[0])[2:7] == ("–", "–", "–", "–", "–")
    assert conclusion(told) == (
        "One of three ended 1.00 below the best: 3 of 60 rows change cluster. One of 3 failed."
    )
    assert conclusion(standings([collapsed, collapsed])) == (
        "All lanes failed. Lower K or choose a simpler shape."
    )


def test_nothing_agrees_with_nothing() -> None:
    collapsed = LaneEnd(MODEL, False, 4, Verdict("collapsed", "Component 2 shrank onto one row.", 1))
    assert conclusion(standings([collapsed, end(-100.0)])) == (
        "Only lane 2 ended on a mixture; the other lane failed, so there is nothing to compare it with."
    )
    assert conclusion(standings([end(-100.0)])) == "One start says nothing about others: add a lane."
    assert conclusion(standings([collapsed])) == "The lane failed. Lower K or choose a simpler shape."
    assert conclusion(standings([end(-100.0)] * 2)).startswith("Both ended on the same optimum.")


def test_equal_bic_is_called_equal() -> None:
    measures = Measures(-100.0, 17, 60)
    one, twin = (end(-100.0, model=(k, "VVV", "free"), measures=measures) for k in (3, 4))
    lanes = [one, twin, end(-90.0, model=(9, "VVV", "free"), measures=Measures(-100.0, 50, 60))]
    apart = "The lanes fit different models, so their log-likelihoods do not compare."
    assert conclusion(standings(lanes[:2])) == f"Lanes 1 and 2 have equal BIC. {apart}"
    assert conclusion(standings(lanes)) == f"Lanes 1 and 2 have the lowest BIC, equally. {apart}"


def test_different_models_are_compared_by_bic() -> None:
    other = end(-99.0, model=(4, "VVV", "free"), measures=Measures(-99.0, 23, 60))
    told = standings([end(-100.0), other])
    assert told[0].best
    assert np.isnan(told[1].below)
    assert conclusion(told) == (
        "Lane 1 has the lowest BIC, by 22.57. "
        "The lanes fit different models, so their log-likelihoods do not compare."
    )


def test_kmeans_beside_em_is_told_in_rows() -> None:
    hard = end(-110.0, moved(5), hard=True)
    assert conclusion(standings([end(-100.0), hard])) == (
        "From the same start, k-means' way of assigning (lane 2) ends 10.00 lower: "
        "5 of 60 rows are in another cluster."
    )


K3 = (3, "VVV", "free")


@pytest.mark.parametrize(
    ("models", "names"),
    [
        ([K3, K3], ["A", "A"]),
        ([K3, (2, "VVV", "free")], ["A of K 3", "A of K 2"]),
        ([K3, (3, "EII", "free"), (3, "EII", "equal")],
         ["A of VVV, free weights", "A of EII, free weights", "A of EII, equal weights"]),
    ],
)  # fmt: skip
def test_a_letter_names_one_optimum_also_where_lanes_have_several_models(models, names) -> None:
    told = standings([end(-100.0, model=model) for model in models], ["A"] * len(models))
    assert [each.optimum_name for each in told] == names
    assert [race_words.facts(0, "a", each)[2] for each in told] == names
    assert all(
        race_words.below_panel(each).startswith(f"{name}: ") for each, name in zip(told, names, strict=True)
    )


def test_lanes_that_differ_by_their_smallest_width_have_letters_of_their_own() -> None:
    told = standings([end(-100.0), replace(end(-99.0), floor=0.5)], ["A", "A"])
    assert [each.optimum_name for each in told] == ["A of no smallest width", "A of smallest width 0.5"]


def test_a_best_of_one_k_that_is_not_the_highest_of_it_says_of_which_k_that_is() -> None:
    told = standings([end(-100.0), end(-140.0, model=(2, "VVV", "free"))], ["B", "A"])
    assert race_words.below_panel(told[0]) == "B of K 3: the best here, A of K 3 is higher"


KMEANS = end(-110.0, moved(5), hard=True, model=(3, "EII", "equal"), measures=Measures(-90.0, 6, 60))


def test_kmeans_is_measured_by_rows_alone_and_the_mixtures_beside_it_compare() -> None:
    told = standings([end(-100.0), end(-104.0, moved(6)), KMEANS])
    assert [each.best for each in told] == [True, False, False]  # its BIC is lower, and says nothing
    assert race_words.facts(2, "k-means no. 7", told[2])[2:6] == ("–", "–", "–", "5")
    assert [race_words.below_panel(each) for each in told] == [
        "the best",
        "4.00 below, 6 rows change",
        "5 rows change",
    ]
    assert conclusion(told) == (
        "One of two ended 4.00 below the best: 6 of 60 rows change cluster. "
        "k-means (lane 3) puts 5 of 60 rows into another cluster than lane 1."
    )
    two = standings([KMEANS, end(-100.0), end(-100.0), KMEANS])
    assert conclusion(two).startswith("Both ended on the same optimum.")
    assert conclusion(two).endswith(
        " k-means (lanes 1 and 4) puts 5 of 60 rows into another cluster than lane 2."
    )
    across = standings([KMEANS, end(-100.0), end(-90.0, model=(9, "VVV", "free"))])
    assert conclusion(across).startswith("Lane 3 has the lowest BIC, by 20.00.")
    assert conclusion(across).endswith(
        " Lane 1 is k-means with another K than lane 3, so its clusters do not compare."
    )
    both = standings([KMEANS, KMEANS, end(-100.0), end(-90.0, model=(9, "VVV", "free"))])
    assert conclusion(both).endswith(
        " Lanes 1 and 2 are k-means with another K than lane 4, so their clusters do not compare."
    )
    two = standings([KMEANS, end(-90.0, model=(9, "VVV", "free"))])
    assert conclusion(two) == (
        "Lane 1 is k-means with another K than lane 2, so its clusters do not compare."
    )
    some = standings([KMEANS, replace(KMEANS, model=(9, "EII", "equal")), end(-100.0)])
    assert conclusion(some) == (
        "k-means (lane 1) puts 5 of 60 rows into another cluster than lane 3. "
        "Lane 2 is k-means with another K than lane 3, so its clusters do not compare."
    )


def test_lanes_of_kmeans_alone_compare_where_they_have_one_k() -> None:
    lower = replace(KMEANS, measures=Measures(-97.0, 6, 60), labels=moved(8))
    failed = replace(
        KMEANS, measures=None, labels=None, verdict=Verdict("emptied", "Component 2 emptied.", 1)
    )
    told = standings([lower, KMEANS])
    assert [each.best for each in told] == [False, True]
    assert [race_words.below_panel(each) for each in told] == ["7.00 below, 3 rows change", "the best"]
    assert conclusion(told) == "One of two ended 7.00 below the best: 3 of 60 rows change cluster."
    other_k = replace(failed, model=(9, "EII", "equal"))
    assert conclusion(standings([lower, KMEANS, other_k])).startswith(
        "One of three ended 7.00 below the best"
    )
    assert conclusion(standings([KMEANS, KMEANS])).startswith("Both ended on the same optimum.")


def test_lanes_of_kmeans_with_several_k_are_compared_by_rows_and_none_is_the_best() -> None:
    fewer = LABELS.copy()
    fewer[LABELS == 2] = 1
    wider = end(-150.0, hard=True, model=(3, "EII", "equal"))
    narrower = end(-200.0, fewer, hard=True, model=(2, "EII", "equal"))
    for ends, first in (
        ([wider, narrower], 0),
        ([narrower, wider], 0),
        ([other_failed(), wider, narrower], 1),
    ):
        told = standings(ends)
        assert not any(each.best for each in told)
        assert race_words.best_of(ends) == first
        lost = " One of 3 failed." if first else ""
        assert conclusion(told) == (
            "The lanes are k-means with several K, and every cluster more lowers the sum of squares: "
            f"none is the best. From lane {first + 1} to lane {first + 2}, 10 of 60 rows change cluster.{lost}"
        )
        assert race_words.below_panel(told[first]) == "the other lanes' rows are compared with these"
        assert race_words.below_panel(told[first + 1]) == "10 rows change"
        for number, each in enumerate(told):
            assert "nan" not in " ".join(race_words.facts(number, "k-means", each))
            assert race_words.facts(number, "k-means", each)[4] == "–"


def other_failed() -> LaneEnd:
    """A mixture that has no end."""
    return LaneEnd((9, "VVV", "free"), False, 4, Verdict("collapsed", "Component 2 shrank onto one row.", 1))


def test_the_sums_of_squares_of_kmeans_lanes_say_which_is_the_best() -> None:
    points = dataset("iris")
    lanes = tuple(
        Lane(EMSettings(k=5, family="EII", weights="equal", variant="hard", seed=seed))
        for seed in range(1, 7)
    )
    found = race_scene.numbered([fit(points.x, replace(lane.settings, k=5)) for lane in lanes])
    ends = race_scene.ends_of(points, replace(lanes_of.showcase(), lanes=lanes), tuple(found))
    squares = [
        sum(
            ((points.x[each.labels == j] - points.x[each.labels == j].mean(axis=0)) ** 2).sum()
            for j in range(5)
        )
        for each in ends
    ]
    assert max(squares) > 1.05 * min(squares)
    levels = [each.optimum[0].log_likelihood for each in ends]
    constants = [
        level + points.n * points.d / 2.0 * np.log(sum_) for level, sum_ in zip(levels, squares, strict=True)
    ]
    np.testing.assert_allclose(constants, constants[0])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([{}, {"seed": 1}], "Two starts"),
        ([{}, {"start": "kmeans"}], "Two starts"),
        ([{}, {}], "Two runs"),
        ([{}, {"seed": 1, "k": 4}], "Two runs"),
        ([{}, {"seed": 1, "family": "EII"}], "Two runs"),
        ([{}, {"family": "EII", "weights": "equal", "variant": "hard"}], "Two runs"),
    ],
)
def test_lanes_are_called_starts_where_nothing_but_their_starts_differs(changes, words) -> None:
    points = dataset("faithful")
    lanes = tuple(Lane(replace(EMSettings(k=3, max_iter=3), **change)) for change in changes)
    found = race_scene.numbered([fit(points.x, lane.settings) for lane in lanes])
    scene = race_scene.scene(points, replace(lanes_of.showcase(), lanes=lanes), found)
    assert scene.opening() == f"{words} on the same points: where will they end?"


def test_the_showcase_is_the_story_of_the_issue() -> None:
    points, scenario = dataset("faithful"), lanes_of.showcase()
    found = matched([fit(points.x, lane.settings) for lane in scenario.lanes])
    scene = race_scene.scene(points, scenario, found, ("A", "B", "C", "B"))
    assert (
        scene.conclusion
        == "Three of four ended 4.77 to 5.20 below the best: 50 to 57 of 272 rows change cluster."
    )
    assert [lane.result for lane in scene.lanes] == [
        "A: the best", "B: 4.77 below, 57 rows change", "C: 5.20 below, 50 rows change",
        "B: 4.77 below, 57 rows change",
    ]  # fmt: skip
    assert [lane.facts[4] for lane in scene.lanes] == ["0.00", "−4.77", "−5.20", "−4.77"]
    told = dict(zip(scene.heads, scene.lanes[1].facts, strict=True))
    assert told == {
        "Lane": "2",
        "Start": "random points no. 4",
        "Optimum": "B",
        "Log-likelihood": "−1\u202f119.21",
        "Difference to the best": "−4.77",
        "Rows that change": "57",
        "Adjusted Rand index": "0.78",
        "Iterations": "207",
        "In words": "same optimum as lane 4; 1 and 3 share one cluster",
    }


def test_a_race_whose_best_is_lower_than_what_another_page_has_seen_says_so() -> None:
    points, scenario = dataset("faithful"), lanes_of.showcase()
    found = matched([fit(points.x, lane.settings) for lane in scenario.lanes])
    scene = race_scene.scene(points, scenario, found, ("B", "C", "D", "C"))
    assert scene.conclusion.endswith("cluster. Optimum A, seen elsewhere, is higher.")
    assert scene.lanes[0].result == "B: the best here, A is higher"
    assert scene.lanes[0].facts[-1].startswith("the best here, A is higher")


def test_an_accident_has_no_letter_and_is_not_the_best_however_high(
    kept: tuple[FrameState, WatchState],
) -> None:
    points = dataset("iris")
    lanes = lanes_of.opening_race(Lane(EMSettings(k=3, seed=0)))
    found = tuple(matched([fit(points.x, lane.settings) for lane in lanes]))
    scenario = replace(lanes_of.showcase(), lanes=lanes)
    letters = race_scene.letters_of(points, scenario, found)
    scene = race_scene.scene(points, scenario, found, letters)
    assert letters == ("A", "", "", "")
    assert [lane.result for lane in scene.lanes] == [
        "A: the best",
        "an accident of rounding: 2.80 higher, 46 rows change",
        "Component 3 shrank onto 4 rows.",
        "an accident of a few rows: 5.08 below, 30 rows change",
    ]
    assert [lane.facts[4] for lane in scene.lanes] == ["0.00", "+2.80", "–", "−5.08"]
    assert scene.conclusion == (
        "Only lane 1 ended on a sound mixture. Lanes 2 and 4 ended on accidents of a few rows or of rounding: "
        "these do not count. One of 4 failed."
    )
    assert (scene.leader, [lane.sound for lane in scene.lanes]) == (0, [True, False, False, False])


def test_optimum_a_is_the_best_of_all_pages_whatever_the_tolerance(
    kept: tuple[FrameState, WatchState],
) -> None:
    points, best = dataset("faithful"), Lane(EMSettings(k=3, seed=3))
    watched = fit(points.x, best.settings)
    best_seen.after(points, best, watched)
    lanes = lanes_of.beside_kmeans(Lane(EMSettings(k=3, seed=4, tol=1e-9, max_iter=5_000)))
    found = tuple(matched([fit(points.x, lane.settings) for lane in lanes]))
    scenario = replace(lanes_of.showcase(), lanes=lanes)
    letters = race_scene.letters_of(points, scenario, found)
    assert letters == ("B", "")
    assert (
        race_scene.scene(points, scenario, found, letters).lanes[0].result == "B: the best here, A is higher"
    )


@pytest.mark.parametrize(
    "change",
    [{"flags": (Flag(0, 7.0, 0.01, "Component 1 holds only 7 rows."),)},
     {"verdict": Verdict("stood still", "Stood still.")}],
    ids=["accident", "saddle"],
)  # fmt: skip
def test_a_best_near_no_sound_optimum_is_never_a_and_is_polished_once(
    change: dict[str, object], kept: tuple[FrameState, WatchState], monkeypatch: pytest.MonkeyPatch
) -> None:
    points, lane = dataset("faithful"), Lane(EMSettings(k=2))
    run = fit(points.x, lane.settings)
    best_seen.after(points, lane, run)
    asked = []

    def unsound(*given: object) -> object:
        asked.append(given)
        return replace(polished(*given), **change)

    monkeypatch.setattr(optima, "polished", unsound)
    optima._near_best.clear()
    try:
        for seed in range(3):
            optima.note_best(points, replace(lane.settings, seed=seed))
    finally:
        optima._near_best.clear()
    assert (len(asked), kept[0].optima) == (1, {})


def test_the_best_of_a_model_is_asked_for_once_however_many_lanes_fit_it(
    kept: tuple[FrameState, WatchState], monkeypatch: pytest.MonkeyPatch
) -> None:
    points = dataset("faithful")
    lanes = tuple(Lane(EMSettings(k=k, seed=seed, max_iter=3)) for k, seed in ((2, 0), (2, 1), (3, 0)))
    asked: list[int] = []
    monkeypatch.setattr(optima, "note_best", lambda _points, settings: asked.append(settings.k))
    found = tuple(fit(points.x, lane.settings) for lane in lanes)
    race_scene.letters_of(points, replace(lanes_of.showcase(), lanes=lanes), found)
    assert asked == [2, 3]


def test_accidents_do_not_count_among_the_lanes_either() -> None:
    odd = end(-99.0, spurious_of="rounding")
    assert conclusion(standings([end(-100.0), end(-104.0, moved(6)), odd, odd])) == (
        "One of two ended 4.00 below the best: 6 of 60 rows change cluster. "
        "Lanes 3 and 4 ended on accidents of rounding: these do not count."
    )
    assert conclusion(standings([end(-100.0), end(-100.0), odd])).startswith(
        "Both ended on the same optimum."
    )


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> tuple[FrameState, WatchState]:
    """What a session keeps of all pages and of Watch: nothing yet."""
    found = FrameState(), WatchState()
    monkeypatch.setattr(session, "frame", lambda: found[0])
    monkeypatch.setattr(session, "watch", lambda: found[1])
    return found


def test_a_race_is_in_its_link() -> None:
    scenario = replace(lanes_of.showcase(), frame=12, look=Look(pace="own"))
    assert from_query(to_query(scenario)) == scenario


@pytest.mark.parametrize(
    "plan",
    [CompareSettings(), CompareSettings("basins", 40, ("kmeans",)), CompareSettings("map", component=2)],
)
def test_the_page_is_in_its_link(plan: CompareSettings) -> None:
    assert from_query(to_query(Scenario(compare=plan))).compare == plan


def test_every_part_of_a_link_has_its_words_on_the_page() -> None:
    assert tuple(COMPARE_PARTS) == COMPARE_CHOICES["part"]


@pytest.mark.parametrize("page", [race, watching])
@pytest.mark.parametrize(("left", "frame"), [(False, 95), (True, 7)])
def test_a_frame_told_late_by_a_stage_that_was_left_is_not_taken_over(
    page: ModuleType, left: bool, frame: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One presses End, then opens a lane: the stage tells where it rested when the lane is already the scenario."""
    shown = Scenario(lanes=(Lane(EMSettings(k=3, seed=3)), Lane(EMSettings(k=3, seed=4))), frame=7)
    now = replace(shown, lanes=shown.lanes[1:]) if left else shown
    opened = StageOpening(to_query(shown, view=False), 7, Look())
    taken = []
    monkeypatch.setattr(session, "scenario", lambda: now)
    monkeypatch.setattr(session, "replace_scenario", taken.append)
    race_kept = CompareState(opened=opened, race=shown)
    monkeypatch.setattr(session, "compare", lambda: race_kept)
    monkeypatch.setattr(session, "watch", lambda: WatchState(opened=opened))
    monkeypatch.setattr(embedded, "resting_frame", lambda *_key: 95)
    monkeypatch.setattr(embedded, "resting_look", lambda *_key: None)
    page._remember_view()
    if left and page is race:
        assert (taken, race_kept.race) == ([], shown)  # the race that one comes back to is not the lane
    else:
        assert taken == [replace(now, frame=frame)]


def test_the_way_back_from_a_lane_of_kmeans_is_to_the_race_as_it_was_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages: list[str] = []
    monkeypatch.setattr("streamlit.session_state", {})
    monkeypatch.setattr(session, "turn_page", pages.append)
    points = dataset("faithful")
    left = Scenario(lanes=lanes_of.beside_kmeans(Lane(EMSettings(k=3, seed=3))), frame=9)
    session.replace_scenario(left)
    found = race_scene.numbered(runs.runs(points, left.lanes))
    for frame in (0, 12, 10_000):
        race.act({"id": "open", "lane": 1, "frame": frame}, points, found)
        (kmeans,) = session.scenario().lanes
        assert kmeans == left.lanes[1]
        assert kmeans.settings.is_kmeans
        assert leaving.way_back() == "Back to the race"
        leaving.go_back()
        assert session.scenario() == replace(left, frame=frame)
    assert pages == 3 * ["watch.py", "compare.py"]


def test_another_shape_leaves_a_kmeans_lane_as_it_is() -> None:
    lanes = lanes_of.beside_kmeans(Lane(EMSettings(k=3)))
    soft, kmeans = lanes_of.with_model(lanes, family="VVI")
    assert (soft.settings.model_name, kmeans) == ("axis-aligned", lanes[1])
    assert lanes_of.with_model(lanes, k=4)[1].settings.is_kmeans


def test_in_one_column_lanes_and_their_optima_speak_of_widths() -> None:
    race = (Lane(EMSettings(seed=7)), Lane(EMSettings(seed=7, family="EEE")))
    assert [lanes_of.name_of(lane, race, 1) for lane in race] == [
        "random points no. 7, own widths",
        "random points no. 7, one width",
    ]
    alike = (race[0], Lane(EMSettings(seed=7, family="VVI")))
    assert lanes_of.name_of(race[0], alike, 1) == "random points no. 7"
    ends = [end(-100.0, d=1), end(-100.0, d=1, model=(3, "EEE", "free"))]
    assert [each.optimum_name for each in standings(ends, ["A", "A"])] == ["A of V", "A of E"]
    points = dataset("faithful")
    column = replace(
        points, x=points.x[:, :1], columns=points.columns[:1], file_columns=points.file_columns[:1]
    )
    lanes = tuple(replace(lane, settings=replace(lane.settings, max_iter=3)) for lane in race)
    found = race_scene.numbered([fit(column.x, lane.settings) for lane in lanes])
    scene = race_scene.scene(column, replace(lanes_of.showcase(), lanes=lanes), found, ("A", "A"))
    told = " ".join(
        [str(scene.conclusion), *(f"{lane.name} {lane.result} {lane.facts}" for lane in scene.lanes)]
    )
    assert "own widths" in told
    assert "A of E" in told
    assert not re.search(r"ellipse|circle|axis|VVV|EEE", told)
