"""The gallery as a document: ten figures with their code and the link that opens each scene.

    python tests/benchmarks/gallery.py

Writes .github/GALLERY.md, and the figures beside it. What stands there as code is what the app's own page runs.
"""

import inspect
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from gmmviz.figures.drawn.svg import svg_text
from gmmviz.figures.palette import LIGHT
from gmmviz.report.gallery import PIECES, Piece, address, last

FOLDER = Path(__file__).resolve().parents[2] / ".github"
SIZE = (680, 420)
PAPER = replace(LIGHT, page="#FFFFFF", panel="#FFFFFF")
HEAD = """# Gallery

Ten scenes; the app has them on a page of its own, `/gallery`. Open a link with `gmmviz open "LINK"`, or put it behind
the address of the app. Each figure is a function of `gmmviz.figures`: rows and a frame of a run in, a Plotly figure
out. All code below begins with

```python
import dataclasses

import numpy as np
from gmmviz.data import dataset, restricted_points
from gmmviz.em import EMSettings, fit, frame
from gmmviz.figures.palette import LIGHT as theme
from gmmviz.figures.view import View


{last}
```
"""


def figure_of(piece: Piece) -> str:
    """The picture of a piece as SVG."""
    return svg_text(piece.draw(PAPER), SIZE, piece.title, PAPER)


def code(piece: Piece) -> str:
    """The code of a piece's figure: the body of its function."""
    _, _, body = inspect.getsource(piece.draw).partition("\n")
    return textwrap.dedent(body).replace("return ", "figure = ").strip()


def text() -> str:
    """The gallery as Markdown."""
    shown = inspect.getsource(last).replace("x: ArrayLike, run: EMRun", "x, run").replace(" -> Frame", "")
    parts = [HEAD.replace("{last}", shown.strip())]
    for number, piece in enumerate(PIECES, 1):
        parts.append(
            f"## {number}. {piece.title}\n\n{piece.words}\n\n![{piece.title}](gallery/{piece.name}.svg)\n\n"
            f'Opens with `gmmviz open "/{address(piece)}"`\n\n```python\n{code(piece)}\n```\n'
        )
    return "\n".join(parts)


def main() -> None:
    """Write the gallery."""
    (FOLDER / "gallery").mkdir(exist_ok=True)
    for piece in PIECES:
        (FOLDER / "gallery" / f"{piece.name}.svg").write_text(figure_of(piece), encoding="utf-8")
    (FOLDER / "GALLERY.md").write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
