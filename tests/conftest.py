"""What holds for a whole run of the tests: their order, and how many browser tests may be tried again."""

import gc
import os
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# a busy machine takes 0.3 s for what takes 0.05 s alone; pytest's timeout bounds each test
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

os.environ.setdefault(
    "OPENBLAS_NUM_THREADS", "1"
)  # workers share the cores: threads of BLAS would wait for each other

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

MAX_RETRIES = 3
"""In one run: what is expected has half a minute, so that a test that is tried again has something to say."""

retried: list[str] = []


def is_of_browsers(path: str) -> bool:
    """Whether a file of tests drives a browser."""
    return "tests/browser/" in path or "tests/firefox/" in path


def in_turns(files: Sequence[Path]) -> list[Path]:
    """Files of browser tests, then those of `ui`, of which many wait for a server or a job, then the others."""
    return sorted(files, key=lambda file: (not is_of_browsers(file.as_posix()), file.parent.name != "ui"))


def next_file(waiting: Iterable[str], browsers: bool) -> str:
    """Which of the waiting files a worker takes: one that drives a browser or, for the other workers, none.

    The first that is left where there is no such one.
    """
    waiting = list(waiting)
    return next((file for file in waiting if is_of_browsers(file) == browsers), waiting[0])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than cores: whoever drives a browser waits for it a third of the time."""
    return CORES + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Whole files, and those of browsers on half as many workers as there are cores.

    A browser and its server want more than a core: with more of them, what is expected comes late. One worker alone
    starts one server and one browser, and no page is compiled twice.
    """
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class OfBrowsersApart(LoadFileScheduling):  # type: ignore[misc]
        def _assign_work_unit(self, node: Any) -> None:
            number = int(node.gateway.id.removeprefix("gw"))
            self.workqueue.move_to_end(next_file(self.workqueue, number < max(1, CORES // 2)), last=False)
            super()._assign_work_unit(node)

    return OfBrowsersApart(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """No search for garbage among thousands of tests that all stay, neither while they are collected nor later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Several workers take files in the order in which they stand here."""
    if hasattr(config, "workerinput"):
        order = {
            file: place for place, file in enumerate(in_turns(list(dict.fromkeys(i.path for i in items))))
        }
        items.sort(key=lambda item: order[item.path])


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember each test that is tried again."""
    if report.outcome == "rerun":
        crash = getattr(report.longrepr, "reprcrash", None)
        words = report.longreprtext if crash is None else crash.message
        retried.append(f"{report.nodeid}: {words.strip().splitlines()[0]}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Too many retries fail the run, whatever their last try said."""
    if len(retried) > MAX_RETRIES and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print each retry."""
    if not retried:
        return
    terminalreporter.section("tried again")
    for line in retried:
        terminalreporter.write_line(line)
    if len(retried) > MAX_RETRIES:
        terminalreporter.write_line(
            f"More than {MAX_RETRIES} tests were tried again: that fails the run.", red=True
        )
