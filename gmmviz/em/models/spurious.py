"""Fits that mean nothing: a component that is the accident of a few rows, or of rounding.

The likelihood has no bound where a component shrinks onto rows that happen to lie close, or in a flat patch. Of
many rows some always do: so a component is judged by how many patches like itself chance alone would leave among
the rows around it. Such a patch lies where those rows lie, and is no wider than they are in any direction. Thinness
alone is no fault, and with many rows it is no accident. Rounded numbers lie in flat patches too: no component of a
real cluster is thinner than rounding makes it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.kernel.parameters import Parameters, standardise
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.models.family import Family
from gmmviz.em.models.mixture import Mixture
from gmmviz.rounding import SD_OF_CHANCE, VARIANCE
from gmmviz.thousands import count_text, thin

ROWS_PER_DIRECTION = (
    10  # rows for each of the d + 1 that span all directions: with more, a component is no accident
)
THIN_SD = 0.22  # sd of the component around: what is wider is no patch
LOG_EXPECTED = -13.0  # log of the number of patches like it, by chance, that are still too many
SHARE_BEYOND = 0.01  # share of the rows of the component around that lie beyond its 99 % ellipse
MAX_ROWS_BEYOND_SPANNING = (
    0.5  # rows beyond the d + 1 that span all directions: up to there any shape is theirs alone
)
MAX_APART = 5.0  # nats of each row beyond those d + 1 that width and place can take from chance
OWN_WIDTH_ROWS = 3  # rows for each of the d + 1: with fewer, where volumes are equal, width is no sign
TWIN_NATS = 0.01  # Kullback-Leibler divergence, both ways: components that differ by less are one
AROUND_NATS = (
    10.0  # of expected log density of a row: what describes the rows worse, by more, is not around them
)


@dataclass(frozen=True)
class Flag:
    """Why a fit looks spurious: the component (from 0), how many rows it holds, how thin it is, in words.

    `thinness` is its smallest variance relative to that of the component around it, in the same direction (of several
    around it, the one beside which it is thinnest), and of an accident of rounding in squares of the step; `of` is
    what the fit is an accident of.
    """

    component: int
    rows: float
    thinness: float
    sentence: str
    of: str = "a few rows"


@dataclass(frozen=True, eq=False)
class _Seen:
    """Components of few rows as those around them see them, p pairs: each of the first beside each around it.

    `places` are the mixtures (p,) and their components (p,) that are judged. Widths (p, d), rising, and squared
    distances of the means (p,) are in sd of the component around, which holds `beside` (p,) rows; the component itself,
    with its twins, holds `own` (p,).
    """

    places: tuple[NDArray[np.intp], NDArray[np.intp]]
    widths: Array
    apart: Array
    own: Array
    beside: Array

    def where(self, chosen: NDArray[np.bool_]) -> _Seen:
        """The pairs that are chosen (p,)."""
        mixture, component = self.places
        return _Seen(
            (mixture[chosen], component[chosen]),
            self.widths[chosen],
            self.apart[chosen],
            self.own[chosen],
            self.beside[chosen],
        )


def flags(rows: Rows, family: Family, mixture: Mixture, counts: Array) -> tuple[Flag, ...]:
    """What makes this fit look spurious, component by component. McLachlan & Peel (2000), section 3.10.

    `mixture` is in the units of x; `counts` (k,) are the rows that its components hold.
    """
    here = standardise(rows, mixture)
    one = Parameters.trusted(here.weights[None], here.means[None], here.covariances[None])
    accidents, on_steps, widths, in_steps = (part[0] for part in _judged(rows, family, one, counts[None]))
    found = []
    for j in np.flatnonzero(accidents | on_steps).tolist():
        if accidents[j]:
            number = thin(f"{counts[j]:,.1f}").removesuffix(".0")
            held = f"holds only {number} {'row' if number == '1' else 'rows'}"
            times = (
                thin(f"{1.0 / widths[j]:,.0f}")
                if 1.0 / widths[j] < 1000.5
                else f"more than {count_text(1_000)}"
            )
            narrow = f"is {times} times thinner than the component around it"
            of, why = "a few rows", f"{held} and {narrow}"
        else:
            of, why = "rounding", f"is thinner than the data are rounded ({_in_steps(float(in_steps[j]))})"
        sentence = f"Component {j + 1} {why}: this fit is likely an accident of {of}."
        thinness = float((widths if accidents[j] else in_steps)[j] ** 2)
        found.append(Flag(j, float(counts[j]), thinness, sentence, of))
    return tuple(found)


def any_flags(rows: Rows, family: Family, mixtures: Parameters, counts: Array) -> NDArray[np.bool_]:
    """Which of s mixtures (s, k, ...), in the coordinates of the rows, have any of these `flags`; counts are (s, k).

    What cannot be judged, for want of a root of a covariance, is thinner than numbers can hold: it is spurious.
    """
    found = np.zeros(len(counts), dtype=bool)
    if not len(counts):
        return found
    try:
        accidents, on_steps, *_ = _judged(rows, family, mixtures, counts)
    except np.linalg.LinAlgError:
        if len(counts) == 1:
            return np.ones(1, dtype=bool)
        for number in range(len(counts)):
            one = (part[[number]] for part in (mixtures.weights, mixtures.means, mixtures.covariances))
            found[number] = any_flags(rows, family, Parameters.trusted(*one), counts[[number]])[0]
        return found
    np.any(accidents | on_steps, axis=1, out=found)
    return found


def _judged(
    rows: Rows, family: Family, mixtures: Parameters, counts: Array
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], Array, Array]:
    """Which components (s, k) are accidents of few rows, which of rounding, and their least widths in sd of the
    component around (where they are accidents; infinity elsewhere) and in steps of rounding."""
    means, covariances = mixtures.means, mixtures.covariances
    standardised = covariances / rows.sd / rows.sd[:, None]
    roots = np.linalg.cholesky(standardised)
    least_widths = np.full(counts.shape, np.inf)
    if family.own_sizes and counts.shape[1] > 1 and counts.min() < _few(rows.d):
        seen = _from_around(mixtures.weights, means / rows.sd, standardised, np.linalg.inv(roots), counts)
        accidents = seen.where(_accidental(family, seen))
        np.minimum.at(least_widths, accidents.places, accidents.widths[:, 0])
    least = VARIANCE * (_by_chance(rows) if counts.shape[1] == 1 else 1.0)
    thinnest = _thinnest_in_steps(rows, means, covariances)
    return (
        np.isfinite(least_widths),
        thinnest < least,
        least_widths,
        np.sqrt(np.maximum(thinnest, 0.0)),
    )


def _in_steps(width: float) -> str:
    """A width in words, in steps of rounding: "an sd of 0.12 of their step"."""
    return f"an sd of {width:.2g} of their step, where rounding alone makes {VARIANCE**0.5:.2f}"


def _by_chance(rows: Rows) -> float:
    """The share of the variance of rounding that one component of all rows may show, if nothing else is in it.

    Several components choose their rows, and a width below that of rounding is their choice; one has none, and what it
    shows is an estimate: the smallest of d eigenvalues of n rows, (1 - sqrt(d / n))^2 of theirs (Marchenko & Pastur
    1967), off by the chance of a variance.
    """
    smallest = max(0.0, 1.0 - math.sqrt(rows.d / rows.n)) ** 2
    return smallest * max(0.0, 1.0 - SD_OF_CHANCE * math.sqrt(2.0 / rows.n))


def _few(d: int) -> int:
    """With how many rows on a component in d columns is no accident."""
    return ROWS_PER_DIRECTION * (d + 1)


def _from_around(weights: Array, means: Array, covariances: Array, whiteners: Array, counts: Array) -> _Seen:
    """Each component of few rows as those around it see it, unless it is thin in no direction; in sd of the columns.

    Around it is the other one that describes its rows best, with the highest expected log density, and any that
    describes them hardly worse. Twins, which are one component in two places, are not around each other, and hold their
    rows together.
    """
    of_others = whiteners[:, None]  # (s, 1, l, d, d) beside what is of the component judged, (s, a, 1, ...)
    seen = of_others @ covariances[:, :, None] @ np.swapaxes(of_others, -1, -2)  # a in the axes of l
    apart = (of_others @ (means[:, None] - means[:, :, None])[..., None])[..., 0]
    squares = (apart * apart).sum(axis=3)
    peaks = np.log(np.diagonal(whiteners, axis1=2, axis2=3)).sum(axis=2)
    traces = np.trace(seen, axis1=3, axis2=4)
    expected = peaks[:, None] - 0.5 * (squares + traces)  # (s, a, l): of the rows of a
    own = np.arange(weights.shape[1])
    divergence = expected[:, own, own][..., None] - expected
    twins = np.maximum(divergence, np.swapaxes(divergence, 1, 2)) < TWIN_NATS
    twins[:, own, own] = True
    held = np.where(twins, counts[:, None], 0.0).sum(axis=2)
    described = np.where(twins, -np.inf, expected + np.log(weights)[:, None])
    around = (described >= described.max(axis=2, keepdims=True) - AROUND_NATS) & ~twins
    around &= (held < _few(means.shape[2]))[..., None]
    around &= np.swapaxes(traces, 1, 2) > THIN_SD**-2.0  # a sum of 1 / width^2: below that, no width is thin
    number, judged, other = np.nonzero(around)
    widths = np.sqrt(np.maximum(np.linalg.eigvalsh(seen[number, judged, other]), 1e-300))
    return _Seen(
        (number, judged), widths, squares[number, judged, other], held[number, judged], held[number, other]
    )


def _accidental(family: Family, seen: _Seen) -> NDArray[np.bool_]:
    """Which pairs (p,) are of a component that chance alone would make of the rows around it.

    Of n rows, C(n, m) are m; such rows span an ellipse with the widths t_1 < t_2 < ... with a probability like
    the product of t_i^(m - d - 1 + i), as the small eigenvalues of a Wishart matrix do (Muirhead 1982, section 3.2).
    Round components have one width for all directions. Where a component is wider than the one around it, and where
    its mean lies beyond the 99 % ellipse of that one, chance leaves of it what the likelihood ratio of two samples from
    one Gaussian leaves (Anderson 2003, sections 5.3 and 10.2): no choice of rows reaches farther than they do. That
    holds of rows around that are Gaussian, and these may be a part of a wider cluster: so a few rows can take only so
    much from chance. Where volumes are equal and rows few, width takes nothing: what is thin has to be wide.
    """
    from scipy.special import chdtri, gammaln  # slow to import, and needed here only

    widths, d = seen.widths, seen.widths.shape[-1]
    own, beside = np.maximum(seen.own, 1.0), np.maximum(seen.beside, 1.0)
    total = own + beside
    chance = gammaln(total + 1.0) - gammaln(own + 1.0) - gammaln(beside + 1.0)
    powers = seen.own[..., None] - (1.0 if family.shape == "circle" else np.arange(d, 0, -1.0))
    chance += (np.maximum(powers, 0.0) * np.log(np.minimum(widths, 1.0))).sum(axis=-1)
    share, wider = own / total, np.maximum(widths, 1.0)
    pooled = np.log1p(share[..., None] * (wider * wider - 1.0))
    apart = (0.5 * total[..., None] * pooled - own[..., None] * np.log(wider)).sum(axis=-1)
    if family.equal_volumes:
        apart[seen.own < OWN_WIDTH_ROWS * (d + 1)] = 0.0
    outside = np.maximum(seen.apart - chdtri(d, SHARE_BEYOND), 0.0)
    apart += 0.5 * total * np.log1p(share * (1.0 - share) * outside)
    chance -= np.minimum(apart, MAX_APART * np.maximum(seen.own - d - 1, 0.0))
    accidental: NDArray[np.bool_] = (widths[:, 0] < THIN_SD) & (
        (chance > LOG_EXPECTED) | (seen.own < d + 1 + MAX_ROWS_BEYOND_SPANNING)
    )
    return accidental


def _thinnest_in_steps(rows: Rows, means: Array, covariances: Array) -> Array:
    """The smallest variance (s, k) of each component in squares of the rounding steps at its mean; infinity without."""
    rounded = np.array(
        [column for column, each in enumerate(rows.rounding) if each is not None], dtype=np.intp
    )
    if not len(rounded):
        return np.full(means.shape[:2], np.inf)
    steps = np.empty((*means.shape[:2], len(rounded)))
    for place, column in enumerate(rounded.tolist()):
        if (rounding := rows.rounding[column]) is not None:
            steps[..., place] = rounding.at(means[..., column])
    seen = covariances[..., rounded[:, None], rounded] / steps[..., None] / steps[..., None, :]
    return np.linalg.eigvalsh(seen)[..., 0].astype(np.float64, copy=False)
