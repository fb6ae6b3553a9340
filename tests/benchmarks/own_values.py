"""Near singularity, over every family: exceptions, falls, and states that are not their own (fifty digits).

    python -m tests.benchmarks.own_values

Lattices, ratings and heaped values x every family x K = 2..7 x 3 starts. To be held: no exception, no fall, and
no state that is off by more than 1e-8 nats per row.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from gmmviz.em import FAMILIES, EMSettings, fit
from tests.em.data import published
from tests.em.exact import exact_log_likelihood
from tests.em.test_own_values import FALL, OWN, data

SETS = (
    "evv_lattice",
    "lattice",
    "heaped",
    "likert_evv_crash",
    "likert_evv_falls",
    "likert_vvv_falls",
    "iris",
)
STARTS = ("points", "kmeans++", "kmeans")


def main() -> None:
    """Print a line for each data set, and whatever is wrong."""
    for name in SETS:
        x = data(name) if name in ("lattice", "heaped") else published(name)
        began = time.perf_counter()
        runs = refused = exceptions = falls = 0
        worst, steepest, where = 0.0, 0.0, ""
        for family in FAMILIES:
            for k in range(2, 8):
                for start in STARTS:
                    settings = EMSettings(k=k, family=family, start=start)
                    try:
                        run = fit(x, settings)
                    except ValueError:
                        refused += 1
                        continue
                    except Exception as problem:  # what is counted here
                        exceptions += 1
                        print(f"   {settings}: {problem!r}")
                        continue
                    runs += 1
                    reached = np.array([state.log_likelihood for state in run.states])
                    fall = float(-np.diff(reached).min(initial=0.0)) / len(x)
                    falls += fall > FALL
                    steepest = max(steepest, fall)
                    for state in run.states[-2:]:
                        exact = exact_log_likelihood(x, state.mixture)
                        off = abs(exact - state.log_likelihood) / len(x)
                        if off > worst:
                            worst, where = off, f"{family}, K = {k}, {start}, iteration {state.iteration}"
        print(
            f"{name:18} {runs:4} runs, {refused:3} refused, {exceptions} exceptions, {falls} falls (largest "
            f"{steepest:.1e} per row), farthest from exact {worst:.1e} per row ({where}; bar {OWN:g}), "
            f"{time.perf_counter() - began:.0f} s",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
