"""What must not change a fit, over every family and variant, from a given mixture."""

from __future__ import annotations

from functools import cache
from itertools import islice, pairwise

import numpy as np
import pytest

from gmmviz.em import FAMILIES, STARTS, VARIANTS, EMSettings, Mixture, iterate

from .data import clouds

STEPS = 6  # or fewer: when gains are down to rounding, runs end one or two steps apart
X = np.round(clouds(n=211, d=3, k=3, seed=4), 6)
X = np.ldexp(np.round(np.ldexp(X, 10)), -10)  # multiples of 2^-10: shifts by whole numbers are exact
_found = next(iterate(X, EMSettings(k=3, start="kmeans"))).mixture
START = Mixture([0.2, 0.5, 0.3], _found.means + 0.3 * X.std(axis=0), 1.7 * _found.covariances)


def run(family, variant="em", x=X, start=START, **more):
    """The first states from a given mixture, at the last temperature if the variant has one."""
    settings = EMSettings(k=start.k, family=family, variant=variant, tol=0.0, **more)
    return list(islice(iterate(x, settings, start), STEPS + 1))


@cache
def baseline(family, variant):
    return run(family, variant)


def assert_same(states, expected, *, scale=1.0, shift=0.0, order=slice(None), columns=slice(None)):
    """The same states, in other units: x became shift + scale * x[:, columns], components order."""
    tolerance = 1e-8
    assert min(len(states), len(expected)) >= 4
    scale = np.broadcast_to(scale, states[0].mixture.d)
    jacobian = np.log(scale).sum() * len(X)
    for state, base in zip(states, expected, strict=False):
        means = base.mixture.means[order][:, columns]
        covariances = base.mixture.covariances[order][:, columns][:, :, columns]
        sd = np.sqrt(np.diagonal(covariances, axis1=1, axis2=2))
        resolution = np.spacing(np.abs(shift + scale * means)) / (scale * sd)
        assert state.log_likelihood + jacobian == pytest.approx(base.log_likelihood, rel=1e-9, abs=1e-7)
        assert state.mixture.weights == pytest.approx(base.mixture.weights[order], abs=tolerance)
        back = ((state.mixture.means - shift) / scale - means) / sd
        assert (np.abs(back) <= tolerance + 2 * resolution).all()
        widths = sd[:, :, None] * sd[:, None] * scale[:, None] * scale
        relative = state.mixture.covariances / widths - covariances / (sd[:, :, None] * sd[:, None])
        assert np.abs(relative).max() < tolerance


@pytest.fixture(params=[(family, variant) for family in FAMILIES for variant in VARIANTS], ids="-".join)
def which(request, as_of_many_rows):
    """A family and a variant; every second pair takes steps as of many rows, beside a baseline of few."""
    family, variant = request.param
    baseline(family, variant)
    if (list(FAMILIES).index(family) + list(VARIANTS).index(variant)) % 2:
        as_of_many_rows()
    return request.param


def test_the_declared_quantity_never_falls(which):
    family, variant = which
    settings = EMSettings(k=3, family=family, variant=variant, max_iter=80, tol=0.0)
    for before, after in pairwise(iterate(X, settings, START)):
        if VARIANTS[variant].power(before.iteration) == VARIANTS[variant].power(after.iteration):
            assert after.objective >= before.objective - 1e-11 * len(X)
            assert before.objective - 1e-10 * len(X) <= after.bound <= after.objective + 1e-10 * len(X)


@pytest.mark.parametrize("shift", [[1e9, -(2.0**20), 12345.0], [-1e9, 1e9, 1e9]])
def test_shifting_changes_the_means_only(which, shift):
    shift = np.array(shift)
    start = Mixture(START.weights, START.means + shift, START.covariances)
    rounded = Mixture(START.weights, start.means - shift, START.covariances)
    assert_same(run(*which, X + shift, start), run(*which, X, rounded), shift=shift)


@pytest.mark.parametrize("scale", [1e-8, 1e8, 3.0])
def test_scaling_all_columns_changes_units_only(which, scale):
    start = Mixture(START.weights, START.means * scale, START.covariances * scale**2)
    assert_same(run(*which, X * scale, start), baseline(*which), scale=scale)


