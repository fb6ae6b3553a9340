"""How often a search finds the best optimum known, on ten hard problems: python tests/benchmarks/optima.py.

Each problem is searched with 20 starts from three seeds, and counts as found within 0.05 nats of the best sound
optimum that any search has found. With `explore`, 200 starts of ten more seeds are made first, and what they find
is printed, so that the levels below can be kept. Beside it stand scikit-learn's 20 k-means starts where it has the
family, and mclust's hierarchy where R is installed; with `against FOLDER`, the engine of another checkout. To be
held: 24 of 30.
"""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import gmmviz
from gmmviz.em import EMSettings, family_of
from gmmviz.em.search.sweep import fit_cell
from tests.benchmarks.peers import said_by_r

CLOSE = 0.05  # nats
SEEDS = (0, 1, 2)
STARTS = 20


@dataclass(frozen=True)
class Problem:
    """Data, a model, and the highest sound log-likelihood known."""

    name: str
    x: Callable[[], np.ndarray]
    family: str
    k: int
    best: float


def grid() -> np.ndarray:
    """1,500 rows on a grid of 5 x 5 round clusters."""
    rng = np.random.default_rng(1)
    corners = np.array([(i, j) for i in range(5) for j in range(5)], dtype=float)
    return corners[rng.integers(25, size=1500)] * 6.0 + rng.normal(size=(1500, 2))


def threads() -> np.ndarray:
    """800 rows of eight thin ellipses in all directions."""
    rng = np.random.default_rng(2)
    parts = []
    for _ in range(8):
        turn = rng.uniform(0, np.pi)
        axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        parts.append(rng.normal(size=(100, 2)) * [2.0, 0.1] @ axes + rng.uniform(-6, 6, size=2))
    return np.concatenate(parts)


def crowd(k: int, d: int, n: int, apart: float, seed: int) -> np.ndarray:
    """n rows of k overlapping clusters of unequal weight and width in d columns."""
    rng = np.random.default_rng(seed)
    means, widths = rng.normal(size=(k, d)) * apart, np.exp(rng.uniform(-1.0, 0.5, size=(k, 1)))
    owners = rng.choice(k, size=n, p=rng.dirichlet(np.full(k, 2.0)))
    return means[owners] + widths[owners] * rng.normal(size=(n, d))


def nested() -> np.ndarray:
    """900 rows: six tight clusters within wide ones."""
    rng = np.random.default_rng(5)
    centres = rng.uniform(-5, 5, size=(6, 2))
    widths = np.array([0.1, 0.15, 0.3, 1.5, 2.0, 3.0])[:, None]
    owners = rng.integers(6, size=900)
    return centres[owners] + widths[owners] * rng.normal(size=(900, 2))


PROBLEMS = (
    Problem("grid 5 x 5", grid, "EII", 25, -9040.0900),
    Problem("threads", threads, "VVV", 8, -2455.0048),
    Problem("crowd of 12", lambda: crowd(12, 2, 1200, 5.0, 3), "VII", 12, -5298.9300),
    Problem("crowd of 8 in 5 columns", lambda: crowd(8, 5, 600, 2.0, 4), "EEE", 8, -4828.3859),
    Problem("nested", nested, "VVI", 6, -2947.5675),
    Problem("Old Faithful", lambda: gmmviz.dataset("faithful").x, "VVI", 5, -1105.7751),
    Problem("iris", lambda: gmmviz.dataset("iris").x, "EEV", 5, -155.3740),
    Problem("wine", lambda: gmmviz.dataset("wine").x, "VEI", 5, -3263.3511),
    Problem("graph", lambda: gmmviz.dataset("graph").x[::3], "VVV", 10, -5977.8580),
    Problem("olympic", lambda: gmmviz.dataset("olympic").x[::5], "VVV", 8, -3631.3600),
)


def ours(problem: Problem, seed: int, starts: int = STARTS) -> float:
    """The log-likelihood of the best sound optimum of a cell."""
    *_, cell = fit_cell(problem.x(), EMSettings(k=problem.k, family=problem.family, seed=seed), starts)
    return -math.inf if cell.best is None or cell.spurious else cell.best.end.log_likelihood


