"""What the stage shows: rows, lanes, a plane and the words around them; no bytes and no pages."""

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gmmviz.em import EMRun
from gmmviz.figures import overlay
from gmmviz.figures.palette import DASHES, MARKS, Theme
from gmmviz.figures.view import View
from gmmviz.stage.sample import SHOWN, sample_note, stratified

if TYPE_CHECKING:
    import plotly.graph_objects as go

NUMBER_WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
RING_ROLES = ("fill", "halo", "core_halo", "outer", "inner")
BLOCK = 65_536  # rows
CLEAR = "rgba(0,0,0,0)"
NOTE = "Rings hold 50 % and 95 % of a component."
CURVES_NOTE = "The broad line is the sum of the components."
SIGMA_NOTE = "Rings at 1 and 2 sd hold 39 % and 86 % of a component."


@dataclass(frozen=True, eq=False)
class StageLane:
    """One run on the stage, with what a person can do at its end: (id, label) pairs.

    Of several lanes each has `tools` beside its name, (id, label, what it does); `told`, the words below it once
    it has ended; and `facts`, its cells of the table.
    """

    run: EMRun
    name: str = ""
    actions: tuple[tuple[str, str], ...] = ()
    tools: tuple[tuple[str, str, str], ...] = ()
    told: str = ""
    facts: tuple[str, ...] = ()

    def words(self) -> dict[str, object]:
        """What the header says of this lane."""
        verdict = self.run.verdict
        told = (verdict.sentence, verdict.remedy, *(flag.sentence for flag in self.run.flags))
        return {
            "name": self.name,
            "k": self.run.states[0].mixture.k,
            "opening": opening_sentence(self.run.states[0].mixture.k, self.run.states[0].mixture.d),
            "verdict": {"kind": verdict.kind, "sentence": " ".join(filter(None, told))},
            "actions": [{"id": action, "label": label} for action, label in self.actions],
            "tools": self.tools,
            "told": self.told,
            "facts": self.facts,
        }


