"""What Watch says at the end of a run of the best that the session has seen of its model."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gmmviz.data import Points, dataset
from gmmviz.em import EMSettings
from gmmviz.em.models.spurious import Flag
from gmmviz.em.search.polish import PolishedFit, polished
from gmmviz.em.search.terrain import EMPTY
from gmmviz.scenario import Lane, Scenario
from gmmviz.ui.compare.places import map_panel
from gmmviz.ui.compare.places.ground import Ground
from gmmviz.ui.watch import run_end
from gmmviz.ui.work import best_seen, runs

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
    return run_end.ending(POINTS, Scenario("faithful", (lane,)), run, best_seen.after(POINTS, lane, run))


def seen(points: Points, seed: int) -> None:
    lane = Lane(replace(SETTINGS, seed=seed))
    best_seen.after(points, lane, runs.run(points, lane))


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
    walked, owners = EMPTY.walked.copy(), EMPTY.owners.copy()
    walked[0, :7], owners[0, :9] = True, 0
    end = polished(POINTS.x, SETTINGS, run.states[-1].mixture)
    assert isinstance(end, PolishedFit)
    map_panel._noted(POINTS, ground, replace(EMPTY, walked=walked, owners=owners), [end])
    assert len(best_seen.after(POINTS, lane, run).starts) == 8  # seven of the map, and the run's own
