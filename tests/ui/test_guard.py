"""An unexpected error is one sentence with a reference number, details in the log, and the session goes on."""

import logging
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gmmviz.ui.frame import guard
from gmmviz.ui.page.shell import PAGES, UNLISTED_PAGES

ROOT = Path(__file__).resolve().parents[2]
SECRET = "somebody-secret.csv"
DRAWN_BY = {
    "watch.py": "gmmviz.ui.watch.watch_page.recipe_line.recipe",
    "data.py": "gmmviz.ui.data.data_page._fitting",
    "compare.py": "gmmviz.ui.compare.compare_page.compare_line.line",
    "choose.py": "gmmviz.ui.choose.choose_page.choose_line.settings_line",
    "lessons.py": "gmmviz.ui.lessons.lessons_page.scene_panel.draw",
    "gallery.py": "gmmviz.ui.gallery.gallery_page._card",
}
IN_FRAGMENTS = {
    "watch.py": "gmmviz.ui.watch.watching.best_seen.after",
    "compare.py": "gmmviz.ui.compare.race._opening",
    "choose.py": "gmmviz.ui.choose.choosing._criteria",
}


@pytest.fixture
def unexpected_errors_are_raised() -> None:
    """Not here: these tests are about what a person sees."""


def fails(*_: object, **__: object) -> None:
    raise KeyError(SECRET)


def on(page: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["data"] = "faithful"
    app.query_params["grid_most"] = "2"
    app.query_params["grid_starts"] = "1"
    app.run()
    return app if page == "watch.py" else app.switch_page(f"pages/{page}").run()


def reference_of(app: AppTest) -> str:
    """The reference number of the one sentence that is shown; nothing of the error is."""
    assert not app.exception
    (error,) = app.error
    found = re.search(r"under ([0-9a-f]{8})\.$", error.value)
    assert found is not None, error.value
    assert error.value == guard.sentence(found[1])
    assert SECRET not in "".join(str(element.value) for element in (*app.markdown, *app.error))
    return found[1]


@pytest.mark.parametrize(
    ("page", "place"), [*DRAWN_BY.items(), *IN_FRAGMENTS.items()], ids=lambda value: value.split(".")[-1]
)
def test_an_unexpected_error_is_one_sentence_and_the_session_goes_on(
    page: str, place: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as broken, caplog.at_level(logging.ERROR, "gmmviz"):
        broken.setattr(place, fails)
        app = on(page)
        reference = reference_of(app)
    assert f"Unexpected error {reference}" in caplog.text
    assert SECRET in caplog.text
    assert "Traceback" in caplog.text
    app.run()
    assert not app.error
    assert not app.exception


def test_every_page_is_guarded() -> None:
    assert list(DRAWN_BY) == [file for file, _, _ in (*PAGES, *UNLISTED_PAGES)]


def test_an_error_in_a_callback_is_told_with_a_way_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    shown: list[str] = []
    monkeypatch.setattr(
        guard, "st", SimpleNamespace(error=shown.append, button=lambda *a, **_: shown.append(a[0]))
    )
    assert guard.show_error_of_callback(KeyError(SECRET))
    assert "under" in shown[0]
    assert SECRET not in shown[0]
    assert shown[1] == "Go on"


def test_streamlit_shows_no_details_of_errors() -> None:
    from gmmviz.__main__ import settings

    assert settings()["client.showErrorDetails"] == "none"
