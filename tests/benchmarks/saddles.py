"""Whether polished ends are maxima: python tests/benchmarks/saddles.py.

720 starts on four data sets: five families, K = 3 to 5, two kinds of start, six seeds. What has not settled is run on
by plain EM. At settled ends of six families, two of them with axes that turn, the exact Hessian is taken (eight seeds):
upward curvature is a saddle, and the Newton decrement is what is still to gain. To be held: nothing climbs on, and
no settled end is a saddle or has more than 0.002 nats to gain.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import gmmviz
from gmmviz.em import EMSettings, fit
from gmmviz.em.look_ahead import SETTLED_GAIN
from gmmviz.em.search.polish import PolishedFit, checked_rows, polish
from tests.em.curvature import curvature

DATA = ("faithful", "iris", "unequal", "overlapping")
FAMILIES, BENT = ("EEE", "VVV", "VVI", "EEV", "VEE"), ("EEE", "VVV", "VVI", "EVE", "VVE", "VEV")
UPWARD = 1e-6  # of a log-likelihood's curvature, where that of the complete data is 1: beyond rounding
LONG = 6_000  # iterations of plain EM


def starts(families: tuple[str, ...], seeds: int) -> Iterator[tuple[str, EMSettings]]:
    """Names of data sets and settings."""
    for name, family, k, start, seed in product(
        DATA, families, (3, 4, 5), ("points", "kmeans++"), range(seeds)
    ):
        yield name, EMSettings(k=k, family=family, start=start, seed=seed)


def run_on(x: np.ndarray, end: PolishedFit) -> str:
    """What plain EM makes of an end."""
    run = fit(x, replace(end.settings, tol=1e-9, max_iter=LONG), end.mixture)
    gained = run.states[-1].log_likelihood - end.log_likelihood
    return f"{run.verdict.sentence} Gained {gained:.4f} nats."


def main() -> None:
    """Print the ends that have not settled, the saddles among those that have, and how many there are of each."""
    began = time.process_time()
    kinds: Counter[str] = Counter()
    for name, settings in starts(FAMILIES, 6):
        x = gmmviz.dataset(name).x
        end = polish(checked_rows(x, settings), settings)
        kinds["spurious" if isinstance(end, PolishedFit) and end.flags else end.verdict.kind] += 1
        if isinstance(end, PolishedFit) and end.verdict.kind != "settled" and not end.flags:
            where = f"{name}, {settings.family}, K = {settings.k}, {settings.start}, seed {settings.seed}"
            print(f"   {where}: {end.verdict.sentence} Plain EM: {run_on(x, end)}", flush=True)
    print(", ".join(f"{kind} {count}" for kind, count in kinds.items()))
    ends = saddles = 0
    for name, settings in starts(BENT, 8):
        rows = checked_rows(gmmviz.dataset(name).x, settings)
        end = polish(rows, settings)
        if isinstance(end, PolishedFit) and end.verdict.kind == "settled" and not end.flags:
            upward, decrement = curvature(rows, end)
            ends += 1
            if upward > UPWARD or decrement > SETTLED_GAIN:
                saddles += 1
                print(f"   {name}, {settings}: curvature {upward:.1e}, to gain {decrement:.4f}", flush=True)
    print(f"{ends} settled ends, {saddles} of them saddles; {time.process_time() - began:.0f} s of CPU")


if __name__ == "__main__":
    main()
