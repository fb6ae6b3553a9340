"""Skewness: whether the logarithm of a column would be far more even."""

import numpy as np
from numpy.typing import NDArray

MIN_SKEW = 1.5  # of a positive column, from which its logarithm is offered: an exponential has 2
SKEW_SAMPLE_ROWS = 20_000  # rows by which skewness is judged
MAX_VALUES_OF_NO_MEASUREMENT = 10  # with no more different ones, a column is hardly a measurement


def skewness_of(values: NDArray[np.float64]) -> tuple[bool, bool]:
    """Whether all values (n,) are positive, and whether their logarithms are far less skewed."""
    present = values[~np.isnan(values)]
    if not len(present) or present.min() <= 0:
        return False, False
    sample = present[:: max(1, len(present) // SKEW_SAMPLE_ROWS)]
    raw, logarithms = skewness(sample), skewness(np.log(sample))
    return True, len(np.unique(sample)) > MAX_VALUES_OF_NO_MEASUREMENT and raw > MIN_SKEW and abs(
        logarithms
    ) < raw / 2


def skewness(values: NDArray[np.float64]) -> float:
    """Third standardised moment of values (n,); 0 where they have no spread."""
    with np.errstate(over="ignore", invalid="ignore"):  # values near the end of the range of floats
        centred = values - values.mean()
        spread = np.sqrt((centred**2).mean())
        if not np.isfinite(spread) or spread == 0:
            return 0.0
        return float(((centred / spread) ** 3).mean())
