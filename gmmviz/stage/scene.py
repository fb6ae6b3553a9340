"""What the stage shows: rows, lanes, a plane and the words around them; no bytes and no pages."""

from dataclasses import dataclass, field

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.em import EMRun
from gmmviz.figures.ellipse import radius_of_mass
from gmmviz.figures.palette import Theme

NUMBER_WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


@dataclass(frozen=True, eq=False)
class StageLane:
    """One run on the stage, with what a person can do at its end: (id, label) pairs."""

    run: EMRun
    name: str = ""
    actions: tuple[tuple[str, str], ...] = ()

    def words(self) -> dict[str, object]:
        """What the header says of this lane."""
        verdict = self.run.verdict
        return {
            "name": self.name,
            "k": self.run.settings.k,
            "opening": opening(self.run.settings.k),
            "verdict": {"kind": verdict.kind, "sentence": f"{verdict.sentence} {verdict.remedy}".strip()},
            "actions": [{"id": action, "label": label} for action, label in self.actions],
        }


def opening(k: int) -> str:
    """The sentence of the start, before any point is owned."""
    count = NUMBER_WORDS[k] if k < len(NUMBER_WORDS) else str(k)
    if k == 1:
        return "One guess: the whole cloud as a single bell shape. Press **Play**."
    share = "both" if k == 2 else "several"
    return (
        f"{count} guesses. Like k-means, but a point may belong a little to {share}, and a cluster is an "
        "ellipse. Press **Play**."
    )
