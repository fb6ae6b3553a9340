"""Whether two clusters are apart: is there a gap between them that one cloud of any shape would not show?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.evidence.dip import Dip, dip
from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.run import fit
from gmmviz.em.settings import EMSettings

Group = tuple[int, ...]
"""Numbers of components that are taken together, from 0."""

SAMPLES = 99
LEVEL = 0.05
ENOUGH_EXCEEDANCES = (
    10  # so many of the simulated dips as large as the observed one settle that it is not rare
)
LEAST_ROWS = 8  # of either cluster: fewer have no distribution to speak of
MAX_QUANTILES = (
    256  # a dip is taken of so many quantiles at most: it costs a fifth and loses nothing that counts
)
MAX_ITERATIONS = 60  # of EM on a simulated cloud


@dataclass(frozen=True, eq=False)
class Gap:
    """Two groups of components against one cloud with one mode, so far.

    `observed` is the dip of their rows along the direction that separates them; `simulated` (m,) are the dips of
    clouds with one mode that were cut in two the same way.
    """

    one: Group
    other: Group
    observed: float
    simulated: Array
    samples: int

    @property
    def p(self) -> float:
        """How often one cloud shows such a gap: (1 + exceedances) / (1 + samples); 1 where nothing was simulated."""
        exceedances = int((self.simulated >= self.observed).sum())
        return (1 + exceedances) / (1 + len(self.simulated))

    @property
    def finished(self) -> bool:
        """Whether all samples are drawn, or enough to know that the gap is not rare."""
        exceedances = int((self.simulated >= self.observed).sum())
        return len(self.simulated) >= self.samples or exceedances >= ENOUGH_EXCEEDANCES

    @property
    def apart(self) -> bool:
        """Whether the two are apart, at 5 %."""
        return self.finished and self.p <= LEVEL


def gap_tests(
    x: Array,
    settings: EMSettings,
    labels: NDArray[np.integer],
    pair: tuple[Group, Group],
    samples: int = SAMPLES,
) -> Iterator[Gap]:
    """Yield the test of two groups of components on x (n, d), given the owners `labels` (n,), after every sample.

    The rows of the pair are seen along the direction of Fisher's discriminant. Under the null hypothesis their
    distribution along it is the nearest one with one mode; what the rows are like across it stays. Every
    simulated cloud is fitted by two components, which choose a direction of their own, so a gap that comes from
    the choice of the direction is in both. Hartigan & Hartigan (1985) for the dip; the refitted null follows
    Huang, Liu, Yuan & Marron (2015).
    """
    one, other = pair
    rng = np.random.default_rng([settings.seed, *one, len(one), *other])
    mine = np.isin(labels, [*one, *other])
    rows, second = x[mine], np.isin(labels[mine], other)
    few = min(int(second.sum()), int((~second).sum())) < LEAST_ROWS
    if few:
        yield Gap(one, other, 0.0, np.ones(samples), samples)
        return
    direction = separating_direction(rows, second)
    observed = thinned_dip(rows @ direction)
    test = Gap(one, other, observed.statistic, np.empty(0), samples)
    two = replace(settings, k=2, start="points", max_iter=MAX_ITERATIONS, variant="em", accelerate=False)
    one_cloud = _OneCloud.of(rows, second, direction, observed)
    while not test.finished:
        cloud, halves = one_cloud.sample(rng)
        test = replace(test, simulated=np.append(test.simulated, _refitted_dip(cloud, halves, two)))
        yield test


def gap_power(mixture: Mixture, gap: Gap, settings: EMSettings, n: int, samples: int = SAMPLES) -> float:
    """How often n rows of two components, were they the truth, show a gap that the test would call one.

    The rows are drawn along the direction that separates the two; the bar is the 95 % quantile of what was simulated
    for one cloud. nan where that is unknown.
    """
    if not len(gap.simulated) or gap.simulated.min() >= 1.0:
        return float("nan")
    bar = float(np.quantile(gap.simulated, 1.0 - LEVEL, method="higher"))
    along = projected(mixture, gap)
    rng = np.random.default_rng([settings.seed, *gap.one, len(gap.one), *gap.other, 1])
    seen = [thinned_dip(along.sample(n, rng)[0][:, 0]).statistic > bar for _ in range(samples)]
    return float(np.mean(seen))


def projected(mixture: Mixture, gap: Gap) -> Mixture:
    """The components of two groups along the direction that separates them, as a mixture of one column."""
    one, other = list(gap.one), list(gap.other)
    both = one + other
    weights = mixture.weights[both] / mixture.weights[both].sum()
    centres = [
        mixture.weights[group] @ mixture.means[group] / mixture.weights[group].sum() for group in (one, other)
    ]
    within = np.tensordot(weights, mixture.covariances[both], 1)
    for group, centre in zip((one, other), centres, strict=True):
        for j in group:
            apart = mixture.means[j] - centre
            within = within + mixture.weights[j] / mixture.weights[both].sum() * np.outer(apart, apart)
    direction = np.linalg.solve(within, centres[1] - centres[0])
    return Mixture(weights, mixture.means[both], mixture.covariances[both]).project(direction[:, None])


def separating_direction(rows: Array, second: NDArray[np.bool_]) -> Array:
    """The direction (d,) of Fisher's discriminant between two groups of rows (n, d), of length 1 in their units."""
    one, other = rows[~second], rows[second]
    within = np.atleast_2d(np.cov(one.T, bias=True)) * len(one) + np.atleast_2d(
        np.cov(other.T, bias=True)
    ) * len(other)
    within /= len(rows)
    scale = np.sqrt(np.diagonal(within).clip(1e-300))
    unit = within / scale[:, None] / scale
    unit[np.diag_indices_from(unit)] += 1e-9  # columns that follow from others leave a direction open
    direction = np.linalg.solve(unit, (other.mean(0) - one.mean(0)) / scale) / scale
    length = float(np.sqrt(direction @ direction))
    return np.asarray(direction / length if length > 0.0 else np.eye(rows.shape[1])[0])


