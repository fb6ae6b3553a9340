"""How often *Is it Gaussian?* errs: python tests/benchmarks/gaussianity.py [sets of each kind] [a kind].

Null sets: true mixtures of 1 to 3 Gaussian components in 1 to 4 columns with 150 to 600 rows, apart or overlapping. A
verdict of *not bells* is false, and a component that is named departs falsely; by construction at most 5 % of the sets
should have one. Other sets: the same, but one component is drawn from another kind of cloud with the same mean and
covariance. It is caught where that very component is named; the others are then named falsely. Fits begin at the
truth's own labels, so that what is judged is the shape and not the start. The number of a set is its seed.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from gmmviz.em import EMSettings, fit
from gmmviz.em.explain.gaussianity import EnvelopeRequest, envelope_iter
from gmmviz.em.search.basins import wilson

SETS = 60
KS, COLUMNS, ROWS, APART = (
    (1, 2, 3),
    (1, 2, 4),
    (150, 300, 600),
    (3.0, 5.0),
)  # sd between neighbours
Cloud = Callable[[np.random.Generator, int, int], np.ndarray]


def standard(x: np.ndarray, mean: float, sd: float) -> np.ndarray:
    """Values of a distribution with this mean and sd, made to have 0 and 1."""
    return (x - mean) / sd


KINDS: dict[str, Cloud] = {
    "bells only": lambda rng, n, d: rng.normal(size=(n, d)),
    "t, 3 degrees of freedom": lambda rng, n, d: (
        rng.normal(size=(n, d)) / np.sqrt(rng.chisquare(3, (n, 1)) / 3) / np.sqrt(3.0)
    ),
    "t, 5 degrees of freedom": lambda rng, n, d: (
        rng.normal(size=(n, d)) / np.sqrt(rng.chisquare(5, (n, 1)) / 5) / np.sqrt(5.0 / 3.0)
    ),
    "skewed (gamma, shape 2)": lambda rng, n, d: standard(rng.gamma(2.0, size=(n, d)), 2.0, np.sqrt(2.0)),
    "log-normal (sd 0.6)": lambda rng, n, d: standard(
        np.exp(0.6 * rng.normal(size=(n, d))),
        np.exp(0.18),
        np.sqrt((np.exp(0.36) - 1.0) * np.exp(0.36)),
    ),
    "even over a box": lambda rng, n, d: rng.uniform(-np.sqrt(3.0), np.sqrt(3.0), (n, d)),
}


def made(kind: str, seed: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Rows (n, d), their components (n,), and how many there are; the first component is of the kind."""
    rng = np.random.default_rng([seed, list(KINDS).index(kind)])
    k, d, n = (int(rng.choice(choices)) for choices in (KS, COLUMNS, ROWS))
    apart = float(rng.choice(APART))
    labels = np.sort(rng.choice(k, n, p=np.full(k, 1.0 / k)))
    x = np.empty((n, d))
    for j in range(k):
        mine = labels == j
        cloud = KINDS[kind if j == 0 else "bells only"](rng, int(mine.sum()), d)
        turned = cloud @ np.linalg.qr(rng.normal(size=(d, d)))[0] * (0.7 + 0.6 * rng.random())
        x[mine] = turned + apart * j * np.eye(d)[0]
    return x, labels, k


def judged(kind: str, seed: int) -> tuple[bool, bool, bool]:
    """Whether the set was called no bells, whether its first component was named, and whether another was."""
    x, labels, k = made(kind, seed)
    settings = EMSettings(k=k, seed=seed)
    run = fit(x, settings, start=labels)
    if run.verdict.kind in ("collapsed", "emptied"):
        return False, False, False
    *_, (_, found) = envelope_iter(x, EnvelopeRequest(settings, run.states[-1].mixture), {})
    named = found.departing
    return bool(named), 0 in named, any(j > 0 for j in named)


def main() -> None:
    """Print a line per kind."""
    sets = int(sys.argv[1]) if len(sys.argv) > 1 else SETS
    wanted = sys.argv[2:] or list(KINDS)
    print(f"{sets} sets of each kind, seeds 0 to {sets - 1}; bells only three times as many")
    print(f"{'first component':<28}{'sets':>6}{'not bells':>12}{'95 %':>16}{'it is named':>13}{'another':>9}")
    for kind in wanted:
        begun = time.process_time()
        count = 3 * sets if kind == "bells only" else sets
        found = np.array([judged(kind, seed) for seed in range(count)])
        called, named, other = (int(column.sum()) for column in found.T)
        low, high = wilson(called, count)
        shares = (f"{100 * value / count:.1f} %" for value in (called, named, other))
        whole, own, others = shares
        interval = f"{100 * low:.1f} to {100 * high:.1f} %"
        seconds = time.process_time() - begun
        print(
            f"{kind:<28}{count:>6}{whole:>12}{interval:>16}{own:>13}{others:>9}   {seconds:.0f} s of CPU",
            flush=True,
        )


if __name__ == "__main__":
    main()
