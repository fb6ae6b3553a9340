"""How long sweeps take, in seconds of CPU: run by hand, `python tests/benchmarks/sweep.py` in the checkout."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import gmmviz
from gmmviz.em import FAMILIES
from gmmviz.em.search.sweep import FOUR_FAMILIES


def seconds(x: np.ndarray, most: int, families: Sequence[str], starts: int) -> float:
    """Seconds of CPU of a whole sweep over K = 1..most."""
    began = time.process_time()
    for _ in gmmviz.sweep(x, range(1, most + 1), families, starts):
        pass
    return time.process_time() - began


def four_clouds(n: int) -> np.ndarray:
    """n rows of four round clouds that overlap a little."""
    rng = np.random.default_rng(0)
    centres = ([0.0, 0.0], [3.0, 1.0], [6.0, 5.0], [1.0, 7.0])
    return np.concatenate([rng.normal(size=(n // 4, 2)) + centre for centre in centres])


if __name__ == "__main__":
    faithful, iris = gmmviz.dataset("faithful").x, gmmviz.dataset("iris").x
    print(f"Old Faithful, 4 families, K <= 6, 20 starts: {seconds(faithful, 6, FOUR_FAMILIES, 20):.1f} s")
    print(
        f"10,000 x 2, 4 families, K <= 10, 5 starts: {seconds(four_clouds(10_000), 10, FOUR_FAMILIES, 5):.1f} s"
    )
    print(f"iris, {len(FAMILIES)} families, K <= 9, 5 starts: {seconds(iris, 9, list(FAMILIES), 5):.1f} s")
