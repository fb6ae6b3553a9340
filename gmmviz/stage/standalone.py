"""The stage without a server: an object that shows itself in a notebook and saves itself as one HTML file."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from gmmviz.em import EMRun
from gmmviz.figures.number_text import number_text
from gmmviz.figures.view import View
from gmmviz.stage.javascript import FOLDER, style
from gmmviz.stage.packing import packed, packed_plotly, packed_stage
from gmmviz.stage.payload import payload
from gmmviz.stage.race_lanes import conclusion_of, lane_heads, lanes_of
from gmmviz.stage.sample import SHOWN
from gmmviz.stage.scene import Scene

NOTEBOOK_HEIGHT = 560  # px
DRAWN = 80_000  # rows in all lanes together: what a browser moves at 30 frames a second


@dataclass(frozen=True, eq=False)
class Page:
    """Scenes on one page that needs nothing from elsewhere; several make a playlist, each with a link: #2, #3.

    The page carries plotly.js, the stage and the scenes gzipped, and the browser unpacks them before it begins.
    """

    scenes: tuple[tuple[str, Scene], ...]
    title: str

    @cached_property
    def text(self) -> str:
        """The whole page as HTML."""
        parts = {
            "title": escape(self.title),
            "style": style(),
            "plotly": packed_plotly(),
            "stage": packed_stage(),
            "scenes": "\n".join(_scene_text(title, scene) for title, scene in self.scenes),
        }
        pieces = (FOLDER / "page.html").read_text(encoding="utf-8").split("[[")
        filled = [pieces[0]]
        for piece in pieces[1:]:
            name, _, rest = piece.partition("]]")
            filled += [parts[name], rest]
        return "".join(filled)

    @property
    def size(self) -> int:
        """How many bytes the saved file has."""
        return len(self.text.encode())

    def save(self, path: str | Path) -> Path:
        """Write the page to a file and return its path."""
        path = Path(path)
        path.write_text(self.text, encoding="utf-8")
        return path


def _scene_text(title: str, scene: Scene) -> str:
    return f'<script type="text/plain" data-scene="{escape(title, quote=True)}">{packed(payload(scene))}</script>'


@dataclass(frozen=True, eq=False)
class Player:
    """A run that plays: its last expression in a notebook cell shows it, `save` writes one HTML file.

    `size` says how many bytes that file has before it is written.
    """

    scene: Scene
    title: str = "gmmviz"

    @cached_property
    def page(self) -> Page:
        """The player as a page."""
        return Page(((self.title, self.scene),), self.title)

    @property
    def size(self) -> int:
        """How many bytes the saved file has."""
        return self.page.size

    def html(self) -> str:
        """A whole page that needs nothing from elsewhere: about 2 MB, most of it plotly.js."""
        return self.page.text

    def save(self, path: str | Path) -> Path:
        """Write the page to a file and return its path."""
        return self.page.save(path)

    def _repr_html_(self) -> str:
        page = escape(self.html(), quote=True)
        frame = f'style="border:0;width:100%;height:{NOTEBOOK_HEIGHT}px" sandbox="allow-scripts"'
        return f'<iframe srcdoc="{page}" {frame}></iframe>'


def player(
    x: ArrayLike,
    run: EMRun | Sequence[EMRun],
    columns: tuple[str, ...] = (),
    title: str = "gmmviz",
    most: int = SHOWN,
) -> Player:
    """The stage for a run on rows x (n, d), seen in its first two columns; of several runs, a lane for each.

    Components of several runs are numbered alike. Of more than `most` rows a sample is shown, spread over the
    components, and the picture says so. Raises ValueError where x and a run do not belong together.
    """
    rows = np.asarray(x, dtype=np.float64)
    runs = (run,) if isinstance(run, EMRun) else tuple(run)
    if not runs:
        raise ValueError("There is no run to play: give one, or a list of some.")
    for each in runs:
        d = each.states[0].mixture.d
        if rows.ndim != 2 or rows.shape[1] != d:
            raise ValueError(
                f"x has shape {rows.shape}, but the run was fitted to {d} columns: pass x as (n, {d})."
            )
    d = rows.shape[1]
    names = columns or tuple(f"x{column + 1}" for column in range(d))
    scene = Scene(
        rows,
        lanes_of(runs),
        np.eye(d, 2),
        View(columns=(*names, "")[:2]),
        total=len(rows),
        columns=names,
        title=title,
        heads=lane_heads(runs),
        conclusion=conclusion_of(runs),
    )
    return Player(scene.shown(min(most, DRAWN // len(runs))), title)


def playlist(players: Sequence[Player], title: str = "gmmviz") -> Page:
    """Players as one page, with a list of their titles to go from one to the next; `save` writes the file.

    Error: ValueError where there are none.
    """
    if not players:
        raise ValueError("A playlist needs at least one player.")
    return Page(tuple((each.title, each.scene) for each in players), title)


def size_text(size: int) -> str:
    """A size of a file for people.

    >>> size_text(2_130_000), size_text(51_200)
    ('2.1 MB', '51 kB')
    """
    return f"{number_text(size / 1e6, 1)} MB" if size >= 1e6 else f"{number_text(size / 1e3, 0)} kB"
