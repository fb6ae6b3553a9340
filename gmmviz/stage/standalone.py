"""The stage without a server: an object that shows itself in a notebook and saves itself as one HTML file."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from numpy.typing import ArrayLike

from gmmviz.em import EMRun
from gmmviz.em.kernel.rows import as_points
from gmmviz.figures.number_text import number_text
from gmmviz.stage.javascript import FOLDER, style
from gmmviz.stage.notebook import has_widgets, stage_widget
from gmmviz.stage.packing import packed, packed_plotly, packed_stage, shuffled
from gmmviz.stage.payload import payload
from gmmviz.stage.sample import ROWS_ANIMATED
from gmmviz.stage.scene import Scene
from gmmviz.stage.showing import Showing

NOTEBOOK_HEIGHT = 560  # px
FIXED_BYTES = 2_050_000  # of a page without a scene: plotly.js and the stage, packed


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
    text = packed(shuffled(payload(scene)))
    return f'<script type="text/plain" data-scene="{escape(title, quote=True)}">{text}</script>'


@dataclass(frozen=True, eq=False)
class Player:
    """A run that plays: its last expression in a notebook cell shows it, `save` writes one HTML file.

    `size` says how many bytes that file has before it is written. Where anywidget is installed a notebook shows
    `widget`, whose state is in Python.
    """

    scene: Scene
    title: str = "gmmviz"
    showing: Showing | None = None

    def __repr__(self) -> str:
        lanes = len(self.scene.lanes)
        runs = "one run" if lanes == 1 else f"{lanes} runs"
        return f'<player of {runs}; .save("run.html") keeps it as a page>'

    @cached_property
    def widget(self) -> Any:
        """The widget that shows it in a notebook where anywidget is installed.

        `widget.frame`, `widget.pinned`, `widget.run` and `widget.start` say what a person did there; setting
        `widget.frame` goes to a frame. Error: ImportError without anywidget.
        """
        if not has_widgets() or self.showing is None:
            raise ImportError('There is no widget without anywidget: pip install "gmmviz[notebook]".')
        return stage_widget(self.showing)

    def _repr_mimebundle_(self, **_asked: Any) -> dict[str, Any]:
        """The widget where there can be one, else a frame with the page."""
        if has_widgets() and self.showing is not None:
            bundle = self.widget._repr_mimebundle_()
            found: dict[str, Any] = bundle[0] if isinstance(bundle, tuple) else bundle
            return found | {"text/html": "Run this cell to see the player."}
        return {"text/html": self._repr_html_()}

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
    most: int = ROWS_ANIMATED,
) -> Player:
    """The stage for a run on rows x (n, d), seen in its first two columns; of several runs, a lane for each.

    Components of several runs are numbered alike. Of more than `most` rows a sample is shown, spread over the
    components, and the picture says so. Raises ValueError where x and a run do not belong together, and for
    rows that cannot be used, as `fit` does.
    """
    rows = as_points(x)
    runs = (run,) if isinstance(run, EMRun) else tuple(run)
    if not runs:
        raise ValueError("There is no run to play: give one, or a list of some.")
    for each in runs:
        d = each.states[0].mixture.d
        if rows.shape[1] != d:
            raise ValueError(
                f"x has shape {rows.shape}, but the run was fitted to {d} columns: pass x as (n, {d})."
            )
    names = columns or tuple(f"x{column + 1}" for column in range(rows.shape[1]))
    showing = Showing(rows, runs, tuple(names), title, most=most)
    return Player(showing.scene(), title, showing)


def playlist(players: Sequence[Player], title: str = "gmmviz") -> Page:
    """Players as one page, with a list of their titles to go from one to the next; `save` writes the file.

    Error: ValueError where there are none.
    """
    if not players:
        raise ValueError("A playlist needs at least one player.")
    return Page(tuple((each.title, each.scene) for each in players), title)


def about_size(payload_bytes: int) -> int:
    """About how many bytes a page with a scene of so many has: said where packing it would take too long."""
    return FIXED_BYTES + payload_bytes


def size_text(size: int) -> str:
    """A size of a file for people.

    >>> size_text(2_130_000), size_text(51_200)
    ('2.1 MB', '51 kB')
    """
    return f"{number_text(size / 1e6, 1)} MB" if size >= 1e6 else f"{number_text(size / 1e3, 0)} kB"
