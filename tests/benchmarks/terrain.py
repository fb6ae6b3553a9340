"""Seconds of CPU that a map of starts takes on Old Faithful, and how many of its places lead where single runs end.

Run by hand, with one thread: `OMP_NUM_THREADS=1 python -m tests.benchmarks.terrain`
"""

from dataclasses import replace
from time import process_time

import numpy as np

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from gmmviz.em.search.basins import MAXIMUM_KINDS, kind_of
from gmmviz.em.search.exploring import explore
from gmmviz.em.search.polish import PolishedFit, checked_rows, polish
from gmmviz.em.search.sweep import same_optimum
from gmmviz.em.search.terrain import EMPTY_TERRAIN, MapRequest, grid_points, places
from gmmviz.em.starts.placing import Part, placed
from gmmviz.figures.view import axis_range

LOOKED_AT = 200  # places


def main() -> None:
    """Print a line for each stride of each map."""
    x = dataset("faithful").x
    low, high = np.array([axis_range(column) for column in x.T]).T
    for k, seed in ((2, 13), (3, 3)):
        settings = EMSettings(k=k, tol=1e-8)
        start = fit(x, replace(settings, seed=seed, max_iter=1)).states[0].mixture
        asked = MapRequest(settings, start, 0, places(start, 0, np.eye(2), grid_points(low, high)))
        begun, known, stride = process_time(), EMPTY_TERRAIN, 0
        for known in explore(x, asked):
            if known.stride != stride:
                stride = known.stride
                print(
                    f"K {k}: every {stride}th place after {process_time() - begun:.2f} s, {known.walked.sum()} runs"
                )
        rows = checked_rows(x, settings)
        chosen = np.random.default_rng(0).integers(0, known.owners.shape, (LOOKED_AT, 2))
        agreeing = 0
        for up, across in chosen:
            parts = [Part(j, tuple(asked.means[up, across]) if j == 0 else None) for j in range(k)]
            end = polish(rows, settings, start=placed(start, parts))
            owner = known.owners[up, across]
            if owner >= 0:
                agreeing += isinstance(end, PolishedFit) and same_optimum(end, known.ends[owner])
            else:
                agreeing += kind_of(end) not in MAXIMUM_KINDS
        print(f"K {k}: {agreeing} of {LOOKED_AT} places lead where a run of their own ends")


if __name__ == "__main__":
    main()
