"""The keys of pages without a stage: P is presenter mode."""

import pytest

from gmmviz.figures.look import Look
from gmmviz.scenario import Scenario
from gmmviz.ui.frame import components, session
from gmmviz.ui.frame.states import FrameState


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize(
    ("told", "after"), [("present", True), ("leave", False), ("code", None), (None, None)]
)
def test_presenter_mode_is_turned_before_the_page_runs(
    before: bool, told: str | None, after: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that another message breaks off has done it; and who presses while the server is busy is not undone."""
    state: dict[str, object] = {
        "address": {"act": told},
        session.key_of(FrameState): FrameState(scenario=Scenario(look=Look(present=before))),
    }
    monkeypatch.setattr("streamlit.session_state", state)
    heard = []
    monkeypatch.setattr(
        components, "_component", lambda *_: lambda **given: heard.append(given["on_act_change"]) or {}
    )
    components.page_keys({}, "", "lessons")
    heard[0]()
    heard[0]()  # told again, since it was not answered in time
    assert session.scenario().look.present == (before if after is None else after)
