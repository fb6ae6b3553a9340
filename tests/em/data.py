"""Data for the engine's tests: published sets, and seeded clouds off the origin with unequal scales."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

REFERENCE = Path(__file__).parent / "reference"


def published(name):
    """The numeric columns (n, d) of a reference data set."""
    with (REFERENCE / f"{name}.csv").open() as file:
        header, *rows = list(csv.reader(file))
    d = len(header) - (header[-1] == "label")
    return np.array([[float(value) for value in row[:d]] for row in rows])


def clouds(n=301, d=3, k=3, seed=0, apart=4.0):
    """n points in k correlated clouds, off the origin, each column on its own scale."""
    rng = np.random.default_rng(seed)
    mixes = rng.normal(size=(k, d, d)) / np.sqrt(d) + np.eye(d)
    labels = rng.integers(k, size=n)
    x = np.einsum("nij,nj->ni", mixes[labels], rng.normal(size=(n, d)))
    x += apart * rng.normal(size=(k, d))[labels]
    return (x + 7.0) * 10.0 ** np.linspace(-1, 1, d)
