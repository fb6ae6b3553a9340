"""The stage's JavaScript and CSS: files of one idea each, joined in order. No build step, no framework."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
# A file may use what an earlier one defines.
MATHEMATICS = ("payload", "estep", "colour", "ellipse", "drawn", "pace")
DRAWING = ("dom", "points", "scatter", "curve", "owners", "words", "shares", "lane", "transport", "theme", "player")
AROUND = ("address", "plotly")


@cache
def script(*names: str) -> str:
    """The named files of `stage/js`, in that order, as one text; all that make the stage where none is named."""
    files = names or (*MATHEMATICS, *DRAWING, *AROUND)
    return "\n".join((FOLDER / "js" / f"{name}.js").read_text(encoding="utf-8") for name in files)


@cache
def style() -> str:
    """The stage's CSS."""
    return (FOLDER / "stage.css").read_text(encoding="utf-8")