def thinned_dip(along: Array) -> Dip:
    """The dip of a sample, of its quantiles where there are many rows."""
    if len(along) <= MAX_QUANTILES:
        return dip(along)
    return dip(np.quantile(along, (np.arange(MAX_QUANTILES) + 0.5) / MAX_QUANTILES))


@dataclass(frozen=True, eq=False)
class _OneCloud:
    """Clouds like two groups of rows, but with one mode along a direction.

    What rows are like across the direction stays; their places `along` (n,) it are moved to those of the distribution
    with one mode, and they take with them what goes along with that place on average, `carried` (d,).
    """

    rows: Array
    second: NDArray[np.bool_]
    along: Array
    order: NDArray[np.intp]
    one_mode: Dip
    carried: Array

    @classmethod
    def of(cls, rows: Array, second: NDArray[np.bool_], direction: Array, one_mode: Dip) -> _OneCloud:
        """From rows (n, d), which of them are in the second group (n,), and the direction (d,)."""
        along = rows @ direction
        centred = along - along.mean()
        carried = (rows - rows.mean(0)).T @ centred / max(float(centred @ centred), 1e-300)
        return cls(rows, second, along, np.argsort(along, kind="stable"), one_mode, carried)

    def sample(self, rng: np.random.Generator) -> tuple[Array, NDArray[np.bool_]]:
        """As many rows (n, d), drawn with replacement, and the halves (n,) that they are cut in."""
        n = len(self.rows)
        shares = np.sort(rng.random(n))
        donors = self.order[np.minimum((shares * n).astype(np.intp), n - 1)]
        moved = self.one_mode.quantile(shares) - self.along[donors]
        return self.rows[donors] + moved[:, None] * self.carried, self.second[donors]


def _refitted_dip(cloud: Array, halves: NDArray[np.bool_], settings: EMSettings) -> float:
    """The dip of a cloud along the direction that two components, fitted to it, choose; 0 where they fail."""
    try:
        run = fit(cloud, settings, halves.astype(np.int64))
    except ValueError:
        return 0.0
    if run.verdict.kind in ("collapsed", "emptied"):
        return 0.0
    second = run.states[-1].mixture.responsibilities(cloud).argmax(axis=1) == 1
    if not LEAST_ROWS <= second.sum() <= len(cloud) - LEAST_ROWS:
        return 0.0
    return thinned_dip(cloud @ separating_direction(cloud, second)).statistic


def hard_labels(mixture: Mixture, x: Array) -> NDArray[np.intp]:
    """The component (n,) that owns each row most."""
    return np.asarray(mixture.responsibilities(x).argmax(axis=1), dtype=np.intp)
