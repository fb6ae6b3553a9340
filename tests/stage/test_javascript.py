"""The stage's modules: node's own tests of the pure ones, their order when joined, and what a browser would refuse."""

import re
import subprocess
from pathlib import Path

import pytest

import gmmviz
from gmmviz.report.page.blocks import Document
from gmmviz.report.page.html_report import html_report
from gmmviz.stage.javascript import IMPORT, imported, joined, modules
from tests.stage.node import MODULES, PROGRAM, TESTS, Node

PACKAGE = Path(gmmviz.__file__).parent
SCRIPTS = sorted(PACKAGE.rglob("*.js"))
ENTRIES = [path for path in SCRIPTS if "export default" in path.read_text(encoding="utf-8")]
LARGEST_FOLDER = 15


def shown(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("tests", sorted(TESTS.glob("*.test.mjs")), ids=lambda path: path.name)
def test_the_pure_modules_pass_their_own_tests(tests: Path) -> None:
    """Without `--test`, which starts a second process for the one file; what fails ends this one with an error too."""
    command = [str(PROGRAM), "--no-warnings", str(tests)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("entry", [*ENTRIES, MODULES / "page" / "standalone.js"], ids=shown)
def test_a_joined_component_is_one_module_without_imports(entry: Path, node: Node) -> None:
    """Two files that declare one name are an error of syntax."""
    text = joined(entry)
    assert not re.search(r"^import\b|^export (?!default)", text, re.MULTILINE)
    read = (
        "async (_, text) => new (await import('node:vm')).SourceTextModule(text).dependencySpecifiers.length"
    )
    assert node.call("", read, text) == 0


@pytest.mark.parametrize("script", SCRIPTS, ids=shown)
def test_a_script_imports_only_names_that_are_exported(script: Path) -> None:
    for statement, path in zip(
        re.findall(r"^import \{([^}]*)\}", _text(script), re.M), imported(script), strict=True
    ):
        exported = set(re.findall(r"^export (?:async )?(?:function|class|const) (\w+)", _text(path), re.M))
        assert {name.strip() for name in statement.split(",")} <= exported


def test_every_script_is_part_of_a_component_or_of_a_page_that_is_taken_away() -> None:
    used = {file for entry in [*ENTRIES, MODULES / "page" / "standalone.js"] for file in modules(entry)}
    report = html_report(Document("", "", ()))
    written_whole = {script for script in SCRIPTS if script.read_text(encoding="utf-8") in report}
    assert set(SCRIPTS) - used == written_whole, "a script that no component and no page uses, or uses twice"
    assert written_whole


def test_no_folder_of_scripts_is_crowded() -> None:
    folders = [folder for folder in (MODULES, *MODULES.rglob("*")) if folder.is_dir()]
    assert max(len(list(folder.iterdir())) for folder in folders) <= LARGEST_FOLDER


def test_scripts_that_import_each_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\nexport const a = b;\n')
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\nexport const b = a;\n')
    with pytest.raises(ValueError) as caught:
        joined(tmp_path / "a.js")
    assert str(caught.value) == "These modules import each other: a.js -> b.js -> a.js."


def test_a_script_comes_after_what_it_imports(tmp_path: Path) -> None:
    (tmp_path / "main.js").write_text(
        'import { half } from "./half.js";\nimport { one } from "./one.js";\n\nexport default () => half + one;\n'
    )
    (tmp_path / "half.js").write_text('import { one } from "./one.js";\n\nexport const half = one / 2;\n')
    (tmp_path / "one.js").write_text("export const one = 1;\n")
    lines = [line for line in joined(tmp_path / "main.js").splitlines() if line]
    assert lines == ["const one = 1;", "const half = one / 2;", "export default () => half + one;"]


def _text(path: Path) -> str:
    assert len(IMPORT.findall(path.read_text(encoding="utf-8"))) == len(
        re.findall(r"^import\b", path.read_text(encoding="utf-8"), re.M)
    ), "an import of another form than Python takes out"
    return path.read_text(encoding="utf-8")
