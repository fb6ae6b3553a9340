"""What a browser may send: anything. What is taken: what a component sends."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmviz.figures.look import LOOKS, Look
from gmmviz.limits import COLUMN_LIMIT, COMPONENTS, FRAME_LIMIT, LANES, SEED_LIMIT
from gmmviz.report.run_ends.remedies import REMEDIES
from gmmviz.ui.stage import browser_messages

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
WORDS = st.sampled_from(
    [
        "id",
        "value",
        "frame",
        "parts",
        "source",
        "mean",
        "plane",
        "lane",
        "used",
        "read",
        "place",
        "as",
        "signature",
    ]
)
ANYTHING = st.recursive(
    LEAVES | st.sampled_from([*browser_messages.ACTIONS, *LOOKS]),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(WORDS | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=12,
)
MEAN = st.lists(st.floats(-1e100, 1e100), min_size=1, max_size=COLUMN_LIMIT.most)
PART = st.fixed_dictionaries({"source": st.integers(0, COMPONENTS.most - 1), "mean": st.none() | MEAN})
FRAMES, LANE = st.integers(0, FRAME_LIMIT.most), st.integers(0, LANES.most - 1)
ARGUMENTS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "k": {"value": st.integers(COMPONENTS.least, COMPONENTS.most)},
    "place": {"frame": FRAMES, "parts": st.lists(PART, min_size=1, max_size=5)},
    "plane": {"plane": st.lists(st.text(max_size=20), min_size=1, max_size=2), "frame": FRAMES},
    "another": {"value": st.none() | st.integers(SEED_LIMIT.least, SEED_LIMIT.most)},
    "remedy": {"value": st.sampled_from(list(REMEDIES))},
    **{name: {"lane": LANE} for name in ("reroll", "duplicate", "remove")},
    "open": {"lane": LANE, "frame": FRAMES},
}
ACTION = st.sampled_from(list(browser_messages.ACTIONS)).flatmap(
    lambda name: st.fixed_dictionaries({"id": st.just(name), **ARGUMENTS.get(name, {})})
)
CHECKS = {
    "frame": browser_messages.frame,
    "look": browser_messages.look,
    "action": browser_messages.action,
    "column_choice": browser_messages.column_choice,
    "map_act": browser_messages.map_act,
    "painting": lambda message: browser_messages.painting(message, (16.0, 10.0)),
}


@given(ANYTHING)
def test_no_message_raises_and_what_is_taken_can_be_sent_again(message: object) -> None:
    """Each is sent to all that take messages: making one takes far longer than looking at it."""
    for name, check in CHECKS.items():
        found = browser_messages.taken(check, message)
        if found is not None and not isinstance(found, Look):
            assert browser_messages.taken(check, json.loads(json.dumps(found))) == found, name


@given(ACTION)
def test_every_action_that_the_stage_sends_is_taken_as_it_is(action: dict[str, Any]) -> None:
    assert browser_messages.taken(browser_messages.action, json.loads(json.dumps(action))) == action


@given(ACTION, WORDS, ANYTHING)
def test_an_action_with_a_part_forged_is_refused_or_still_one(
    action: dict[str, Any], word: str, forged: object
) -> None:
    found = browser_messages.taken(browser_messages.action, action | {word: forged})
    if found is not None:
        assert found.keys() == {"id", *browser_messages.ACTIONS[found["id"]]}


@pytest.mark.parametrize(
    "message",
    [
        {"id": "k", "value": True},
        {"id": "k", "value": 21},
        {"id": "k", "value": 2.0},
        {"id": "k"},
        {"id": "k", "value": 2, "more": 1},
        {"id": ["k"], "value": 2},
        {"id": "quit"},
        {"id": "place", "frame": 1, "parts": []},
        {"id": "place", "frame": -1, "parts": [{"source": 0, "mean": None}]},
        {"id": "place", "frame": 1, "parts": [{"source": None, "mean": None}]},
        {"id": "place", "frame": 1, "parts": [{"source": 0, "mean": [float("nan")]}]},
        {"id": "place", "frame": 1, "parts": [{"source": 0, "mean": [1e200]}]},
        {"id": "place", "frame": 1, "parts": [{"source": 20, "mean": None}]},
        {"id": "plane", "plane": ["x", "y", "z"], "frame": 0},
        {"id": "plane", "plane": "xy", "frame": 0},
        {"id": "open", "lane": 6, "frame": 0},
        {"id": "open", "lane": "0", "frame": 0},
        "another",
        None,
    ],
    ids=str,
)
def test_a_forged_action_is_nothing(message: object) -> None:
    assert browser_messages.taken(browser_messages.action, message) is None


def test_a_look_is_a_choice_of_each_kind_or_nothing() -> None:
    assert browser_messages.taken(browser_messages.look, {"color": "hard", "trails": False}) == Look(
        color="hard", trails=False
    )
    for forged in ({"color": "pink"}, {"trails": 1}, {"color": ["hard"]}, {"size": 2}, [], "hard"):
        assert browser_messages.taken(browser_messages.look, forged) is None


def test_painted_points_lie_in_their_plane() -> None:
    assert browser_messages.taken(CHECKS["painting"], [1, 2.5, 16, 10]) == [1.0, 2.5, 16.0, 10.0]
    for forged in ([1], [1, 10.5], [16.5, 1], [1, float("nan")], [True, 1], "1,2", [0.0] * 20_000):
        assert browser_messages.taken(CHECKS["painting"], forged) is None


def test_a_choice_of_columns_names_each_place_once() -> None:
    choice = {"signature": "a", "used": [2, 2, 0], "logs": [], "read": None}
    assert browser_messages.taken(browser_messages.column_choice, choice) == choice | {"used": [2, 0]}
    assert browser_messages.taken(browser_messages.column_choice, choice | {"used": [-1]}) is None
    assert browser_messages.taken(browser_messages.column_choice, choice | {"read": {"places": [1]}}) is None
