"""The stage without a server: an object that shows itself in a notebook and saves itself as one HTML file."""

from base64 import b64encode
from dataclasses import dataclass
from html import escape
from pathlib import Path
from uuid import uuid4

import numpy as np
from numpy.typing import ArrayLike

from gmmviz.em import EMRun
from gmmviz.figures.view import View
from gmmviz.stage.javascript import STANDALONE, joined, style
from gmmviz.stage.payload import payload
from gmmviz.stage.sample import SHOWN
from gmmviz.stage.scene import Scene, StageLane

NOTEBOOK_HEIGHT = 560  # px
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{css}
:root {{ color-scheme: light dark; }}
body {{ background: #FCFCFA; margin: 12px; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #14171D; }} }}
.gmm-stage {{ --gmm-panel-height: clamp(300px, calc(100dvh - 130px), 900px); }}
</style>
<div class="gmm-stage" id="{root}"></div>
<script>{plotly}</script>
<script type="module">{script}
showStage(document.getElementById("{root}"), "{payload}");
</script>
</html>
"""


@dataclass(frozen=True, eq=False)
class Player:
    """A run that plays: its last expression in a notebook cell shows it, `save` writes one HTML file."""

    scene: Scene
    title: str = "gmmviz"

    def html(self) -> str:
        """A whole page that needs nothing from elsewhere, about 5 MB, most of it plotly.js."""
        from plotly.offline import get_plotlyjs

        return PAGE.format(
            title=escape(self.title),
            css=style(),
            root=f"stage-{uuid4().hex[:8]}",
            plotly=get_plotlyjs(),
            script=joined(STANDALONE),
            payload=b64encode(payload(self.scene)).decode(),
        )

    def save(self, path: str | Path) -> Path:
        """Write the page to a file and return its path."""
        path = Path(path)
        path.write_text(self.html(), encoding="utf-8")
        return path

    def _repr_html_(self) -> str:
        page = escape(self.html(), quote=True)
        frame = f'style="border:0;width:100%;height:{NOTEBOOK_HEIGHT}px" sandbox="allow-scripts"'
        return f'<iframe srcdoc="{page}" {frame}></iframe>'


def player(
    x: ArrayLike, run: EMRun, columns: tuple[str, ...] = (), title: str = "gmmviz", most: int = SHOWN
) -> Player:
    """The stage for a run on rows x (n, d), seen in its first two columns.

    Of more than `most` rows a sample is shown, spread over the components, and the picture says so.
    Raises ValueError where x and the run do not belong together.
    """
    rows = np.asarray(x, dtype=np.float64)
    d = run.states[0].mixture.d
    if rows.ndim != 2 or rows.shape[1] != d:
        raise ValueError(
            f"x has shape {rows.shape}, but the run was fitted to {d} columns: pass x as (n, {d})."
        )
    names = columns or tuple(f"x{column + 1}" for column in range(d))
    plane = np.eye(d, 2)
    view = View(columns=(*names, "")[:2])
    scene = Scene(rows, (StageLane(run),), plane, view, total=len(rows), columns=names, title=title)
    return Player(scene.shown(most), title)
