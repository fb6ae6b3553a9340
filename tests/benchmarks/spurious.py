"""How often a sound fit is called spurious, and a spurious one sound: python tests/benchmarks/spurious.py.

Mixtures are drawn at random, rows from them, half of the time rounded, some of these with one cell that is not, some
logarithms of rounded numbers; models with the true number of components
or up to four more are fitted from one start each. The truth judges the ends: a component is spurious if it is
thinner than a tenth of the true cluster its rows are from and fresh rows do not fill half of it; an end is sound if
no component is thinner than a fifth. What lies between is left out. To be held: each error under 3 %. Intervals are
Wilson's, of ends as if each were of a data set of its own; up to six are of one.

    python tests/benchmarks/spurious.py 1700 74000     (as many data sets, from this seed on)
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from gmmviz.em import FAMILIES, EMSettings, Mixture
from gmmviz.em.search.basins import wilson
from gmmviz.em.search.polish import PolishedFit
from gmmviz.em.search.sweep import ends

DATA_SETS = 1_700
FIRST_SEED = 74_000  # data that no rule was chosen on
STARTS = ("points", "kmeans++", "kmeans", "short")
MORE_COMPONENTS = (0, 0, 1, 2, 4)
FITS = 6  # of each data set
FRESH = 20_000
SPURIOUS, SOUND = 0.1**2, 0.2**2  # of the variance of the true cluster
FILLED = 0.5


def population(rng: np.random.Generator) -> Mixture:
    """A random mixture: widths that differ up to fifty times, weights that differ."""
    d, k = int(rng.choice([1, 2, 2, 3, 4])), int(rng.integers(1, 5))
    covariances = []
    for _ in range(k):
        narrow = rng.random() < 0.4
        size = np.exp(rng.uniform(np.log(0.02), 0.0)) if narrow else np.exp(rng.uniform(-1.0, 0.0))
        turn = np.linalg.qr(rng.normal(size=(d, d)))[0]
        covariances.append((turn * (size * np.exp(rng.uniform(-1.2, 0.0, size=d))) ** 2) @ turn.T)
    return Mixture(rng.dirichlet(np.full(k, 3.0)), rng.normal(size=(k, d)) * rng.uniform(1, 5), covariances)


def rows_of(truth: Mixture, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Rows (n, d) of the mixture, and the steps (k, d) they are rounded to about each cluster; 0 where they are not.

    Some columns are logarithms of rounded numbers, and in some one cell is written with all its digits.
    """
    x, _ = truth.sample(int(rng.choice([60, 150, 300, 800])), rng)
    if rng.random() < 0.5:
        return x, np.zeros(truth.means.shape)
    logged = (rng.random(truth.d) < 0.5) & (rng.random() < 0.5)
    about = np.where(logged, np.exp(truth.means), 1.0)
    widths = about * np.sqrt(np.diagonal(truth.covariances, axis1=1, axis2=2))
    steps = 10.0 ** np.floor(np.log10(widths.min(axis=0) * rng.uniform(0.5, 3.0)))
    steps *= rng.choice([1.0, 1.0, 0.5, 0.2])
    rounded = np.round(np.where(logged, np.exp(x), x) / steps) * steps
    if rng.random() < 0.3:
        place = rng.integers(len(x)), rng.integers(truth.d)
        rounded[place] = np.where(logged, np.exp(x), x)[place]
    rounded = np.where(logged, np.log(np.maximum(rounded, steps)), rounded)
    return rounded, steps / about


def thinnest(end: Mixture, truth: Mixture, x: np.ndarray, steps: np.ndarray) -> float:
    """The smallest variance of any component relative to that of the true cluster most of its rows are from."""
    home = (end.responsibilities(x).T @ truth.responsibilities(x)).argmax(axis=1)
    widened = truth.covariances + steps[:, :, None] ** 2 / 12.0 * np.eye(truth.d)
    ratios = []
    for covariance, cluster in zip(end.covariances, widened[home], strict=True):
        whiten = np.linalg.inv(np.linalg.cholesky(cluster))
        ratios.append(np.linalg.eigvalsh(whiten @ covariance @ whiten.T)[0])
    return float(min(ratios))


def filled(end: Mixture, x: np.ndarray, fresh: np.ndarray) -> float:
    """The smallest part of its share of rows that any component holds of fresh ones."""
    return float((end.responsibilities(fresh).mean(axis=0) / end.responsibilities(x).mean(axis=0)).min())


def judged(seed: int) -> Iterator[tuple[bool, bool]]:
    """For each clear end on the data of this seed: whether it is spurious, and whether it is flagged."""
    rng = np.random.default_rng(seed)
    truth = population(rng)
    x, steps = rows_of(truth, rng)
    fresh, _ = truth.sample(FRESH, rng)
    for number in range(FITS):
        k, family = truth.k + int(rng.choice(MORE_COMPONENTS)), str(rng.choice(list(FAMILIES)))
        if k < 2:
            continue
        settings = EMSettings(k=k, family=family, start=str(rng.choice(STARTS)), seed=number)
        try:
            end = next(ends(x, [settings]))
        except ValueError:  # refused, as K different rows to start from are not there
            continue
        if not isinstance(end, PolishedFit):
            continue
        thin = thinnest(end.mixture, truth, x, steps)
        if thin > SOUND:
            yield False, bool(end.flags)
        elif thin < SPURIOUS and filled(end.mixture, x, fresh) < FILLED:
            yield True, bool(end.flags)


def share(hits: int, of: int) -> str:
    """So many of so many, in per cent, with the 95 % interval."""
    low, high = wilson(hits, of)
    return f"{hits:,} of {of:,}, {hits / of:.1%} ({low:.1%} to {high:.1%})"


def main(data_sets: int, first_seed: int) -> None:
    """Print both errors."""
    found = [each for seed in range(first_seed, first_seed + data_sets) for each in judged(seed)]
    sound = [flagged for spurious, flagged in found if not spurious]
    accidents = [flagged for spurious, flagged in found if spurious]
    print(f"{data_sets:,} data sets, seeds {first_seed} to {first_seed + data_sets - 1}")
    print(f"sound ends that are flagged: {share(sum(sound), len(sound))}")
    print(f"spurious ends that are not: {share(len(accidents) - sum(accidents), len(accidents))}")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else DATA_SETS,
        int(sys.argv[2]) if len(sys.argv) > 2 else FIRST_SEED,
    )
