"""How long sweeps take, in seconds of CPU: run by hand, `python tests/benchmarks/sweep.py` in the checkout.

With `against FOLDER`, the grid of 14 families, K = 1 to 9, 20 starts a cell, beside that of another checkout with five:
K by K in turn, in processes of their own, the quickest of some rounds. So machines and their load cancel. The engine
that had neither portfolio nor look ahead (commit 89789624) took 8.8 s for its five starts where 10 s are to be held
for these twenty: to be held is 1.14 times.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import gmmviz
from gmmviz.em import FAMILIES
from gmmviz.em.models.families import FOUR_FAMILIES


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


IN_TURN = """
import sys, time
import numpy as np, gmmviz
from gmmviz.em import FAMILIES
x, k, starts = np.load(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
list(gmmviz.sweep(x, [2], ["VVV", "EEE"], 2))
began = time.process_time()
list(gmmviz.sweep(x, [k], list(FAMILIES), starts))
print(time.process_time() - began)
"""


def against(folder: str, rounds: int = 2) -> None:
    """Print the CPU of the grid here with 20 starts, in another checkout with five, and what they are to each other."""
    here = str(Path(__file__).resolve().parents[2])
    for name, x in (("Old Faithful", gmmviz.dataset("faithful").x), ("four clouds", four_clouds(300))):
        with tempfile.TemporaryDirectory() as temporary:
            rows = Path(temporary) / "x.npy"
            np.save(rows, x)
            spent = np.array(
                [
                    [
                        [
                            spent_on(checkout, rows, k, starts)
                            for checkout, starts in ((here, 20), (folder, 5))
                        ]
                        for k in range(1, 10)
                    ]
                    for _ in range(rounds)
                ]
            )
        ours, theirs = spent.min(axis=0).sum(axis=0)
        each = " ".join(f"{one / other:.2f}" for one, other in spent.sum(axis=1))
        print(
            f"{name}: {ours:.1f} s, there {theirs:.1f} s: {ours / theirs:.2f} times (rounds: {each})",
            flush=True,
        )


def spent_on(checkout: str, rows: Path, k: int, starts: int) -> float:
    """Seconds of CPU that a checkout takes for one K of the grid, on one thread."""
    words = [sys.executable, "-c", IN_TURN, str(rows), str(k), str(starts)]
    environment = os.environ | {"PYTHONPATH": checkout, "OPENBLAS_NUM_THREADS": "1"}
    ran = subprocess.run(words, cwd=checkout, env=environment, capture_output=True, text=True, check=True)
    return float(ran.stdout)


def main() -> None:
    """Print how long each sweep takes."""
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


if __name__ == "__main__":
    if "against" in sys.argv[1:]:
        against(sys.argv[2])
    else:
        main()
