"""README and the documents in .github tell the truth: lines run, places and links are there, the map is the map."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import gmmviz
from gmmviz.scenario.codec import (
    CHOOSE,
    CLUSTERS,
    COMPARE,
    DATA_FIELDS,
    DRAWER,
    FORK_FIELDS,
    FRAME_FIELDS,
    LESSON_FIELDS,
    LOOK_FIELDS,
    PLANE_FIELDS,
    SETTINGS,
)
from tests.test_architecture import ROOMS, rooms_needed

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "datasets" / "README.md", *sorted((ROOT / ".github").glob("*.md"))]
LONGEST_README = 120
TEST_COMMAND = 'pip install ".[test]" && pytest -n auto'
PLACE = re.compile(r"`((?:gmmviz|pages|datasets|tests|\.ci|\.streamlit|\.github)/[\w./-]*)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


def named(pattern: re.Pattern[str]) -> list[tuple[Path, str]]:
    """(document, what it names), once each."""
    return [
        (document, name)
        for document in DOCUMENTS
        for name in sorted(set(pattern.findall(document.read_text(encoding="utf-8"))))
    ]


def test_readme_is_short() -> None:
    assert len(README.splitlines()) < LONGEST_README


def test_the_notebook_lines_run_and_settle(capsys: pytest.CaptureFixture[str]) -> None:
    (lines,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    names: dict[str, object] = {}
    exec(lines, names)
    assert capsys.readouterr().out.startswith("Settled after ")


@pytest.mark.parametrize(("document", "place"), named(PLACE), ids=lambda value: getattr(value, "stem", value))
def test_a_place_that_a_document_names_is_there(document: Path, place: str) -> None:
    assert (ROOT / place).exists()


@pytest.mark.parametrize(("document", "link"), named(LINK), ids=lambda value: getattr(value, "stem", value))
def test_a_link_of_a_document_leads_somewhere(document: Path, link: str) -> None:
    assert (document.parent / link).exists()


def test_its_test_command_is_the_one_that_is_checked() -> None:
    commands = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert TEST_COMMAND in README
    assert set(TEST_COMMAND.split(" && ")) <= set(commands)


def drawn_arrows(number: int) -> set[tuple[str, str]]:
    """The arrows (from, to) of one of CONTRIBUTING's drawings."""
    drawing = re.findall(r"```mermaid\n(.*?)```", CONTRIBUTING, flags=re.DOTALL)[number]
    arrows = re.findall(r"^\s*(\w+)\S*.*? --> (\w+)", drawing, flags=re.MULTILINE)
    return {(start, end) for start, end in arrows}


def test_the_map_draws_the_arrows_that_rooms_may_use() -> None:
    drawn = drawn_arrows(0)
    allowed = {
        (name.strip("_"), other)
        for name, room in ROOMS.items()
        for other in room.rooms - {name}
        if name != "__init__"  # the public names: it may reach into every room that has some
    }
    assert drawn == allowed | {("pages", "ui")}


def test_the_drawing_of_the_rooms_of_ui_leads_from_each_room_to_all_that_it_imports() -> None:
    drawn = drawn_arrows(1)
    needs = rooms_needed("gmmviz.ui")
    imported = {
        (room.rpartition(".")[2], other.rpartition(".")[2])
        for room, others in needs.items()
        for other in others
    }
    reached = drawn
    while (longer := reached | {(a, d) for a, b in reached for c, d in drawn if b == c}) != reached:
        reached = longer
    assert drawn <= imported <= reached
    figures = " ".join((ROOT / ".github" / "DECISIONS.md").read_text(encoding="utf-8").split())
    said = f"drawing of the {len(needs)} rooms of `gmmviz/ui` takes {len(drawn)} arrows, from layer to layer, for"
    assert f"{said} {len(imported)} pairs" in figures


def test_every_word_of_a_link_is_documented() -> None:
    section = CONTRIBUTING[
        CONTRIBUTING.index("## Links") : CONTRIBUTING.index("## Where each new thing lands")
    ]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    documented = {word for row in rows for word in re.findall(r"`(\w+)`", row.split("|")[1])}
    fields = (
        *DATA_FIELDS,
        *SETTINGS,
        *FORK_FIELDS,
        *PLANE_FIELDS,
        *CLUSTERS,
        *CHOOSE,
        *COMPARE,
        *FRAME_FIELDS,
        *DRAWER,
        *LOOK_FIELDS,
        *LESSON_FIELDS,
    )
    assert documented == {"v", "lane", *(field.name for field in fields)}


def test_every_room_of_the_package_is_on_the_map() -> None:
    table = CONTRIBUTING[CONTRIBUTING.index("| room |") : CONTRIBUTING.index("## Anatomy")]
    rooms = set(re.findall(r"`(gmmviz/[\w/]+)`", table))
    folders = {
        path.parent.relative_to(ROOT).as_posix()
        for path in (ROOT / "gmmviz").glob("*/**/*.py")
        if path.name != "__init__.py"
    }
    inside = {folder for folder in folders for room in rooms if folder.startswith(f"{room}/")}
    around = {folder for folder in folders for room in rooms if room.startswith(f"{folder}/")}
    assert folders - rooms - inside - around == set()
    assert rooms <= folders | around


def test_the_reference_is_built_with_the_command_of_readme(tmp_path: Path) -> None:
    assert "python .ci/reference " in README
    subprocess.run([sys.executable, ".ci/reference", str(tmp_path)], cwd=ROOT, check=True)
    page = (tmp_path / "gmmviz.html").read_text(encoding="utf-8")
    described = set(re.findall(r'<section id="(\w+)">\s*(?:<input [^>]*>)?\s*<div class="attr', page))
    assert described == set(gmmviz.__all__) - {"figures"}
