"""What a hundred polished starts cost, in seconds of CPU: python tests/benchmarks/restarts.py.

To be held: Old Faithful with K = 3 in under 2 s, 10,000 x 2 rows with K = 5 in under 15 s.
"""

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from gmmviz.data import dataset
from gmmviz.em import EMSettings
from gmmviz.em.search.basins import Basins, with_end
from gmmviz.em.search.sweep import restarts

STARTS = 100


def five_groups(n: int = 10_000) -> np.ndarray:
    """Rows (n, 2) of five groups that overlap."""
    rng = np.random.default_rng(0)
    centres = rng.uniform(-6.0, 6.0, size=(5, 2))
    return centres[rng.integers(5, size=n)] + rng.normal(size=(n, 2)) * [1.5, 1.0]


def main() -> None:
    """Print the seconds and the optima of both."""
    cases = {
        "Old Faithful, K = 3": (dataset("faithful").x, 3, 2.0),
        "10,000 x 2, K = 5": (five_groups(), 5, 15.0),
    }
    for name, (x, k, most) in cases.items():
        begun, found = time.process_time(), Basins()
        for end in restarts(x, EMSettings(k=k, tol=1e-8), STARTS):
            found = with_end(found, end)
        spent = time.process_time() - begun
        print(f"{name}: {spent:.2f} s of CPU (at most {most:g}), {len(found.maxima)} optima")


if __name__ == "__main__":
    main()
