"""The products of the hot loop are products of matrices, whichever way BLAS is asked for them."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from gmmviz.em.kernel import products

B = products.MIN_ROWS_TO_CHOOSE  # rows of a block, so many that the way matters


@pytest.fixture(params=[False, True], ids=["matrices", "vectors"])
def way(request, monkeypatch):
    monkeypatch.setattr(products, "copies", lambda: request.param)


@pytest.mark.parametrize("b", [B, 7])
@pytest.mark.parametrize("k", range(1, 10))
@pytest.mark.parametrize("width", [2, 3, 5, 6, 9])
def test_multiply(way, k, width, b):
    rng = np.random.default_rng(k + width)
    theta, features, out = rng.normal(size=(k, width)), rng.normal(size=(width, b)), np.empty((k, b))
    assert products.multiply(theta, features, out) is out
    np.testing.assert_allclose(out, np.einsum("kw,wb->kb", theta, features), rtol=0, atol=1e-13)


@pytest.mark.parametrize("b", [B, 7])
@pytest.mark.parametrize("too_many", [0, 1])
@pytest.mark.parametrize("k", range(1, 10))
@pytest.mark.parametrize("width", [2, 3, 5, 6, 21])
def test_add_product(way, k, width, too_many, b):
    rng = np.random.default_rng(k + width)
    shares, features = rng.random((k + too_many, b)), rng.normal(size=(width, b))
    features[-1] = 1.0
    before = rng.normal(size=(k, width))
    sums = before.copy()
    products.add_product(sums, shares, features)
    expected = before + np.einsum("kb,wb->kw", shares[:k], features)
    np.testing.assert_allclose(sums, expected, rtol=0, atol=1e-14 * b)


def test_the_kernels_of_blas_are_looked_up_once_and_without_threadpoolctl_matrices_are_multiplied(
    monkeypatch,
):
    products.copies.cache_clear()
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    assert products.copies() is False
    products.copies.cache_clear()
    monkeypatch.undo()
    from threadpoolctl import threadpool_info

    kernels = {library.get("architecture") for library in threadpool_info()}
    assert products.copies() == bool(kernels & {"Haswell", "Zen"})
