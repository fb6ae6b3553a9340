"""A run: its order, and browser tests that are tried again: each is printed, and more than three fail the run."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import in_turns

FLAKY = """
import pytest

tried = set()


@pytest.mark.flaky(reruns=1)
@pytest.mark.parametrize("case", range({cases}))
def test_that_holds_the_second_time(case):
    first = case not in tried
    tried.add(case)
    assert not first, "too early"
"""


@pytest.mark.parametrize("workers", [[], ["-n1"]], ids=["in this process", "in a worker"])
@pytest.mark.parametrize(("cases", "code"), [(3, pytest.ExitCode.OK), (4, pytest.ExitCode.TESTS_FAILED)])
def test_three_retries_are_printed_and_a_fourth_fails_the_run(
    tmp_path: Path, workers: list[str], cases: int, code: pytest.ExitCode
) -> None:
    shutil.copy(Path(__file__).parent / "conftest.py", tmp_path)
    (tmp_path / "test_flaky.py").write_text(FLAKY.format(cases=cases), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *workers],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.count("test_that_holds_the_second_time[") == cases, done.stdout
    assert done.stdout.count("AssertionError: too early") == cases
    assert done.returncode == code


def test_files_of_browser_tests_and_others_take_turns_and_none_is_left_out() -> None:
    browser, em, ui = (
        [Path(folder) / f"test_{name}.py" for name in "abcd"] for folder in ("browser", "em", "ui")
    )
    order = in_turns([*browser, *em, *ui])
    assert order == [part for pair in zip(browser, ui, strict=True) for part in pair] + em
    assert in_turns(em) == em
    assert in_turns(browser) == browser
