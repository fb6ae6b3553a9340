"""The address that a phone can open, and what is said where there is none."""

import pytest

from gmmviz.ui.frame import phone


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