def test_scaling_one_column_changes_units_only_unless_the_family_says_so(which):
    family, _ = which
    unlike = FAMILIES[family].depends_on_units
    scale = np.array([0.1, 1.0, 10.0]) if unlike else np.array([1e-8, 1.0, 1e8])
    start = Mixture(START.weights, START.means * scale, START.covariances * scale * scale[:, None])
    if unlike:
        moved = run(*which, X * scale, start)[-1].log_likelihood + np.log(scale).sum() * len(X)
        assert abs(moved - baseline(*which)[-1].log_likelihood) > 1e-6
    else:
        assert_same(run(*which, X * scale, start), baseline(*which), scale=scale)


def test_the_order_of_rows_components_and_columns_does_not_matter(which):
    rows = np.random.default_rng(0).permutation(len(X))
    assert_same(run(*which, X[rows]), baseline(*which))
    order, columns = np.array([2, 0, 1]), np.array([1, 2, 0])
    assert_same(run(*which, X, START.permuted(order)), baseline(*which), order=order)
    turned = Mixture(START.weights, START.means[:, columns], START.covariances[:, columns][:, :, columns])
    assert_same(run(*which, X[:, columns], turned), baseline(*which), columns=columns)


def test_repeating_every_row_doubles_the_log_likelihood(which):
    for twice, once in zip(run(*which, np.repeat(X, 2, axis=0)), baseline(*which), strict=False):
        assert twice.log_likelihood == pytest.approx(2 * once.log_likelihood, rel=1e-10)
        assert twice.mixture.means == pytest.approx(once.mixture.means, rel=1e-8)


@pytest.mark.usefixtures("hot_loop")
@pytest.mark.parametrize("family", FAMILIES)
def test_covariances_are_positive_definite_and_obey_the_family(family):
    for state in run(family):
        mixture = state.mixture
        values, vectors = np.linalg.eigh(mixture.covariances)
        assert values.min() > 0.0
        assert (
            np.abs(mixture.covariances - np.swapaxes(mixture.covariances, 1, 2)).max() < 1e-12 * values.max()
        )
        volumes = np.exp(np.log(values).mean(axis=1))
        shapes = values / volumes[:, None]
        volume, shape, orientation = (
            family if set(family) <= set("EVI") else "VVV"
        )  # a name that promises nothing
        if volume == "E":
            assert volumes == pytest.approx(volumes[0], rel=1e-9)
        if shape in "EI":
            assert shapes == pytest.approx(np.tile(shapes[0], (3, 1)), rel=1e-8)
        if shape == "I":
            assert shapes == pytest.approx(1.0, rel=1e-12)
        if orientation == "I":
            assert np.count_nonzero(mixture.covariances - mixture.covariances * np.eye(3)) == 0
        if orientation == "E":
            first = vectors[0].T @ mixture.covariances @ vectors[0]
            assert np.abs(first * (1 - np.eye(3))).max() < 1e-8 * values.max()
        assert mixture.responsibilities(X).sum(axis=1) == pytest.approx(1.0, abs=1e-14)


@pytest.mark.usefixtures("hot_loop")
@pytest.mark.parametrize(
    "given",
    [
        np.float32(X),
        np.asfortranarray(X),
        np.repeat(X, 2, axis=1)[:, ::2],
        np.ascontiguousarray(X[::-1])[::-1],
        np.int64(X),
        np.int8(X.clip(-100, 100)),
        (X.mean(axis=0) < X),
        X.tolist(),
    ],
    ids=["float32", "Fortran", "columns apart", "backwards", "int64", "int8", "boolean", "lists"],
)
def test_any_numeric_input_gives_the_float64_answer_and_is_not_modified(given):
    copy = np.array(given)
    as_floats = np.array(given, dtype=np.float64)
    labels = np.arange(len(X)) % 2
    settings = EMSettings(k=2, family="VVI", max_iter=5)
    ours, expected = ((list(iterate(x, settings, labels))[-1]) for x in (given, as_floats))
    assert np.array_equal(ours.mixture.covariances, expected.mixture.covariances)
    assert ours.log_likelihood == expected.log_likelihood
    assert np.array_equal(np.array(given), copy)


@pytest.mark.usefixtures("hot_loop")
def test_a_run_is_the_same_twice_bit_by_bit():
    for start in STARTS:
        settings = EMSettings(k=3, start=start, seed=11, max_iter=5)
        once, again = list(iterate(X, settings)), list(iterate(X, settings))
        assert all(
            np.array_equal(a.mixture.covariances, b.mixture.covariances)
            for a, b in zip(once, again, strict=True)
        )
        assert [a.log_likelihood for a in once] == [b.log_likelihood for b in again]
