"""JavaScript modules joined into one text, since a page's component is one text: no build step, no framework.

Every file under `stage/js` is an ES module that imports names from others by a relative path. Joined, they share
one scope: files come after what they import, and their `import` and `export` words are taken out.
"""

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
STANDALONE = FOLDER / "js" / "page" / "standalone.js"

IMPORT = re.compile(r'^import \{[^{}]*\} from "(\.[^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?!default\b)", re.MULTILINE)
SCRIPT_COMMENT = re.compile(r"^ *(?://.*|/\*\*[\s\S]*?\*/)\n|^\n", re.MULTILINE)  # on lines of its own


@cache
def joined(entry: Path) -> str:
    """The module `entry` and all that it imports, as one text without imports.

    Its `export default`, by which Streamlit calls a component, stays. Raises FileNotFoundError for an import of a
    file that is not there, and ValueError where modules import each other in a circle.
    """
    return "\n".join(EXPORT.sub("", IMPORT.sub("", _text(file))) for file in modules(entry))


def without_comments(script: str) -> str:
    """A short script without comments that have lines of their own, and without empty lines.

    >>> without_comments("// Adds.\\nconst a = 1; // one\\n\\n/** Two. */\\nconst b = 2;\\n")
    'const a = 1; // one\\nconst b = 2;\\n'
    """
    return SCRIPT_COMMENT.sub("", script)


def modules(entry: Path) -> tuple[Path, ...]:
    """The files that a module needs, each after those it imports; the module itself is the last."""
    found: dict[Path, None] = {}
    _visit(entry.resolve(), (), found)
    return tuple(found)


def imported(file: Path) -> list[Path]:
    """The files that a module imports, in its order."""
    return [(file.parent / path).resolve() for path in IMPORT.findall(_text(file))]


def _visit(file: Path, above: tuple[Path, ...], found: dict[Path, None]) -> None:
    if file in above:
        names = " -> ".join(path.name for path in (*above[above.index(file) :], file))
        raise ValueError(f"These modules import each other: {names}.")
    if file in found:
        return
    for other in imported(file):
        _visit(other, (*above, file), found)
    found[file] = None


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


@cache
def style() -> str:
    """The stage's CSS."""
    return (FOLDER / "stage.css").read_text(encoding="utf-8")
