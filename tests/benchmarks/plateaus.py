"""Plateaus that default tolerances take for ends, and what a search finds per second of CPU.

    python tests/benchmarks/plateaus.py     (prints two tables; some minutes of CPU)

A default run of scikit-learn (tolerance 1e-3, one k-means start, seeds 0 to 2, no regularisation) or of mclust (1e-5,
its hierarchy; its VVE, whose M-step is wrong, left out) stops short if our EM, begun at its end, climbs more than 0.002
nats further. Runs that end on a fit that is spurious, or on none, are not counted. The second table is of the same
models: a search finds the best if it comes within 0.05 nats of the best sound end of all searches.
"""

from __future__ import annotations

import math
import shutil
import sys
import time
import warnings
from collections import defaultdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import gmmviz
from gmmviz.em import FAMILIES, EMSettings, Mixture, family_of
from gmmviz.em.search.polish import PolishedFit, polished
from gmmviz.em.search.sweep import fit_cell
from tests.benchmarks.peers import said_by_r

SHORT, CLOSE = 2e-3, 0.05  # nats
SEEDS = (0, 1, 2)
KS = (2, 3, 4)
DATA = ("faithful", "iris", "overlapping")
FOUR = [each for each in FAMILIES if family_of(each).alias]
R_CODE = """
suppressMessages(library(mclust))
args <- commandArgs(TRUE)
x <- as.matrix(read.csv(args[1], header = FALSE))
for (g in c(2, 3, 4)) for (m in setdiff(mclust.options("emModelNames"), "VVE")) {
  began <- proc.time()
  f <- try(Mclust(x, G = g, modelNames = m, verbose = FALSE), silent = TRUE)
  spent <- sum((proc.time() - began)[1:2])
  if (inherits(f, "try-error") || is.null(f)) { cat(m, g, spent, "\\n"); next }
  p <- f$parameters
  cat(m, g, spent, format(c(p$pro, p$mean, p$variance$sigma), digits = 17), "\\n")
}
"""

End = tuple[
    float, float
]  # what our EM gains from there, and how high it is itself; nan where that is no sound fit


def ended(x: np.ndarray, family: str, mixture: Mixture) -> End:
    """How much our EM gains from a peer's end, and how high the peer's end is, both in nats."""
    settings = EMSettings(k=mixture.k, family=family)
    try:
        end = polished(x, settings, mixture)
        first = gmmviz.fit(x, settings, start=mixture).states[0].log_likelihood
    except ValueError:
        return math.nan, math.nan
    if not isinstance(end, PolishedFit) or end.flags:
        return math.nan, math.nan
    return end.log_likelihood - first, end.log_likelihood - max(0.0, end.log_likelihood - first)


def scikit(x: np.ndarray, family: str, k: int, seed: int) -> tuple[End, float]:
    """A default run's end, and the CPU it took."""
    from sklearn.mixture import GaussianMixture

    began, d = time.process_time(), x.shape[1]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = GaussianMixture(
                k, covariance_type=family_of(family).alias, reg_covar=0, random_state=seed
            ).fit(x)
    except ValueError:
        return (math.nan, math.nan), time.process_time() - began
    spent, raw = time.process_time() - began, model.covariances_
    covariances = {
        "VVV": lambda: raw,
        "EEE": lambda: np.repeat(raw[None], k, axis=0),
        "VVI": lambda: np.array([np.diag(each) for each in raw]),
        "VII": lambda: np.array([np.eye(d) * each for each in raw]),
    }[family]()
    return ended(x, family, Mixture(model.weights_ / model.weights_.sum(), model.means_, covariances)), spent


def mclust(x: np.ndarray) -> dict[tuple[str, int], tuple[End, float]]:
    """The ends of default runs of all families but VVE, and the CPU they took, failed or not; nothing without R."""
    if shutil.which("Rscript") is None:
        return {}
    told = said_by_r(R_CODE, x)
    found, d = {}, x.shape[1]
    for line in told.splitlines():
        family, k_text, spent, *numbers = line.split()
        k, values = int(k_text), np.array(numbers, dtype=float)
        if not numbers:
            found[family, k] = (math.nan, math.nan), float(spent)
            continue
        weights, means, covariances = np.split(values, [k, k + k * d])
        mixture = Mixture(weights / weights.sum(), means.reshape(k, d), covariances.reshape(k, d, d))
        found[family, k] = ended(x, family, mixture), float(spent)
    return found


def main() -> None:
    """Print both tables."""
    runs: dict[tuple[str, str], list[float]] = defaultdict(list)
    reached: dict[tuple[str, str, int], dict[str, float]] = defaultdict(dict)
    spent: dict[str, float] = defaultdict(float)
    for name in DATA:
        x = gmmviz.dataset(name).x
        for (family, k), ((gain, end), seconds) in mclust(x).items():
            runs[name, "mclust"].append(gain)
            if family in FOUR:
                reached[name, family, k]["mclust"] = end
                spent["mclust"] += seconds
        for k in KS:
            for family in FOUR:
                ends = []
                for seed in SEEDS:
                    (gain, end), seconds = scikit(x, family, k, seed)
                    runs[name, "scikit-learn"].append(gain)
                    ends.append(-math.inf if math.isnan(end) else end)
                    spent["scikit-learn, best of three"] += seconds
                reached[name, family, k]["scikit-learn, best of three"] = max(ends)
                began = time.process_time()
                *_, cell = fit_cell(x, EMSettings(k=k, family=family))
                spent["ours, 20 starts"] += time.process_time() - began
                sound = cell.best is not None and not cell.spurious
                reached[name, family, k]["ours, 20 starts"] = (
                    cell.best.end.log_likelihood if sound else -math.inf
                )
    print("| data | peer | default runs with a sound end | stop short | median gap, nats | largest |")
    print("|---|---|---|---|---|---|")
    for (name, peer), gains in sorted(runs.items()):
        sound = [gain for gain in gains if not math.isnan(gain)]
        short = [gain for gain in sound if gain > SHORT]
        print(
            f"| {name} | {peer} | {len(sound)} | {len(short)} ({100 * len(short) / len(sound):.0f} %) "
            f"| {np.median(short or [0.0]):.3f} | {max(sound):.3g} |"
        )
    print("\n| search | models | finds the best | CPU, seconds | found per second |\n|---|---|---|---|---|")
    best = {
        model: max(each for each in ends.values() if not math.isnan(each)) for model, ends in reached.items()
    }
    for search, seconds in spent.items():
        found = sum(best[model] - ends.get(search, -math.inf) < CLOSE for model, ends in reached.items())
        print(f"| {search} | {len(reached)} | {found} | {seconds:.1f} | {found / seconds:.1f} |")


if __name__ == "__main__":
    main()
