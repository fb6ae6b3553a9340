"""Versions that are promised: lower bounds that CI installs, a lock of tested ones, one number for a release."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from gmmviz import __version__

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NEEDED = [Requirement(text) for text in PROJECT["dependencies"]]
TESTED = dict(
    line.split("==")
    for line in (ROOT / ".ci" / "tested-versions.txt").read_text(encoding="utf-8").splitlines()
)


def printed(*arguments: str) -> list[str]:
    command = [sys.executable, str(ROOT / ".ci" / "requirements"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


@pytest.mark.parametrize("needed", NEEDED, ids=lambda needed: needed.name)
def test_a_dependency_has_a_tested_version_that_is_allowed(needed: Requirement) -> None:
    assert needed.specifier.contains(TESTED[needed.name])


def test_the_lock_names_all_that_this_environment_needs() -> None:
    assert {line.split("==")[0] for line in printed("--tested")} == set(TESTED)


def test_the_lowest_versions_are_allowed_and_none_is_left_out() -> None:
    lowest = dict(line.split("==") for line in printed("--lowest"))
    assert lowest.keys() == {needed.name for needed in NEEDED}
    assert all(needed.specifier.contains(lowest[needed.name]) for needed in NEEDED)


def test_streamlit_has_an_upper_bound() -> None:
    """Names and markup of its own that we rely on move with its minor versions."""
    (streamlit,) = (needed for needed in NEEDED if needed.name == "streamlit")
    assert any(bound.operator == "<" for bound in streamlit.specifier)


def test_package_and_changes_name_one_version() -> None:
    assert PROJECT["version"] == __version__
    assert f"\n## {__version__}\n" in (ROOT / ".github" / "CHANGELOG.md").read_text(encoding="utf-8")
