"""A run: its order, and browser tests that are tried again: each is printed, and more than three fail the run."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import in_turns, next_file

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


def test_one_worker_takes_the_files_of_browsers_and_none_is_left_out() -> None:
    browser, em, ui = (
        [Path("tests") / folder / f"test_{name}.py" for name in "abcd"] for folder in ("browser", "em", "ui")
    )
    order = in_turns([*em, *browser, *ui])
    assert order == [*browser, *ui, *em]
    waiting = [file.as_posix() for file in order]
    taken: dict[bool, list[str]] = {True: [], False: []}
    for turn in range(len(waiting)):
        of_browsers = turn % 3 == 0  # of three workers, one
        file = next_file(waiting, of_browsers)
        waiting.remove(file)
        taken[of_browsers].append(file)
    assert waiting == []
    assert taken[True] == [file.as_posix() for file in browser]
    assert taken[False] == [file.as_posix() for file in (*ui, *em)]
    assert next_file(taken[True], browsers=False) == taken[True][0]
    assert next_file(taken[False], browsers=True) == taken[False][0]
