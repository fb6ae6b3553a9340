"""The report in Take away: one click, then the files and the table of models."""

from dataclasses import replace
from typing import Any

import pytest

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from gmmviz.em.evidence.dossier import TEST_PART, DossierRequest
from gmmviz.em.search.bootstrap import RatioTest
from gmmviz.report.fits import report_words
from gmmviz.report.page.grid_plan import request_of
from gmmviz.ui.frame import session
from gmmviz.ui.frame.states import FrameState
from gmmviz.ui.take_away import report_part
from tests.report.dossiers import PLAN
from tests.ui.reports import report_made
from tests.ui.test_taking import check_made_elsewhere, opened_on_own_file


def test_one_click_makes_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an own file, of which all downloads are made without the session."""

    def small(*given: Any) -> DossierRequest:
        return replace(request_of(*given), samples=2, resamples=41, examined=False)

    monkeypatch.setattr(report_part, "request_of", small)
    app, contents = opened_on_own_file("Report", monkeypatch)
    frame = app.session_state[session.key_of(FrameState)]
    found = frame.scenario.with_settings(k=2)
    frame.scenario = replace(found, choose=replace(found.choose, most=2))
    app.button(key="take away").click().run()
    assert not app.get("download_button")
    app.button(key="take away").click()  # a dialog is open as long as its button is pressed
    app.button(key="take make report").click().run()
    report_made(app)
    assert [error.value for error in app.exception] == []
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == [
        "Report (HTML)",
        "Markdown and pictures (ZIP)",
        "Data (JSON)",
        "Models (CSV)",
        "Your file with labels",
    ]
    told = "\n".join(str(element.value) for element in app.markdown)
    assert "Chosen\\: K \\= 2" in told
    assert "own\\.csv" in told
    assert any("<caption>" in element.proto.body for element in app.get("html"))
    assert contents
    check_made_elsewhere(contents)


@pytest.mark.parametrize(
    ("k", "family", "said"),
    [
        (1, "VVV", "K = 1 to 3 in 2 shapes"),  # nothing is less than one component
        (2, "EEE", "K = 1 to 3 in 2 shapes"),
        (3, "VVI", "K = 1 to 4 in 3 shapes"),
        (6, "VVV", "K = 1 to 3 and 5 to 7 in 2 shapes"),
    ],
)
def test_the_button_says_the_models_that_are_then_fitted(k: int, family: str, said: str) -> None:
    points = dataset("faithful")
    run = fit(points.x, EMSettings(k=k, family=family, max_iter=2))
    assert report_words.models_beside(PLAN, run) == said
    cells = [settings for settings, _ in request_of(points, run, PLAN).models if settings.k > 1]
    assert len({each.family for each in cells}) == int(said.split()[-2])


def test_progress_says_what_is_being_done() -> None:
    import numpy as np

    test = RatioTest(1, 3.0, np.zeros(5), 99)
    assert report_words.of_a_report({(TEST_PART, "VVV", 1): test}) == "Testing 1 against 2: 5 of 99 samples."
    assert report_words.of_a_report({}) == "Fitting the models beside it ..."
