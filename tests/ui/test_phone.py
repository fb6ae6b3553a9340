"""The address that a phone can open, and what is said where there is none."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gmmviz.ui.frame import phone
from tests.ui.test_taking import opened as taken_away


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "app.localhost", "127.8.0.1"])
def test_a_page_that_only_this_computer_reaches_has_no_code_and_says_how_to_start_for_a_class(
    host: str,
) -> None:
    with pytest.raises(phone.Unreachable, match="For a class, start it with `gmmviz --host"):
        phone.reachable(f"http://{host}:8501/", "127.0.0.1")


def test_a_server_of_the_whole_network_has_an_address_even_where_its_own_computer_opened_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(phone, "own_address", lambda: "192.168.1.17")
    for listens in ("0.0.0.0", "::", None):
        assert (
            phone.reachable("http://localhost:8501/lessons?scene=soft", listens) == "http://192.168.1.17:8501"
        )
    monkeypatch.setattr(phone, "own_address", lambda: None)
    with pytest.raises(phone.Unreachable, match="this computer is in no network"):
        phone.reachable("http://localhost:8501/", "0.0.0.0")


def test_an_address_that_others_opened_is_kept_with_its_prefix() -> None:
    assert phone.reachable("https://em.example.org/gmm/choose?k=3", None) == "https://em.example.org/gmm"


def said(elements: Any) -> str:
    """What elements of a page say, without what keeps their text from being read as Markdown."""
    return " ".join(each.value for each in elements).replace("\\", "").replace("\u2060", "")


def test_the_code_stands_in_take_away_where_phones_reach_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone, "reachable", lambda url, listens: "http://192.168.1.17:8501")
    app = taken_away("Link", "v=1&data=faithful&k=3&seed=4")
    (code,) = [each.value for each in app.html if "gmm-qr" in each.value and "<img" in each.value]
    assert 'alt="QR code of the link" src="data:image/svg+xml;base64,' in code
    assert "Phones in the same network open 192.168.1.17:8501 with it." in said(app.caption)


def test_the_code_of_a_class_fills_the_window_with_the_address_below_it() -> None:
    def page() -> None:
        from gmmviz.scenario import Scenario
        from gmmviz.ui.frame import phone

        phone.reachable = lambda url, listens: "http://192.168.1.17:8501"
        phone.wall(Scenario("faithful"), "v=1&data=faithful")

    kept = phone.reachable
    try:
        app = AppTest.from_function(page, default_timeout=60).run()
    finally:
        phone.reachable = kept
    assert [error.value for error in app.exception] == []
    (code,) = [each.value for each in app.html if "gmm-qr-wall" in each.value and "<img" in each.value]
    assert code.startswith(
        '<div class="gmm-qr-wall"><img alt="QR code of the link" src="data:image/svg+xml;base64,'
    )
    assert "192.168.1.17:8501**, in the same network." in said(app.markdown)