@dataclass(frozen=True, eq=False)
class Scene:
    """Rows x (n, d) that are drawn, the runs of all `total` rows, and the plane (d, 2) they are seen in.

    `view.columns` names the axes of the plane; `best_seen` is the highest log-likelihood known for these data
    and this model; `labels` (n,) are known classes; `columns` names all d columns;
    `chosen` the plane as a choice; `remarks` are sentences that belong on the plot; `rows` (n,)
    number the rows of x in their table, where they are not all of it; `title` stands over a saved picture. Of
    several lanes, `heads` names the cells of their table and `conclusion` is the sentence of the last frame.
    """

    x: NDArray[np.float64]
    lanes: tuple[StageLane, ...]
    plane: NDArray[np.float64]
    view: View
    total: int
    best_seen: float | None = None
    labels: NDArray[np.int64] | None = None
    columns: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    rows: NDArray[np.intp] | None = None
    title: str = ""
    heads: tuple[str, ...] = ()
    conclusion: str = ""

    def shown(self, most: int = SHOWN) -> "Scene":
        """This scene with at most so many of its rows: a sample over who owns them at the end, which it says."""
        if len(self.x) <= most:
            return self
        rows = stratified(final_owners(self.x, self.lanes[0].run), most)
        return replace(
            self,
            x=self.x[rows],
            labels=None if self.labels is None else self.labels[rows],
            rows=rows if self.rows is None else self.rows[rows],
            remarks=(sample_note(len(rows), self.total), *self.remarks),
        )

    def style(self) -> dict[str, object]:
        """Sizes and strengths that the browser needs where it draws itself; colours are the themes'."""
        inner, outer = self.view.rings
        return {
            "radii": {"mass": {"inner": inner, "outer": outer}, "sigma": {"inner": 1.0, "outer": 2.0}},
            "fill": overlay.FILL,
            "stale": overlay.STALE,
            "dimmed": overlay.DIMMED,
            "meanRadius": overlay.MEAN_RADIUS * self.view.scale,
            "meanWidth": overlay.MEAN_WIDTH * self.view.scale,
            "meanFont": round(overlay.MEAN_FONT * self.view.scale),
            "trailWidth": overlay.TRAIL_WIDTH * self.view.scale,
            "trail": self.view.trail,
            "marks": MARKS,
            "dashes": DASHES,
        }

    def notes(self) -> dict[str, str]:
        """What the plot says of its rings, by the kind of rings; of one column, what its lines are."""
        if self.x.shape[1] == 1:
            return {"mass": CURVES_NOTE, "sigma": CURVES_NOTE}
        return {"mass": NOTE, "sigma": SIGMA_NOTE}

    def skeletons(self, theme: Theme) -> dict[str, Any]:
        """The figures of a theme without what moves: scatter (one column: histogram), curve, shapes of the rings."""
        from gmmviz.figures.curve import cursor_shapes, log_likelihood_curve
        from gmmviz.figures.histogram import histogram
        from gmmviz.figures.scatter import scatter

        view = replace(self.view, theme=theme)
        curves = [np.array([state.log_likelihood for state in lane.run.states]) for lane in self.lanes]
        curve = log_likelihood_curve(curves, None, view, self.best_seen)
        # assigned: update_layout would merge the lists place by place
        kept = [a for a in curve.layout.annotations if a.name.split()[0] in ("start", "best", "end")]
        curve.layout.annotations = kept
        cursor, *_ = cursor_shapes(0, curves[0][0], view)
        discs = [
            cursor_shapes(0, levels[0], view)[1] | {"name": f"now {number}"}
            for number, levels in enumerate(curves)
        ]
        curve.update_layout(margin={"t": 8}, shapes=(*curve.layout.shapes, cursor, *discs))
        curve.update_traces(x=[], y=[])
        most = max(lane.run.states[0].mixture.k for lane in self.lanes)
        rings = [
            style for style in overlay.overlay_styles(most, view) if style["name"].split()[0] in RING_ROLES
        ]
        seen = self.x @ self.plane
        plane = scatter(seen, None, view) if self.x.shape[1] > 1 else histogram(seen[:, 0], None, view)
        plane.update_layout(margin={"t": 24})
        if len(self.lanes) > 1:
            _names_inside(plane)
        for figure in (plane, curve):  # the points and their gridlines are on a canvas below
            figure.update_layout(paper_bgcolor=CLEAR, plot_bgcolor=CLEAR)
        plane.update_xaxes(showgrid=False).update_yaxes(showgrid=False)
        return {"scatter": json.loads(plane.to_json()), "curve": json.loads(curve.to_json()), "rings": rings}


def _names_inside(plane: "go.Figure") -> None:
    """Write the names of the axes into the plot: beside each other panels are too small to give room to them."""
    across = plane.layout.xaxis.title.text
    plane.update_xaxes(title_text="").update_layout(margin={"t": 4, "b": 22, "l": 36, "r": 6})
    inside = {"bgcolor": CLEAR, "yshift": 0}
    plane.update_annotations({"yanchor": "top", "xshift": 4} | inside, selector={"name": "y"})
    if across:
        place = {"x": 1, "xref": "paper", "xanchor": "right", "y": 0, "yref": "paper", "yanchor": "bottom"}
        font = {"color": plane.layout.template.layout.xaxis.color}
        plane.add_annotation({"name": "x", "text": across, "showarrow": False, "font": font} | place | inside)


def final_owners(x: NDArray[np.float64], run: EMRun) -> NDArray[np.intp]:
    """Most likely component (n,) of each row of x (n, d) at the end of a run, a block of rows at a time."""
    mixture = run.states[-1].mixture
    blocks = (x[begin : begin + BLOCK] for begin in range(0, len(x), BLOCK))
    return np.concatenate([mixture.responsibilities(block).argmax(axis=1) for block in blocks])


def opening_sentence(k: int, d: int) -> str:
    """The sentence of the start, before any point is owned."""
    if k == 1:
        return "One guess: the whole cloud as a single bell shape. Press **Play**."
    count = NUMBER_WORDS[k] if k < len(NUMBER_WORDS) else str(k)
    share = "both" if k == 2 else "several"
    shape = "an ellipse" if d > 1 else "a bell curve"
    return (
        f"{count} guesses. Like k-means, but a point may belong a little to {share}, and a cluster is {shape}. "
        "Drag a mean, or press **Play**."
    )
