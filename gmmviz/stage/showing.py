"""Rows and runs as they are shown outside the app, and what becomes of them when a person does something there."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmviz.em import EMRun, Mixture, fit
from gmmviz.em.starts.placing import Part, placed
from gmmviz.figures.planes import NAMED_PLANES, column_plane, named_plane
from gmmviz.figures.view import View
from gmmviz.stage.race_lanes import conclusion_of, lane_heads, lanes_of
from gmmviz.stage.sample import ROWS_ANIMATED, ROWS_SHOWN_OF_ALL_LANES
from gmmviz.stage.scene import Scene


@dataclass(frozen=True, eq=False)
class Showing:
    """Rows x (n, d) with their columns, the runs on them, the plane by its columns, and how many rows are drawn."""

    x: NDArray[np.float64]
    runs: tuple[EMRun, ...]
    columns: tuple[str, ...]
    title: str = "gmmviz"
    plane: tuple[str, ...] = ()
    most: int = ROWS_ANIMATED

    def scene(self) -> Scene:
        """What the stage shows; of more rows than can be drawn a sample, which it says."""
        across_columns = named_plane(self.plane, self.runs[0].states[-1].mixture.k)
        of_columns = across_columns is None and not set(self.plane) <= {*self.columns}
        named = self.columns[:2] if of_columns else self.plane or self.columns[:2]
        if across_columns is not None:
            plane = across_columns.of(self.x, self.runs[0].states[-1].mixture)
            axes: tuple[str, ...] = across_columns.axes
        else:
            plane = column_plane(self.x.shape[1], tuple(map(self.columns.index, named)))
            axes = (*named, "")[:2]
        scene = Scene(
            self.x,
            lanes_of(self.runs),
            plane,
            View(columns=axes, equal_axes=across_columns is not None),
            total=len(self.x),
            columns=self.columns,
            chosen=tuple(named),
            title=self.title,
            heads=lane_heads(self.runs),
            conclusion=conclusion_of(self.runs),
        )
        return scene.shown(min(self.most, ROWS_SHOWN_OF_ALL_LANES // len(self.runs)))

    def after(self, action: dict[str, Any]) -> tuple["Showing", Mixture | None]:
        """What is shown after a person's action in the browser, and the start that they placed, if they did.

        The actions are the stage's: "place" starts from a frame with means moved, taken out or put in, "another"
        from the next seed, "k" with as many components; "plane" looks at other columns. Any other changes nothing.
        Error: ValueError, for data and starts that cannot be fitted.
        """
        run = self.runs[0]
        match action:
            case {"id": "place", "frame": int(frame), "parts": list(parts)}:
                state = run.at(frame)
                start = placed(state.mixture, [_part(part) for part in parts])
                settings = replace(run.settings, k=start.k)
                return replace(self, runs=(fit(self.x, settings, start),)), start
            case {"id": "another"}:
                settings = replace(run.settings, seed=run.settings.seed + 1)
            case {"id": "k", "value": int(k)}:
                settings = replace(run.settings, k=k)
            case {"id": "plane", "plane": list(names)} if set(names) <= {*self.columns, *NAMED_PLANES}:
                return replace(self, plane=tuple(names)), None
            case _:
                return self, None
        return replace(self, runs=(fit(self.x, settings),)), None


def _part(words: dict[str, Any]) -> Part:
    mean = words.get("mean")
    return Part(words.get("source"), None if mean is None else tuple(map(float, mean)))
