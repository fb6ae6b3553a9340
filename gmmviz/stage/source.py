"""The stage's JavaScript and CSS: files of one idea each, joined in order. No build step, no framework."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
# A file may use what an earlier one defines.
MATHEMATICS = ("payload", "estep", "colour", "ellipse", "drawn", "pace", "field")
DRAWING = (
    *(
        "dom",
        "figure",
        "points",
        "background",
        "scatter",
        "histogram",
        "curve",
        "owners",
        "words",
        "shares",
        "lane",
        "export",
    ),
    *("editing", "marking", "picking", "menu", "planes", "transport", "theme", "help", "race", "player"),
)
IN_THE_APP = ("address", "plotly")
ON_A_PAGE = ("mount_page",)


@cache
def script(page: bool = False) -> str:
    """The stage's files of `stage/js` as one text: for the app, or for a page of its own."""
    around = ON_A_PAGE if page else IN_THE_APP
    files = (*MATHEMATICS, *DRAWING, *around)
    return "\n".join((FOLDER / "js" / f"{name}.js").read_text(encoding="utf-8") for name in files)


@cache
def style() -> str:
    """The stage's CSS."""
    return (FOLDER / "stage.css").read_text(encoding="utf-8")
