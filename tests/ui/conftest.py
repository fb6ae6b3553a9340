"""What tests of pages share: an unexpected error fails them, instead of being one sentence on the page."""

import gc
import sys
from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import local_script_runner


@pytest.fixture(autouse=True)
def unexpected_errors_are_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def raised(problem: Exception) -> bool:
        raise problem

    monkeypatch.setattr("gmmviz.ui.frame.guard.show_error", raised)


@pytest.fixture(scope="module", autouse=True)
def jobs_end_with_the_file_that_began_them() -> Iterator[None]:
    """Nobody closes the page of an AppTest: its searches would go on, in threads, beside all that is tested later."""
    yield
    if (module := sys.modules.get("gmmviz.ui.work.jobs.job")) is not None:
        for job in [each for each in gc.get_objects() if type(each) is module.Job and each.active]:
            for who in list(job.wishes):
                job.forget(who)


@pytest.fixture(scope="session", autouse=True)
def installed_components_are_looked_for_once() -> Iterator[None]:
    """Streamlit reads the metadata of all installed packages for every AppTest; none is installed meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
        )
        yield


@pytest.fixture(scope="session", autouse=True)
def the_end_of_a_script_is_waited_for() -> Iterator[None]:
    """Streamlit asks a thousand times a second whether the script of an AppTest has ended, and takes its time."""
    looked_for = local_script_runner.require_widgets_deltas

    def waited_for(runner: local_script_runner.LocalScriptRunner, timeout: float = 3) -> None:
        if (thread := runner._script_thread) is not None:
            thread.join(timeout)
            timeout = 0 if thread.is_alive() else timeout
        looked_for(runner, timeout)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_script_runner, "require_widgets_deltas", waited_for)
        yield
