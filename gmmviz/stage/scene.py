"""What the stage shows: rows, lanes, a plane and the words around them; no bytes and no pages."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gmmviz.em import EMRun
from gmmviz.figures.curve import NO_BEST, BestLines
from gmmviz.figures.number_text import number_word
from gmmviz.figures.view import View
from gmmviz.stage.sample import ROWS_ANIMATED, sample_note, stratified

SCENE_ROWS_AT_ONCE = 65_536  # rows
RINGS_NOTE = "Rings hold 50\u202f% and 95\u202f% of a component."
CURVES_NOTE = "The broad line is the sum of the components."
SIGMA_NOTE = "Rings at 1 and 2 sd hold 39\u202f% and 86\u202f% of a component."


@dataclass(frozen=True, eq=False)
class StageLane:
    """One run on the stage, with what a person can do at its end: (id, label) pairs.

    Of several lanes each has `tools` beside its name, (id, label, what it does); `result`, the words below it once
    it has ended; `facts`, its cells of the table; and whether its end is `sound`, so that it may be the best.
    """

    run: EMRun
    name: str = ""
    actions: tuple[tuple[str, str], ...] = ()
    tools: tuple[tuple[str, str, str], ...] = ()
    result: str = ""
    facts: tuple[str, ...] = ()
    sound: bool = True

    def words(self) -> dict[str, object]:
        """What the header says of this lane."""
        verdict = self.run.verdict
        sentences = (verdict.sentence, verdict.remedy, *(flag.sentence for flag in self.run.flags))
        return {
            "name": self.name,
            "k": self.run.states[0].mixture.k,
            "kmeans": self.run.settings.is_kmeans,
            "verdict": {"kind": verdict.kind, "sentence": " ".join(filter(None, sentences))},
            "actions": [{"id": action, "label": label} for action, label in self.actions],
            "tools": self.tools,
            "result": self.result,
            "facts": self.facts,
            "sound": self.sound,
        }


@dataclass(frozen=True, eq=False)
class Scene:
    """Rows x (n, d) that are drawn, the runs of all `total` rows, and the plane (d, 2) they are seen in.

    `view.columns` names the axes of the plane; `best` are the highest log-likelihoods known for these data
    and this model; `labels` (n,) are known classes; `columns` names all d columns;
    `chosen` the plane as a choice; `remarks` are sentences that belong on the plot; `rows` (n,)
    number the rows of x in their table, where they are not all of it; `title` stands over a saved picture, `link`
    below a saved film; on a page of its own `question` is asked before the run and `keep` said after it. Of several
    lanes, `heads` names the cells of their table, `conclusion` is the sentence of
    the last frame, and `leader` the lane whose log-likelihood stands over the curves there.
    """

    x: NDArray[np.float64]
    lanes: tuple[StageLane, ...]
    plane: NDArray[np.float64]
    view: View
    total: int
    best: BestLines = NO_BEST
    labels: NDArray[np.int64] | None = None
    columns: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    rows: NDArray[np.intp] | None = None
    title: str = ""
    link: str = ""
    question: str = ""
    keep: str = ""
    heads: tuple[str, ...] = ()
    conclusion: str = ""
    leader: int | None = None

    def shown(self, most: int = ROWS_ANIMATED) -> "Scene":
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

    @property
    def most(self) -> int:
        """How many components or classes have a look of their own on the stage."""
        classes = 0 if self.labels is None else int(self.labels.max()) + 1
        return max(classes, *(lane.run.states[0].mixture.k for lane in self.lanes))

    def opening(self) -> str:
        """The sentence of the start: of one run what it is, of several what is asked.

        Runs of several K, shapes or ways of assigning are more than starts, and two lanes may share one.
        """
        if len(self.lanes) > 1:
            settings = [lane.run.settings for lane in self.lanes]
            same = len({replace(each, start="points", seed=0) for each in settings}) == 1
            apart = len({(each.start, each.seed) for each in settings}) == len(settings)
            what = "starts" if same and apart else "runs"
            return (
                f"{number_word(len(self.lanes)).capitalize()} {what} on the same points: where will they end?"
            )
        first = self.lanes[0].run.states[0].mixture
        return opening_sentence(first.k, first.d)

    def notes(self) -> dict[str, str]:
        """What the plot says of its rings, by the kind of rings; of one column, what its lines are."""
        if self.x.shape[1] == 1:
            return {"mass": CURVES_NOTE, "sigma": CURVES_NOTE}
        return {"mass": RINGS_NOTE, "sigma": SIGMA_NOTE}


def final_owners(x: NDArray[np.float64], run: EMRun) -> NDArray[np.intp]:
    """Most likely component (n,) of each row of x (n, d) at the end of a run, a block of rows at a time."""
    mixture = run.states[-1].mixture
    blocks = (x[begin : begin + SCENE_ROWS_AT_ONCE] for begin in range(0, len(x), SCENE_ROWS_AT_ONCE))
    return np.concatenate([mixture.responsibilities(block).argmax(axis=1) for block in blocks])


def opening_sentence(k: int, d: int) -> str:
    """The sentence of the start, before any point is owned."""
    if k == 1:
        return "One guess: the whole cloud as a single bell shape. Press **Play**."
    share = "both" if k == 2 else "several"
    shape = "an ellipse" if d > 1 else "a bell curve"
    return (
        f"{number_word(k).capitalize()} guesses. Like k-means, but a point may belong a little to {share}, "
        f"and a cluster is {shape}. Drag a mean, or press **Play**."
    )
