"""What tests of pages share: an unexpected error fails them, instead of being one sentence on the page."""

from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner


@pytest.fixture(autouse=True)
def unexpected_errors_are_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def raised(problem: Exception) -> bool:
        raise problem

    monkeypatch.setattr("gmmviz.ui.frame.guard.show_error", raised)


@pytest.fixture(scope="session", autouse=True)
def installed_components_are_looked_for_once() -> Iterator[None]:
    """Streamlit reads the metadata of all installed packages for every AppTest; none is installed meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
        )
        yield
