"""The stage as a widget of a notebook (anywidget): its frame, pinned rows and placed start are in Python."""

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from gmmviz.stage.javascript import FOLDER, joined, style
from gmmviz.stage.packing import gzipped_plotly
from gmmviz.stage.payload import payload

if TYPE_CHECKING:
    from gmmviz.em import Mixture
    from gmmviz.stage.showing import Showing

WIDGET = FOLDER / "js" / "page" / "widget.js"
PLOTLY = "plotly"
"""What a page asks for that has no plotly.js yet: it is sent once, and is in no saved notebook."""


def has_widgets() -> bool:
    """Whether anywidget is installed."""
    return find_spec("anywidget") is not None


def stage_widget(showing: "Showing") -> Any:
    """The widget that shows rows and runs; `help(widget)` lists its state. Error: ImportError without anywidget."""
    return _widget_class()(showing)


@cache
def _widget_class() -> Any:
    import anywidget
    import traitlets

    class StageWidget(anywidget.AnyWidget):
        """The stage in a notebook.

        `frame` is the half-step shown, in both directions; `pinned` the rows of x that are pinned or chosen;
        `run` the run shown, and `start` the mixture it began with where a person placed it, for
        `gmmviz.fit(x, settings, start=widget.start)`; `problem` what could not be done, in a sentence.
        """

        _esm = joined(WIDGET)
        _css = style()
        payload = traitlets.Bytes().tag(sync=True)
        frame = traitlets.Int(0).tag(sync=True)
        pinned = traitlets.List(traitlets.Int()).tag(sync=True)
        problem = traitlets.Unicode("").tag(sync=True)
        editable = traitlets.Bool(False).tag(sync=True)

        def __init__(self, showing: "Showing") -> None:
            self.start: Mixture | None = None
            self.showing = showing
            super().__init__(payload=payload(showing.scene()), editable=len(showing.runs) == 1)
            self.on_msg(self._hear)

        @property
        def run(self) -> Any:
            """The run shown, or the list of runs of several lanes."""
            runs = self.showing.runs
            return runs[0] if len(runs) == 1 else list(runs)

        def _hear(self, _widget: Any, message: Any, _buffers: Any) -> None:
            if message == PLOTLY:
                self.send(PLOTLY, buffers=[gzipped_plotly()])
            elif isinstance(message, dict):
                self._act(message)

        def _act(self, action: dict[str, Any]) -> None:
            try:
                showing, start = self.showing.after(action)
            except ValueError as problem:
                self.problem = str(problem)
                return
            if showing is self.showing:
                return
            moved = showing.runs is not self.showing.runs
            self.showing, self.problem = showing, ""
            if moved:
                self.start, self.pinned = start, []
            with self.hold_sync():
                self.payload = payload(showing.scene())
                if moved:
                    self.frame = 1 if start is not None else 0

    return StageWidget
