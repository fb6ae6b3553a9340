"""What Watch says at the end of a run of the best that the session has seen of its model."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gmmviz.data import Points, dataset
from gmmviz.em import EMSettings
from gmmviz.em.models.spurious import Flag
from gmmviz.em.search.polish import PolishedFit, polished
from gmmviz.em.search.terrain import EMPTY_TERRAIN
from gmmviz.report.run_ends.ending_words import divergence_sentence
from gmmviz.report.run_ends.race_conclusion import conclusion
from gmmviz.report.run_ends.race_words import standings
from gmmviz.scenario import Lane, Scenario, to_query
from gmmviz.ui.compare import race
from gmmviz.ui.compare.places import map_panel, map_run
from gmmviz.ui.compare.places.ground import Ground
from gmmviz.ui.frame import session
from gmmviz.ui.frame.states import Divergence
from gmmviz.ui.page import leaving
from gmmviz.ui.stage import run_end
from gmmviz.ui.work import best_seen, runs
from gmmviz.ui.work.lane_ends import lane_end

POINTS = dataset("faithful")
SETTINGS = EMSettings(k=3, seed=4)
LOWER = "4.77 below the best seen: 57 of 272 rows would belong elsewhere."


@pytest.fixture(autouse=True)
def fresh_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session that has seen nothing."""
    monkeypatch.setattr("streamlit.session_state", {})


def told(settings: EMSettings, flags: tuple[Flag, ...] = ()) -> dict[str, Any]:
    lane = Lane(settings)
    run = replace(runs.run(POINTS, lane), flags=flags)
    return run_end.ending(
        POINTS, Scenario("faithful", lanes=(lane,)), run, best_seen.after(POINTS, lane, run)
    )


def seen(points: Points, seed: int) -> None:
    lane = Lane(replace(SETTINGS, seed=seed))
    best_seen.after(points, lane, runs.run(points, lane))


def test_what_is_drawn_of_the_best_before_a_runs_end_is_of_other_starts() -> None:
    first, higher, same = (Lane(EMSettings(k=3, seed=seed, tol=1e-8)) for seed in (4, 3, 5))
    ends = {}

    def lines(lane: Lane) -> tuple[float | None, float | None]:
        run = runs.run(POINTS, lane)
        ends[lane] = run.states[-1].log_likelihood
        return best_seen.after(POINTS, lane, run).lines(best_seen.start_of_lane(lane))

    assert lines(first) == (None, ends[first])
    assert lines(first) == (None, ends[first])  # seen again it is no other start
    assert lines(higher) == (ends[first], ends[higher])
    assert ends[first] < ends[higher] - 4
    assert lines(higher) == (ends[first], ends[higher])
    assert lines(first) == (ends[higher], ends[higher])
    lines(same)
    assert lines(higher) == (max(ends[first], ends[same]), ends[higher])
    model = best_seen.model_of(POINTS, higher.settings, 3)
    best_seen.note(model, ends[higher], best_seen.known(model).mixture, [("a", 1), ("b", 2)])
    assert lines(higher) == (ends[higher], ends[higher])  # others reached it too


def test_an_accident_below_the_best_seen_says_so_and_shows_the_best() -> None:
    flag = Flag(0, 7.0, 0.01, "Component 1 holds only 7 rows.")
    assert "below the best seen" not in told(SETTINGS, (flag,))["sentence"]  # nothing sound was seen
    seen(POINTS, 3)
    end = told(SETTINGS, (flag,))
    assert LOWER in end["sentence"]
    assert end["sentence"].endswith(flag.sentence)
    assert end["ghost"] is not None
    assert "Show it" in [each["label"] for each in end["actions"]]


def test_an_accident_above_the_best_seen_is_not_compared() -> None:
    seen(POINTS, 4)
    end = told(replace(SETTINGS, seed=3), (Flag(0, 7.0, 0.01, "Component 1 holds only 7 rows."),))
    assert "best seen" not in end["sentence"]
    assert "seen in" not in end["sentence"]
    assert end["ghost"] is None


def test_a_loosely_stopped_run_is_as_far_below_the_best_as_its_optimum() -> None:
    """The grid's best is polished: beside where this run stopped it is 4.775 higher, beside its optimum 4.774."""
    best = polished(POINTS.x, SETTINGS, runs.run(POINTS, Lane(replace(SETTINGS, seed=3))).states[-1].mixture)
    last = runs.run(POINTS, Lane(SETTINGS)).states[-1]
    assert isinstance(best, PolishedFit)
    assert f"{best.log_likelihood - last.log_likelihood:.2f}" == "4.78"
    model = best_seen.model_of(POINTS, SETTINGS, 3)
    best_seen.note(model, best.log_likelihood, best.mixture, [("points", 3, ())])
    assert LOWER in told(SETTINGS)["sentence"]


@pytest.mark.parametrize("change", [{"max_iter": 5}, {"variant": "hard"}], ids=["still climbing", "hard EM"])
def test_an_end_that_is_no_optimum_says_how_far_below_the_best_seen_it_is(change: dict[str, Any]) -> None:
    settings = replace(SETTINGS, **change)
    seen(POINTS, 3)
    end = told(settings)
    assert "below the best seen: " in end["sentence"]
    assert "would belong elsewhere." in end["sentence"]
    assert "Show it" in [each["label"] for each in end["actions"]]


