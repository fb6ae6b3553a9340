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


def seconds(x: np.ndarray, most: int, families: Sequence[str], starts: int) -> tuple[float, float]:
    """Seconds of CPU of a whole sweep over K = 1..most, and until its first cell of two components."""
    began, first = time.process_time(), 0.0
    for cell in gmmviz.sweep(x, range(1, most + 1), families, starts):
        if not first and cell.k > 1 and cell.finished:
            first = time.process_time() - began
    return time.process_time() - began, first


def four_clouds(n: int) -> np.ndarray:
    """n rows of four round clouds that overlap a little."""
    rng = np.random.default_rng(0)
    centres = ([0.0, 0.0], [3.0, 1.0], [6.0, 5.0], [1.0, 7.0])
    return np.concatenate([rng.normal(size=(n // 4, 2)) + centre for centre in centres])


if __name__ == "__main__":
    faithful, iris = gmmviz.dataset("faithful").x, gmmviz.dataset("iris").x
    every = list(FAMILIES)
    cases = (
        ("Old Faithful, 4 families, K <= 6, 20 starts (to be held: 1.5 s)", faithful, 6, FOUR_FAMILIES, 20),
        ("Old Faithful, 14 families, K <= 9, 20 starts (to be held: 10 s)", faithful, 9, every, 20),
        ("300 rows of four clouds, 14 families, K <= 9, 20 starts (10 s)", four_clouds(300), 9, every, 20),
        ("iris, 14 families, K <= 9, 5 starts", iris, 9, every, 5),
        ("10,000 x 2, 4 families, K <= 10, 5 starts", four_clouds(10_000), 10, FOUR_FAMILIES, 5),
    )
    for name, x, most, families, starts in cases:
        whole, first = seconds(x, most, families, starts)
        print(f"{name}: {whole:.1f} s of CPU, first cell after {first:.2f} s", flush=True)
