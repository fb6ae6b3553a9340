"""Whether two clusters are apart: do two Gaussians describe their rows better than one cloud of whatever shape?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.evidence.modes import count_modes, ridgeline
from gmmviz.em.evidence.two_gaussians import MIN_GAUSSIAN_ROWS, MIN_GAUSSIAN_SHARE, Line, telling_line
from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.settings import EMSettings

Group = tuple[int, ...]
"""Numbers of components that are taken together, from 0."""

GAP_TEST_SAMPLES = 39
GAP_TEST_LEVEL = 0.1  # of one test: set by simulation, so that at most 5 % of single clouds are split
MIN_RATIO_NATS = 1.0  # nats by which two Gaussians must be likelier than one cloud
MAX_OVERLAP = 0.12  # of the rows of two Gaussians: with more they are no groups, however surely they are two
MAX_MIXED = 0.4  # of the rows of the smaller Gaussian: with more it is the tail of the larger
MIN_EXCEEDANCES = 4  # so many simulated ratios as large as the observed one settle that it is not rare
POWER_SAMPLES = 49
SMALL_OVERLAP_SHARE = 0.05  # of the rows of two groups: with less the fit itself claims that they are apart
ENOUGH_POWER = 0.8  # a test that sees less than this of what the fit claims says nothing by not rejecting
MAX_IN_DOUBT = 0.06  # of the rows of two groups that no line parts, for them to be groups all the same
MAX_IN_DOUBT_NESTED = 0.04  # where their density has one top: they differ in shape, not in place
MAX_AGAINST = (
    2.0  # nats by which one cloud may be likelier than two Gaussians along the line, for groups by shape
)
LINE_PLACES = 401  # at which a density along a line is looked at

PairVerdict = Literal["apart", "one cloud", "too few rows", "open"]


@dataclass(frozen=True, eq=False)
class Gap:
    """Two groups of components against one cloud, so far.

    `line` is where their rows are told apart best, None where nothing tells them apart or either has too `few` rows,
    so that nothing was tested; `simulated` (m,) are the ratios of clouds with one top that were searched for two
    Gaussians the same way.
    """

    one: Group
    other: Group
    line: Line | None
    simulated: Array
    samples: int
    few: bool = False

    @property
    def observed(self) -> float:
        """By how much two Gaussians are likelier than one cloud along the line, in nats."""
        return self.line.ratio if self.line is not None else -np.inf

    @property
    def exceedances(self) -> int:
        """How many of the simulated ratios are as large as the observed one."""
        return int((self.simulated >= self.observed).sum())

    @property
    def p(self) -> float:
        """How often one cloud looks as much like two Gaussians: (1 + exceedances) / (1 + samples)."""
        return (1 + self.exceedances) / (1 + len(self.simulated))

    @property
    def finished(self) -> bool:
        """Whether all samples are drawn, or enough to know how it ends."""
        return (
            not self.may_be_apart
            or len(self.simulated) >= self.samples
            or self.exceedances >= MIN_EXCEEDANCES
        )

    @property
    def may_be_apart(self) -> bool:
        """Whether two Gaussians are likelier than one cloud, and overlap little enough to be groups."""
        return (
            self.line is not None
            and self.line.ratio >= MIN_RATIO_NATS
            and self.line.gaussians.overlap <= MAX_OVERLAP
            and self.line.gaussians.mixed <= MAX_MIXED
        )

    @property
    def apart(self) -> bool:
        """Whether the two are apart: they may be, and one cloud rarely looks as much like two Gaussians."""
        return self.may_be_apart and self.finished and self.p <= GAP_TEST_LEVEL


def gap_tests(
    x: Array, settings: EMSettings, soft: Array, pair: tuple[Group, Group], samples: int = GAP_TEST_SAMPLES
) -> Iterator[Gap]:
    """Yield the test of two groups of components on x (n, d), given responsibilities `soft` (n, K), sample by sample.

    A row takes part with the chance that it belongs to the pair, so no edge is cut where other components
    begin. Along the line that tells the two apart, two Gaussians are compared with one cloud (`telling_line`). Under
    the null hypothesis rows are spread along it as that cloud, and across it as they are; in every simulated cloud the
    line is searched anew, so a gap that comes from the search is in both. It is a parametric bootstrap of
    Cox's test of separate families; the line that is found again follows Huang, Liu, Yuan & Marron (2015).
    """
    one, other = pair
    rng = np.random.default_rng([settings.seed, *one, len(one), *other])
    first, second = soft[:, list(one)].sum(axis=1), soft[:, list(other)].sum(axis=1)
    mine = rng.random(len(x)) < first + second
    rows, shares = x[mine], second[mine] / (first + second)[mine]
    fewest = min(shares.sum(), len(shares) - shares.sum())
    few = bool(fewest < max(MIN_GAUSSIAN_ROWS, MIN_GAUSSIAN_SHARE * len(shares)))
    line = None if few else telling_line(rows, shares)
    test = Gap(one, other, line, np.empty(0), samples, few)
    if line is None or test.finished:
        yield test
        return
    clouds = _Clouds.of(rows, line)
    while not test.finished:
        test = replace(test, simulated=np.append(test.simulated, clouds.ratio(rng)))
        yield test


def gap_power(mixture: Mixture, gap: Gap, settings: EMSettings, n: int) -> float:
    """How often n rows of two groups of components, were they the truth, would be called apart.

    The bar is what the simulated clouds set, if there were any. nan for groups of too few rows.
    """
    if gap.line is None:
        return float("nan")
    bar = MIN_RATIO_NATS
    if len(gap.simulated):
        bar = max(bar, float(np.quantile(gap.simulated, 1.0 - GAP_TEST_LEVEL, method="higher")))
    both = [*gap.one, *gap.other]
    pair = Mixture(
        mixture.weights[both] / mixture.weights[both].sum(), mixture.means[both], mixture.covariances[both]
    )
    rng = np.random.default_rng([settings.seed, *gap.one, len(gap.one), *gap.other, 1])
    seen = 0
    for _ in range(POWER_SAMPLES):
        rows, owners = pair.sample(n, rng)
        line = telling_line(rows, (owners >= len(gap.one)).astype(np.float64))
        seen += replace(gap, line=line).may_be_apart and line is not None and line.ratio > bar
    return seen / POWER_SAMPLES


@dataclass(frozen=True, eq=False)
class Pair:
    """Two groups of components: the test for a gap between them, and what the fit itself says of them.

    `modes` are the local maxima of their own density: along the ridgeline of two components, along the direction that
    separates groups of several; 0 where none were counted, as of groups of several without such a line. `overlap` is
    the share of their rows that the fit itself expects to be in the wrong one. `power` is how often the test would
    call two apart in as many rows, were the fit the truth; it is found where the fit claims what the test did not see.
    `rows` is how many rows the two own, `least` how many of them the smaller one; `by_shape` says that they are taken
    for apart though no line shows a gap, and `pending` that neither this nor the power is looked at yet.
    """

    gap: Gap
    modes: int
    overlap: float
    power: float = float("nan")
    least: int = 0
    rows: int = 0
    by_shape: bool = False
    pending: bool = False

    @property
    def distinct(self) -> bool:
        """Whether the fit leaves next to no row of the two in doubt, and no line speaks for one cloud.

        Halves of an even cloud leave few rows in doubt too; but along their line one cloud is clearly likelier.
        """
        most = MAX_IN_DOUBT if self.modes > 1 else MAX_IN_DOUBT_NESTED
        clear = self.least >= MIN_GAUSSIAN_ROWS and self.overlap <= most
        return self.gap.finished and clear and self.gap.observed >= -MAX_AGAINST

    @property
    def claimed(self) -> bool:
        """Whether the fit itself says that the two are apart: its density has two modes, and they overlap little."""
        return self.modes > 1 and self.overlap < SMALL_OVERLAP_SHARE

    @property
    def verdict(self) -> PairVerdict:
        """What the data allow to say of the two.

        No gap was seen where the test does not reject. If the fit claims one all the same, and the test would often
        miss it in so few rows, nobody can say who is right; nor where either has too few rows for a test. It is *open*
        until the test has ended, and while other pairs are tested where shapes or the power may still change it.
        """
        if self.gap.apart or self.by_shape:
            return "apart"
        if not self.gap.finished:
            return "open"
        if self.gap.few:
            return "too few rows"
        if self.pending and (self.distinct or (self.claimed and self.gap.line is not None)):
            return "open"
        return "too few rows" if self.claimed and not self.power >= ENOUGH_POWER else "one cloud"


def pair_of(mixture: Mixture, soft: Array, gap: Gap) -> Pair:
    """What the fit says of two groups, once their test has ended; before that only the test. It is pending."""
    if not gap.finished:
        return Pair(gap, 0, float("nan"), pending=True)
    mine = _owned(soft, gap)
    shares = np.column_stack([soft[mine][:, list(group)].sum(axis=1) for group in (gap.one, gap.other)])
    counts = np.bincount(shares.argmax(axis=1), minlength=2)
    overlap = float((shares.min(axis=1) / shares.sum(axis=1)).mean()) if mine.any() else 1.0
    if len(gap.one) == len(gap.other) == 1:
        modes = ridgeline(mixture, (gap.one[0], gap.other[0])).modes
    else:
        modes = _modes_along(along_line(mixture, gap)) if gap.line is not None else 0
    return Pair(gap, modes, overlap, least=int(counts.min()), rows=int(counts.sum()), pending=True)


def with_power(mixture: Mixture, settings: EMSettings, pair: Pair) -> Pair:
    """The pair, no longer pending, with the power of its test where the fit claims what the test did not see."""
    pair = replace(pair, pending=False)
    if pair.gap.apart or not pair.claimed or not np.isnan(pair.power):
        return pair
    return replace(pair, power=gap_power(mixture, pair.gap, settings, pair.rows))


def _owned(soft: Array, gap: Gap) -> NDArray[np.bool_]:
    """Which rows (n,) two groups of components own, given responsibilities (n, K)."""
    return np.isin(soft.argmax(axis=1), [*gap.one, *gap.other])


def _modes_along(mixture: Mixture) -> int:
    """The number of modes of a mixture of one column, between its outermost means."""
    means = mixture.means[:, 0]
    return count_modes(mixture.log_density(np.linspace(means.min(), means.max(), LINE_PLACES)[:, None]))


@dataclass(frozen=True, eq=False)
class _Clouds:
    """Clouds with one top along a line, and across it like the rows (n, d): `across` is what is left of these."""

    line: Line
    across: Array
    carried: Array
    lower: float

    @classmethod
    def of(cls, rows: Array, line: Line) -> _Clouds:
        """From the rows and the line that tells them apart."""
        y = line.places(rows)
        centred = rows - line.centre
        carried = centred.T @ y / max(float(y @ y), 1e-300)
        gaussians = line.gaussians
        lower = gaussians.weights[0] if gaussians.means[0] < gaussians.means[1] else gaussians.weights[1]
        return cls(line, centred - y[:, None] * carried, carried, lower)

    def ratio(self, rng: np.random.Generator) -> float:
        """The ratio of one simulated cloud of as many rows, cut where the two Gaussians share the rows."""
        n = len(self.across)
        shares = rng.random(n)
        places = self.line.cloud.quantile(shares)
        cloud = self.across[rng.integers(0, n, n)] + places[:, None] * self.carried
        found = telling_line(cloud, (shares > self.lower).astype(np.float64))
        return found.ratio if found is not None else -np.inf


def hard_labels(mixture: Mixture, x: Array) -> NDArray[np.intp]:
    """The component (n,) that owns each row most."""
    return np.asarray(mixture.responsibilities(x).argmax(axis=1), dtype=np.intp)


def along_line(mixture: Mixture, gap: Gap) -> Mixture:
    """The components of two groups along the line that tells them apart, as a mixture of one column.

    Error: ValueError where there is no such line.
    """
    if gap.line is None:
        raise ValueError("No line tells the two groups apart.")
    both = [*gap.one, *gap.other]
    weights = mixture.weights[both] / mixture.weights[both].sum()
    return Mixture(weights, mixture.means[both], mixture.covariances[both]).project(
        gap.line.direction[:, None]
    )
