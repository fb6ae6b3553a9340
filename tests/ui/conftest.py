"""What tests of pages share: an unexpected error fails them, instead of being one sentence on the page."""

import pytest


@pytest.fixture(autouse=True)
def unexpected_errors_are_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def raised(problem: Exception) -> bool:
        raise problem

    monkeypatch.setattr("gmmviz.ui.frame.guard.tell", raised)
