"""README tells the truth: its lines run, and what it names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
PLACES = re.findall(r"`((?:gmmviz|pages|datasets|tests|\.ci|\.streamlit)/[\w./]*)`", TEXT)
TEST_COMMAND = 'pip install ".[test]" && pytest'


def test_the_notebook_lines_run_and_settle(capsys: pytest.CaptureFixture[str]) -> None:
    (lines,) = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)
    names: dict[str, object] = {}
    exec(lines, names)
    assert capsys.readouterr().out.startswith("Settled after ")


@pytest.mark.parametrize("place", sorted(set(PLACES)))
def test_a_place_it_names_is_there(place: str) -> None:
    assert (ROOT / place).exists()


def test_its_test_command_is_the_one_that_is_checked() -> None:
    commands = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert TEST_COMMAND in TEXT
    assert set(TEST_COMMAND.split(" && ")) <= set(commands)
