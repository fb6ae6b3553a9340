"""What holds for a whole run of the tests: their order, and how many browser tests may be tried again."""

import gc
import os
from collections.abc import Generator, Sequence
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# a busy machine takes 0.3 s for what takes 0.05 s alone; pytest's timeout bounds each test
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

os.environ.setdefault(
    "OPENBLAS_NUM_THREADS", "1"
)  # workers share the cores: threads of BLAS would wait for each other

MAX_RETRIES = 3
"""In one run: what is expected has half a minute, so that a test that is tried again has something to say."""

retried: list[str] = []


def in_turns(files: Sequence[Path]) -> list[Path]:
    """Files of browser tests, each with some others after it, first those of `ui`; half of the others at the end.

    A browser and its server want more than a core, and tests of jobs and servers often wait: side by side they
    leave none idle. Small files at the end let all workers end together.
    """
    pages = [file for file in files if file.parent.name == "browser"]
    others = sorted((file for file in files if file not in pages), key=lambda file: file.parent.name != "ui")
    rest, between = iter(others), len(others) // (2 * max(1, len(pages)))
    return [*(file for page in pages for file in (page, *islice(rest, between))), *rest]


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
