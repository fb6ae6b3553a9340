"""Where the files beside the package are (app, pages, data sets), in a wheel or in a checkout, and style sheets.

Paths and styles are looked up once: every page's run asks for them, and each look into the file system lets another
thread go first, so that a run among many would wait for its turn as often as it looks.
"""

from functools import cache
from pathlib import Path


@cache
def resource(name: str) -> Path:
    """Path of a top-level file or folder (`app.py`, `pages`, `datasets`, `.streamlit`).

    A wheel carries them in `gmmviz/_app`; a checkout and an editable install have them beside the package.
    """
    package = Path(__file__).resolve().parent
    bundled = package / "_app"
    return (bundled if bundled.is_dir() else package.parent) / name


@cache
def styles(path: Path) -> str:
    """The rules of a style sheet, which are the same for as long as the server runs."""
    return path.read_text(encoding="utf-8")


def style_sheet(path: Path) -> str:
    """The style sheet of a file as an HTML element."""
    return f"<style>{styles(path)}</style>"
