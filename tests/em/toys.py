"""A toy family and a toy variant. As a plugin of pytest (`-p tests.em.toys`) they join the registries.

The family has compound symmetry: every column of a component has one variance, every two of them one covariance.
Its eigenvectors are known: the diagonal of the unit cube, and everything at right angles to it.

It is entered as a person would enter it first: what makes a fit faster is left out, and its name is no three letters.
`FASTER` brings these as well.
"""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from gmmviz.em import FAMILIES, VARIANTS, Family, Variant


def symmetric(moments, previous):
    """The M-step: along each eigenvector, the average of the variances there."""
    s = moments.covariances
    d = s.shape[-1]
    everything = np.trace(s, axis1=1, axis2=2)
    if d == 1:
        return s
    along = s.sum(axis=(1, 2)) / d
    across = (everything - along) / (d - 1)
    diagonal = np.full((d, d), 1.0 / d)
    return along[:, None, None] * diagonal + across[:, None, None] * (np.eye(d) - diagonal)


def symmetric_of_many(counts, widths, previous):
    """The M-steps of many mixtures at once."""
    return symmetric(SimpleNamespace(covariances=widths.reshape(-1, *widths.shape[2:])), None).reshape(
        widths.shape
    )


def one_variance_one_covariance(changes, weights, on_diagonal):
    """The nearest log covariances: the mean of the diagonal, and that of all else."""
    projected = np.empty_like(changes)
    for part in (on_diagonal, ~on_diagonal):
        if part.any():
            projected[:, part] = changes[:, part].mean(axis=1, keepdims=True)
    return projected


TOY_FAMILY = Family(
    "CSYM",
    "compound symmetry",
    None,
    "Each component has one variance and one covariance.",
    "ellipse",
    symmetric,
    lambda k, d: k * min(d, 2),
    depends_on_units=True,
    in_one_column="VII",
)
FASTER = replace(TOY_FAMILY, log_space=one_variance_one_covariance, stacked=symmetric_of_many)
TOY_VARIANT = Variant(
    "warmed",
    "warmed EM",
    "Ownership is too sharp for six iterations.",
    "the free energy",
    lambda iteration: 2.0 if iteration < 7 else 1.0,
)


def pytest_configure() -> None:
    """Before any test is collected."""
    FAMILIES[TOY_FAMILY.name] = TOY_FAMILY
    VARIANTS[TOY_VARIANT.name] = TOY_VARIANT
