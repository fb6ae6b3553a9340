"""Widgets that show the scenario: what a person does is taken over, what only comes late is not."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from gmmviz.scenario import from_query
from gmmviz.ui.frame import components, session, streamlit_private
from gmmviz.ui.page import arrival

KEY = "recipe k"
ROOT = Path(__file__).resolve().parents[2]


class Page:
    """A page that shows one value in a widget, its server's state, and what the browser has on screen."""

    def __init__(self) -> None:
        self.value: Any = 2
        self.taken: list[Any] = []
        self.drawn = self.draw()

    def draw(self) -> str:
        """A run of the page; returns the widget's key."""
        self.drawn = session.shown(KEY, self.value)
        return self.drawn

    def says(self, key: str, value: Any) -> None:
        """A message of the browser: the widget of this key says so, and Streamlit calls back where that is new."""
        if st.session_state.get(key) != value:
            st.session_state[key] = value
            session.stored(KEY, self.change)()

    def change(self, value: Any) -> None:
        self.value = value
        self.taken.append(value)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    monkeypatch.setattr(st, "session_state", {})
    return Page()


def test_a_decision_is_taken_over_by_the_same_widget(page: Page) -> None:
    first = page.drawn
    page.says(first, 3)
    assert (page.taken, page.draw()) == ([3], first)
    page.says(first, 4)
    assert (page.taken, page.draw()) == ([3, 4], first)


def test_there_and_back_before_the_page_has_run_is_back(page: Page) -> None:
    page.says(page.drawn, 3)
    page.says(page.drawn, 2)
    page.draw()
    assert (page.taken, page.value) == ([3, 2], 2)


def test_what_the_browser_sent_before_it_knew_undoes_nothing(page: Page) -> None:
    before = page.drawn
    page.value = 3  # a mean was added on the stage
    assert page.draw() != before
    page.says(before, 2)
    st.session_state.pop(before)  # Streamlit forgets it, and the late message brings it back
    page.says(before, 2)
    assert (page.taken, page.value) == ([], 3)


def test_what_is_shown_already_is_no_decision(page: Page) -> None:
    st.session_state.pop(page.drawn)
    page.says(page.drawn, 2)
    assert page.taken == []


def test_a_refused_value_is_shown_no_longer(page: Page) -> None:
    page.says(page.drawn, 99)
    page.value = 2  # refused
    page.draw()
    assert st.session_state[page.drawn] == 2


def test_back_and_forward_lead_to_another_run_and_leave_presenter_mode_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("streamlit.session_state", {})
    monkeypatch.setattr(streamlit_private, "is_history_navigation", lambda: True)
    session.replace_scenario(from_query("v=1&data=faithful&k=3&family=VVV&start=points&seed=4"))
    monkeypatch.setattr(arrival, "address_query", lambda: "v=1&data=iris&k=2&present=1&rings=sigma")
    arrival.adopt_address()
    found = session.scenario()
    assert (found.data, found.lanes[0].k, found.look.rings) == ("iris", 2, "sigma")
    assert not found.look.present
    session.replace_scenario(replace(found, look=replace(found.look, present=True)))
    monkeypatch.setattr(arrival, "address_query", lambda: "v=1&data=faithful&k=2")
    arrival.adopt_address()
    assert session.scenario().look.present


def test_the_address_of_a_lesson_says_that_it_is_on_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, object]] = []
    monkeypatch.setattr(components, "page_keys", lambda words, query, page: told.append(words["view"]))
    for words, view in (({"present": "1"}, {"present": True}), ({}, {})):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        app.query_params.update(words)
        app.run().switch_page("pages/lessons.py").run()
        assert not app.exception
        assert told[-1] == view


@pytest.mark.parametrize("words", [{"scene": "flexible"}, {"scene": "start", "notes": "1"}, {"notes": "1"}])
def test_back_to_a_lesson_keeps_the_data_of_the_session(
    words: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streamlit.session_state", {})
    monkeypatch.setattr(streamlit_private, "is_history_navigation", lambda: True)
    monkeypatch.setattr(arrival.st, "query_params", words)
    monkeypatch.setattr(arrival, "address_query", lambda: "&".join(f"{a}={b}" for a, b in words.items()))
    own = from_query("v=1&data=iris&k=3&family=VVV&start=points&seed=4")
    session.replace_scenario(own)
    arrival.adopt_address()
    assert session.scenario() == own
    st.session_state.clear()
    arrival.adopt_address()  # a new session has nothing to keep
    assert session.scenario().data == "faithful"