def scikit(problem: Problem, seed: int) -> float:
    """What scikit-learn's 20 k-means starts end on, with a tight tolerance; nan where it has no such family."""
    from sklearn.mixture import GaussianMixture

    if (word := family_of(problem.family).alias) is None:
        return math.nan
    x = problem.x()
    model = GaussianMixture(
        problem.k,
        covariance_type=word,
        n_init=STARTS,
        tol=1e-6,
        max_iter=2000,
        reg_covar=0.0,
        random_state=seed,
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return float(model.fit(x).score(x) * len(x))
    except ValueError:
        return -math.inf


R_CODE = """
suppressMessages(library(mclust))
args <- commandArgs(TRUE)
x <- as.matrix(read.csv(args[1], header = FALSE))
began <- proc.time()
f <- Mclust(x, G = as.integer(args[2]), modelNames = args[3], verbose = FALSE,
            control = emControl(tol = c(1e-10, 1e-10)))
cat(if (is.null(f)) -Inf else f$loglik, sum((proc.time() - began)[1:2]))
"""
ANOTHER = """
import math, sys, time
import numpy as np, gmmviz
x, k, family, starts, seed = np.load(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
list(gmmviz.sweep(x[:100], [2], ["VVI"], 2))
began = time.process_time()
*_, cell = gmmviz.sweep(x, [k], [family], starts, gmmviz.EMSettings(seed=seed))
spent = time.process_time() - began
print(-math.inf if cell.best is None or cell.spurious else cell.best.end.log_likelihood, spent)
"""


def mclust(problem: Problem) -> tuple[float, float]:
    """What mclust's one hierarchical start ends on, at a tolerance of 1e-10, and its seconds; nan without R."""
    if shutil.which("Rscript") is None:
        return math.nan, 0.0
    told = said_by_r(R_CODE, problem.x(), str(problem.k), problem.family)
    level, seconds = map(float, told.split())
    return level, seconds


def another(folder: str, problem: Problem, seed: int) -> tuple[float, float]:
    """What the cell of another checkout ends on, and its seconds; nan without a folder."""
    if not folder:
        return math.nan, 0.0
    with tempfile.TemporaryDirectory() as temporary:
        rows = Path(temporary) / "x.npy"
        np.save(rows, problem.x())
        words = [
            sys.executable,
            "-c",
            ANOTHER,
            str(rows),
            str(problem.k),
            problem.family,
            str(STARTS),
            str(seed),
        ]
        environment = os.environ | {"PYTHONPATH": folder}
        ran = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    level, seconds = map(float, ran.stdout.split())
    return level, seconds


def explore() -> None:
    """Print the best that long searches find."""
    for problem in PROBLEMS:
        found = [ours(problem, 100 + number, 200) for number in range(3)]
        print(f"{problem.name}: {[round(each, 4) for each in sorted(found)]}", flush=True)


@dataclass
class Search:
    """How a search fares: how many best optima it found, of how many searches, in how many seconds of CPU."""

    found: int = 0
    searches: int = 0
    seconds: float = 0.0

    def add(self, problem: Problem, level: float, seconds: float) -> float:
        """One more search; how far below the best it ended, nan where there was none."""
        if math.isnan(level):
            return math.nan
        below = problem.best - level
        self.searches, self.seconds = self.searches + 1, self.seconds + seconds
        self.found += abs(below) < CLOSE  # a peer's end that is higher is an accident of few rows
        return below


def timed(search: Callable[[Problem, int], float], problem: Problem, seed: int) -> tuple[float, float]:
    """What a search ends on, and its seconds of CPU."""
    began = time.process_time()
    level = search(problem, seed)
    return level, time.process_time() - began


def main(folder: str) -> None:
    """Print by how much each search misses the best, and how many it finds per second of CPU."""
    searches = {
        name: Search()
        for name in (
            "ours, 20 starts",
            "that checkout, 20 starts",
            "scikit-learn, 20 k-means starts",
            "mclust",
        )
    }
    mine, before, learn, hierarchy = searches.values()
    print(
        "| problem | ours misses by, at most | that checkout | scikit-learn | mclust |\n|---|---|---|---|---|"
    )
    for problem in PROBLEMS:
        below = max(mine.add(problem, *timed(ours, problem, seed)) for seed in SEEDS)
        earlier = max(before.add(problem, *another(folder, problem, seed)) for seed in SEEDS)
        peers = learn.add(problem, *timed(scikit, problem, 0)), hierarchy.add(problem, *mclust(problem))
        cells = (f"{each:.3f}" if not math.isnan(each) else "-" for each in (below, earlier, *peers))
        print(f"| {problem.name} | {' | '.join(cells)} |", flush=True)
    print("\n| search | found | CPU, seconds | found per second |\n|---|---|---|---|")
    for name, each in searches.items():
        if each.searches:
            rate = f"{each.found / each.seconds:.2f}"
            print(f"| {name} | {each.found} of {each.searches} | {each.seconds:.1f} | {rate} |")


if __name__ == "__main__":
    if "explore" in sys.argv:
        explore()
    else:
        main(sys.argv[sys.argv.index("against") + 1] if "against" in sys.argv else "")
