"""One cloud along a line: the asymmetric exponential power distribution. Zhu & Zinde-Walsh (2009)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv, gammaln

from gmmviz.em.kernel.rows import Array

TAIL_POWERS = np.array([0.7, 1.0, 1.4, 2.0, 3.0, 5.0, 10.0, 40.0])  # of either tail: from heavy to an edge
TOPS = np.linspace(0.01, 0.99, 17)  # shares of the rows below the top that are tried
NEWTON_STEPS = 6
MIN_SUM = 1e-12  # keeps the side without rows finite
AREAS = np.exp(
    np.log(TAIL_POWERS) / TAIL_POWERS + gammaln(1.0 + 1.0 / TAIL_POWERS)
)  # of exp(-z^p / p) over z > 0


@dataclass(frozen=True)
class OneCloud:
    """A density with one top: exp(-|y - top|^p / (p s^p)) / area, with a width s and a power p on either side.

    `log_likelihood` is of the rows it was fitted to, in nats.
    """

    top: float
    widths: tuple[float, float]
    powers: tuple[float, float]
    log_likelihood: float

    @property
    def sides(self) -> tuple[float, float]:
        """The areas below and above the top, which add up to the density's area before it is divided."""
        areas = np.interp(self.powers, TAIL_POWERS, AREAS)
        return float(self.widths[0] * areas[0]), float(self.widths[1] * areas[1])

    def density(self, y: ArrayLike) -> Array:
        """The density at places (m,)."""
        away = np.asarray(y, dtype=np.float64) - self.top
        below = away < 0.0
        power = np.where(below, *self.powers)
        z = np.abs(away) / np.where(below, *self.widths)
        return np.asarray(np.exp(-(z**power) / power) / sum(self.sides))

    def quantile(self, shares: ArrayLike) -> Array:
        """The places that these shares of the distribution lie below."""
        share = np.asarray(shares, dtype=np.float64)
        left, right = self.sides
        at = left / (left + right)
        below = share < at
        part = np.where(below, (at - share) / max(at, MIN_SUM), (share - at) / max(1.0 - at, MIN_SUM))
        power, width = np.where(below, *self.powers), np.where(below, *self.widths)
        away = width * (power * gammaincinv(1.0 / power, part.clip(0.0, 1.0 - MIN_SUM))) ** (1.0 / power)
        return np.asarray(self.top + np.where(below, -away, away))


def fit_one_cloud(sorted_rows: Array, weight: float = 1.0) -> OneCloud:
    """The one cloud of highest likelihood for rows (n,) in rising order that count `weight` each.

    Tops and powers are tried on a grid. For each of them the two widths solve one equation in the area S, since
    s^(p + 1) = L S / (n a) on either side, L being the sum of |y - top|^p and a the area of that side at s = 1.
    """
    y = sorted_rows
    n, reach = len(y), max(float(y[-1] - y[0]), 1e-300)
    tops = np.interp(TOPS, (np.arange(n) + 0.5) / n, y)
    away = (y - tops[:, None]) / reach
    with np.errstate(divide="ignore"):
        raised = np.exp(TAIL_POWERS[:, None] * np.log(np.abs(away))[:, None, :])
    above = (raised * (away > 0.0)[:, None, :]).sum(axis=2)
    below = raised.sum(axis=2) - above
    sums = [np.log(np.maximum(each, MIN_SUM) / (n * AREAS)) for each in (below, above)]
    left, right = sums[0][:, :, None], sums[1][:, None, :]
    root = 1.0 / (TAIL_POWERS + 1.0)
    root_left, root_right = root[:, None], root[None, :]
    area_left, area_right = np.log(AREAS)[:, None], np.log(AREAS)[None, :]
    area: Array = np.zeros(np.broadcast_shapes(left.shape, right.shape))
    for _ in range(NEWTON_STEPS):
        one = area_left + root_left * (left + area)
        both = np.logaddexp(one, area_right + root_right * (right + area))
        share = np.exp(one - both)
        area = area + (both - area) / (1.0 - share * root_left - (1.0 - share) * root_right)
    share = np.exp(area_left + root_left * (left + area) - area)
    per_row = -(area + np.log(reach) + share / TAIL_POWERS[:, None] + (1.0 - share) / TAIL_POWERS)
    best = np.unravel_index(int(per_row.argmax()), per_row.shape)
    m, i, j = (int(place) for place in best)
    widths = (
        float(np.exp(root[i] * (left[m, i, 0] + area[best]))) * reach,
        float(np.exp(root[j] * (right[m, 0, j] + area[best]))) * reach,
    )
    return OneCloud(
        float(tops[m]),
        widths,
        (float(TAIL_POWERS[i]), float(TAIL_POWERS[j])),
        weight * n * float(per_row[best]),
    )
