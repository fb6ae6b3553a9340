"""Armadillo's gmm_full, stepped by a small program that is compiled where Armadillo is installed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from gmmviz.em import Mixture


def compiled(folder: Path) -> Path | None:
    """The program, on one thread, for this machine; None where there is no g++ or no Armadillo."""
    program, source = folder / "armadillo", Path(__file__).with_suffix(".cpp")
    command = ["g++", "-O3", "-march=native", "-std=c++17", "-DARMA_NO_DEBUG", source, "-o", program]
    try:
        subprocess.run([*command, "-larmadillo"], check=True, capture_output=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return None
    return program


class Running:
    """The program at work on points (n, d), from a mixture."""

    def __init__(self, process: subprocess.Popen, steps: int) -> None:
        self.process, self.steps = process, steps

    def __call__(self) -> tuple[int, float]:
        """Some steps, and their CPU seconds: a long run less a short one, so that beginnings do not count."""
        return self.steps, self._seconds(2 * self.steps) - self._seconds(self.steps)

    def _seconds(self, steps: int) -> float:
        print(steps, file=self.process.stdin)
        return float(self.process.stdout.readline())


@contextmanager
def fit_iter(program: Path, x: np.ndarray, start: Mixture) -> Iterator[Running]:
    """The program, holding x (n, d) and the start, for as long as the `with` lasts."""
    parts = (x, start.weights / start.weights.sum(), start.means, start.covariances)
    points = program.with_name("points")
    points.write_bytes(b"".join(np.ascontiguousarray(part).tobytes() for part in parts))
    sizes = [str(size) for size in (x.shape[1], len(x), start.k)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
    with subprocess.Popen([program, points, *sizes], **pipes) as process:
        yield Running(process, max(2, min(100, 2_000_000 // x.size // start.k)))
        process.stdin.close()
