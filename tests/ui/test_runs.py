"""Runs of lanes: found once for everybody, several at once, and cut off where a person stops them."""

import time
from dataclasses import replace
from threading import Thread

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from gmmviz.em.starts.placing import Part
from gmmviz.scenario import Fork, Lane, opening
from gmmviz.ui.frame import session
from gmmviz.ui.work import runs
from gmmviz.ui.work.jobs import awaiting
from gmmviz.ui.work.store import Store
from tests.ui.test_jobs import same
from tests.ui.test_pages import opened, without_traceback

FAITHFUL = dataset("faithful")
MANY = replace(FAITHFUL, x=np.random.default_rng(7).uniform(size=(30_000, 2)), truth=None)
SLOW = Lane(EMSettings(k=6, tol=1e-10, max_iter=100_000, seed=3))


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Store(runs.MAX_RUN_BYTES, runs.size_of)
    monkeypatch.setattr(runs, "kept", lambda: cache)
    monkeypatch.setattr("streamlit.session_state", {})


@pytest.mark.parametrize("scaling", ["none", "standardise"])
def test_a_run_is_the_engines(scaling: str) -> None:
    from gmmviz.em import fit_in, units_of

    points, lane = replace(FAITHFUL, scaling=scaling), Lane(EMSettings(k=3, seed=5))
    expected = fit_in(points.x, lane.settings, units_of(points.x, scaling))
    assert same(runs.run(points, lane), expected)


def test_sessions_that_ask_at_once_cost_one_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = []
    real = runs.resumable.lane

    def counted(*arguments: object) -> object:
        begun.append(1)
        return real(*arguments)

    monkeypatch.setattr(runs.resumable, "lane", counted)
    found: list[object] = []
    lane = Lane(EMSettings(k=4, seed=11))
    sessions = [Thread(target=lambda: found.append(runs.run(FAITHFUL, lane))) for _ in range(20)]
    for each in sessions:
        each.start()
    for each in sessions:
        each.join()
    assert len(found) == 20
    assert len(begun) == 1


def test_settings_that_cannot_work_are_told_in_the_engines_words() -> None:
    few = replace(FAITHFUL, x=FAITHFUL.x[:4])
    with pytest.raises(ValueError, match=r"^[A-Z].*"):
        runs.run(few, Lane(EMSettings(k=9)))


def test_a_run_that_is_stopped_is_the_one_that_ends_there_and_goes_on_for_others() -> None:
    session.replace_scenario(replace(opening("faithful"), lanes=(SLOW,)))
    going = runs.LaneJob(MANY, SLOW)
    going.job.join("me")
    going.job.join("another")
    going.job.wait(lambda found: len(found) > 20, 60)
    going.stop()
    going.job.leave("me")
    last = session.scenario().settings.max_iter
    assert 20 <= last < SLOW.settings.max_iter
    cut = runs.run(MANY, session.scenario().lanes[0])
    expected = fit(MANY.x, replace(SLOW.settings, max_iter=last))
    assert same(cut.states, expected.states)
    assert cut.verdict.kind == expected.verdict.kind == "still climbing"
    before = len(going.job.found)
    assert going.job.wait(lambda found: len(found) > before, 60)
    assert going.job.active
    going.job.leave("another")
    end = time.monotonic() + 30
    while going.job.active:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_run_that_is_stopped_before_its_start_is_made_is_told_once_and_then_wanted_again() -> None:
    lane = Lane(EMSettings(k=3, seed=77))
    runs.LaneJob(FAITHFUL, lane).stop()
    with pytest.raises(ValueError, match="before the start was made"):
        runs.run(FAITHFUL, lane)
    assert same(runs.run(FAITHFUL, lane), fit(FAITHFUL.x, lane.settings))


def test_stopping_one_lane_of_a_race_leaves_the_others() -> None:
    others = (Lane(EMSettings(k=6, seed=1)), SLOW, Lane(EMSettings(k=6, seed=2)))
    session.replace_scenario(replace(opening("faithful"), lanes=others))
    going = runs.LaneJob(MANY, SLOW)
    going.job.join("me")
    going.job.wait(lambda found: len(found) > 5, 60)
    going.stop()
    going.job.leave("me")
    first, second, third = session.scenario().lanes
    assert (first, third) == (others[0], others[2])
    assert replace(second.settings, max_iter=100_000) == SLOW.settings
    assert second.settings.max_iter < 100_000


@pytest.mark.parametrize(
    "query",
    [
        "page=compare",
        "data=faithful&k=3&forks=3;0;1;2@3,60",
    ],
)
def test_every_run_may_be_slow(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each lane, and the run that a fork belongs to, has a row and a button of its own."""
    monkeypatch.undo()
    monkeypatch.setattr(awaiting, "SECONDS_BEFORE_PROGRESS", 0.0)
    monkeypatch.setattr(awaiting, "SECONDS_UNTIL_ASIDE", 0.0)
    cache = Store(runs.MAX_RUN_BYTES, runs.size_of)
    monkeypatch.setattr(runs, "kept", lambda: cache)
    rows: list[int] = []
    real = awaiting._rows

    def counted(place: object, waits: list[object], visitor: str) -> object:
        rows.append(len(waits))
        return real(place, waits, visitor)

    monkeypatch.setattr(awaiting, "_rows", counted)
    page, _, words = query.partition("page=")
    app = opened(page)
    if words:
        app.switch_page(f"pages/{words}.py")
        without_traceback(app.run())
    assert sum(rows) >= (4 if words else 2)


def test_a_fork_of_a_run_is_the_engines() -> None:
    parent = Lane(EMSettings(k=3, seed=2))
    fork = replace(parent, forks=(Fork(4, (Part(0), Part(1, (3.0, 60.0)), Part(2))),))
    found = runs.runs(FAITHFUL, [fork, parent])
    assert found[0].states[0].mixture.means[1] == pytest.approx([3.0, 60.0])
    assert np.array_equal(found[0].states[0].mixture.means[0], found[1].states[2].mixture.means[0])
