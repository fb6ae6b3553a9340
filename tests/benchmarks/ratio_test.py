"""Whether p of the bootstrap test is uniform where K components are the truth: python tests/benchmarks/ratio_test.py.

Data sets are drawn from two overlapping Gaussians, and 2 components are tested against 3. To be held: Kolmogorov and
Smirnov find no difference from a uniform p (p > 0.05).
"""

import sys
from pathlib import Path

import numpy as np
from scipy.stats import kstest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from gmmviz.em import EMSettings, Mixture
from gmmviz.em.search.bootstrap import ratio_tests
from gmmviz.em.search.sweep import fit_cell

DATA_SETS, ROWS, SAMPLES = 200, 120, 19
TRUTH = Mixture(
    [0.6, 0.4], [[0.0, 0.0], [3.0, 1.0]], [np.diag([0.5, 1.5])] * 2
)  # of the family that is tested
FAMILY = "EEI"


def p_value(seed: int) -> float:
    """p of 2 against 3 components on data drawn with this seed; nan where the test cannot be made."""
    x, _ = TRUTH.sample(ROWS, np.random.default_rng(seed))
    fits = []
    for k in (2, 3):
        settings = EMSettings(k=k, family=FAMILY, seed=seed)
        *_, cell = fit_cell(x, settings, 5)
        fits.append((settings, cell.best.end.mixture, cell.best.end.log_likelihood))
    tests = list(ratio_tests(x, fits, SAMPLES))
    return tests[-1].p if tests else np.nan


def main() -> None:
    """Print p of the Kolmogorov-Smirnov test, and how often 5 % rejects."""
    p = np.array([p_value(seed) for seed in range(DATA_SETS)])
    p = p[np.isfinite(p)]
    # p takes the values 1/20 ... 20/20: spread evenly over the steps between them, it is continuous.
    spread = p - np.random.default_rng(0).random(len(p)) / (SAMPLES + 1)
    print(
        f"{len(p)} data sets: KS p = {kstest(spread, 'uniform').pvalue:.3f}, rejected {np.mean(p <= 0.05):.3f}"
    )


if __name__ == "__main__":
    main()
