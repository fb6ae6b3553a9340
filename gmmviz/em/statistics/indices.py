"""Indices that reports of latent-profile analyses give beside the criteria, and how well the classes are told apart."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.moments import block_responsibilities
from gmmviz.em.kernel.parameters import Parameters, standardise
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.statistics.criteria import Measures


def sabic(fit: Measures) -> float:
    """Sclove (1987), BIC adjusted for sample size: -2 l + p log((n + 2) / 24).

    >>> round(sabic(Measures(-1130.2639601847, 11, 272)), 4)
    2287.3137
    """
    return -2.0 * fit.log_likelihood + fit.parameters * math.log((fit.n + 2) / 24)


def caic(fit: Measures) -> float:
    """Bozdogan (1987), consistent AIC: -2 l + p (log n + 1).

    >>> round(caic(Measures(-1130.2639601847, 11, 272)), 4)
    2333.1917
    """
    return -2.0 * fit.log_likelihood + fit.parameters * (math.log(fit.n) + 1.0)


def relative_entropy(fit: Measures, k: int) -> float:
    """Ramaswamy et al. (1993), the entropy R2: 1 - entropy / (n log K), 1 where no row is shared; nan for K = 1."""
    return 1.0 - fit.entropy / (fit.n * math.log(k)) if k > 1 else math.nan


@dataclass(frozen=True, eq=False)
class ClassQuality:
    """How the rows fall on the classes: `counts` (k,) by their most likely class, and the average posterior (k,).

    The average posterior of a class is the mean responsibility that it has for the rows assigned to it (Nagin 2005);
    nan for a class without rows.
    """

    counts: Array
    average_posteriors: Array

    @property
    def smallest(self) -> int:
        """Rows of the smallest class."""
        return int(self.counts.min())


def class_quality(x: ArrayLike, mixture: Parameters) -> ClassQuality:
    """The class quality of a mixture on x (n, d), a block of rows at a time."""
    rows = Rows.of(x, True, mixture.k)
    prepared = e_step_for(rows, standardise(rows, mixture))
    counts, sums = np.zeros(mixture.k), np.zeros(mixture.k)
    for block, features, room in rows.walk():
        owned, _ = block_responsibilities(prepared, block, features, room)
        owners = owned.argmax(axis=0)
        counts += np.bincount(owners, minlength=mixture.k)
        sums += np.bincount(owners, owned.max(axis=0), minlength=mixture.k)
    averages = np.divide(sums, counts, out=np.full(mixture.k, np.nan), where=counts > 0)
    for array in (counts, averages):
        array.setflags(write=False)
    return ClassQuality(counts, averages)