def test_the_runs_of_a_map_are_starts_that_were_seen() -> None:
    lane = Lane(SETTINGS)
    run = runs.run(POINTS, lane)
    low, high = POINTS.x.min(axis=0), POINTS.x.max(axis=0)
    start = run.states[0].mixture
    ground = Ground(
        POINTS.digest, lane, start, 0, np.eye(2), POINTS.columns, low, high, POINTS.x.mean(axis=0)
    )
    walked, owners = EMPTY_TERRAIN.walked.copy(), EMPTY_TERRAIN.owners.copy()
    walked[0, :7], owners[0, :9] = True, 0
    end = polished(POINTS.x, SETTINGS, run.states[-1].mixture)
    assert isinstance(end, PolishedFit)
    map_panel._noted(POINTS, ground, replace(EMPTY_TERRAIN, walked=walked, owners=owners), [end])
    assert len(best_seen.after(POINTS, lane, run).starts) == 8  # seven of the map, and the run's own


@pytest.mark.parametrize("known", [False, True])
def test_beside_the_list_of_a_map_no_run_claims_what_others_end_at(known: bool) -> None:
    scenario = Scenario("faithful", lanes=(Lane(SETTINGS),))
    run = runs.run(POINTS, scenario.lanes[0])
    said = map_run.ending_beside(POINTS, scenario, run, known)
    assert said["sentence"].startswith("Settled after ")
    assert "start was seen" not in said["sentence"]
    assert "nothing better" not in said["sentence"]
    seen(POINTS, 3)  # as the map finds a better end
    said = map_run.ending_beside(POINTS, scenario, run, known)
    assert (LOWER in said["sentence"], said["ghost"] is not None) == (known, known)


@pytest.fixture
def turned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were turned to, of a session with a race of three components."""
    pages: list[str] = []
    monkeypatch.setattr(session, "turn_page", pages.append)
    session.replace_scenario(Scenario("faithful", lanes=(Lane(SETTINGS), Lane(replace(SETTINGS, seed=3)))))
    return pages


def test_a_lane_of_a_race_that_stands_at_its_start_opens_at_its_start_and_tells_nothing(
    turned: list[str],
) -> None:
    seen(POINTS, 3)
    found = tuple(runs.run(POINTS, lane) for lane in session.scenario().lanes)
    race.open_lane(POINTS, found, 0, 0)
    assert (turned, session.scenario().frame, session.watch().divergence) == (["watch.py"], 0, None)
    leaving.go_back()
    race.open_lane(POINTS, found, 0, 9)
    assert session.watch().divergence is not None
    assert session.scenario().frame == session.watch().divergence.frame > 0


@pytest.mark.parametrize("told", [False, True])
def test_a_run_that_parts_at_its_start_gives_nothing_away_unless_it_was_seen(
    turned: list[str], told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen(POINTS, 3)
    monkeypatch.setattr(leaving, "divergence", lambda *_given: 0)
    lane = session.scenario().lanes[0]
    leaving.open_where_it_parts(POINTS, lane, runs.run(POINTS, lane), told)
    assert session.scenario().frame == (1 if told else 0)
    assert (session.watch().divergence is not None) == told


def test_one_component_has_one_best_fit_and_no_other_ending_is_offered() -> None:
    end = told(EMSettings(k=1))
    assert end["sentence"].endswith("One component has one best fit.")
    assert "seen" not in end["sentence"]
    assert "elsewhere" not in [each["id"] for each in end["actions"]]


def test_lanes_of_one_component_agree_without_a_word_of_luck() -> None:
    lanes = [Lane(EMSettings(k=1, seed=seed)) for seed in (1, 2)]
    ends = [lane_end(POINTS, lane, runs.run(POINTS, lane)) for lane in lanes]
    told = conclusion(standings(ends))
    assert told == "Both ended on the same optimum. One component has one best fit."


def test_a_lane_whose_optimum_is_sound_is_no_accident_though_its_last_step_was_flagged() -> None:
    lane, flag = Lane(replace(SETTINGS, tol=1e-7)), Flag(0, 7.0, 0.01, "Component 1 holds only 7 rows.")
    assert lane_end(POINTS, lane, replace(runs.run(POINTS, lane), flags=(flag,))).spurious_of == ""
    hard = Lane(replace(SETTINGS, tol=1e-7, variant="hard"))
    assert lane_end(POINTS, hard, replace(runs.run(POINTS, hard), flags=(flag,))).spurious_of == "a few rows"


def test_a_run_opened_where_it_parts_from_the_best_says_so_there_and_no_other_run_does() -> None:
    seen(POINTS, 3)
    scenario = Scenario("faithful", lanes=(Lane(SETTINGS),))
    words = divergence_sentence("A", 3, drawn=True)
    session.watch().divergence = Divergence(to_query(scenario, view=False), 7, words)
    assert told(SETTINGS)["divergence"] == {"frame": 7, "words": "**Here it turns away from A** (dashed)."}
    assert told(SETTINGS)["ghost"] is not None
    assert "divergence" not in told(replace(SETTINGS, seed=1))
