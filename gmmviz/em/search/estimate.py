"""How long a sweep will take, from a few timed EM steps."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.moments import Emptied, e_step
from gmmviz.em.kernel.parameters import Collapsed
from gmmviz.em.models.families import representative
from gmmviz.em.models.step import m_step
from gmmviz.em.run import first_mixture, rows_for, rule_of
from gmmviz.em.settings import EMSettings

MEAN_POLISHED_STEPS = (
    90  # EM steps of a polished run, on average over the shipped data, jumps counted as they cost
)
TIMED_STEPS = 5  # steps
MAX_TIMED_ROWS = 20_000  # rows; the time of a step grows with the rows beyond that


def seconds_a_start(x: ArrayLike, most: int, families: Sequence[str]) -> float:
    """Seconds that one start in every cell of a sweep over K = 1..most takes: timed here and now."""
    points = np.asarray(x)
    some = points[:: max(1, len(points) // MAX_TIMED_ROWS)]
    k = max(2, (most + 1) // 2)
    total = 0.0
    for name in dict.fromkeys(representative(family, k, points.shape[1]) for family in families):
        total += (
            most * MEAN_POLISHED_STEPS * _seconds_a_step(some, EMSettings(k=k, family=name, start="kmeans++"))
        )
    return total * len(points) / max(len(some), 1)


def _seconds_a_step(x: np.ndarray, settings: EMSettings) -> float:
    """Seconds of one step; 0 where these data cannot be fitted so, which costs nothing."""
    try:
        rows = rows_for(x, settings)
        rule = rule_of(rows, settings)
        now = e_step(e_step_for(rows, first_mixture(rows, settings, None)))
        fastest = math.inf  # the first step is slower, and others may be interrupted
        for _ in range(TIMED_STEPS):
            began = time.perf_counter()
            now = e_step(m_step(now, rule)[1])
            fastest = min(fastest, time.perf_counter() - began)
    except (ValueError, Collapsed, Emptied):
        return 0.0
    return fastest
