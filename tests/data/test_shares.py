"""Shares that add to one where most are near 0 or 1: what they say lies in few rows, and one of them still follows."""

import numpy as np
import pytest

from gmmviz.data import dataset, read_table
from gmmviz.data.assigned_rows import rows_of_points
from gmmviz.data.dependence import dependences
from gmmviz.em import EMSettings, fit
from gmmviz.em.collinear import relations
from gmmviz.em.run import rows_for
from gmmviz.report.rows.rows_csv import rows_csv
from tests.data.roles import roles_of

N = 300
STEPS = [0.1, 0.5, 1.0]  # per cent
WRITTEN = {"all digits": None, "15 digits": "{:.15g}", "6 digits": "{:.6g}", "6 decimals": "{:.6f}"}


def shares(seed: int, k: int) -> np.ndarray:
    """Responsibilities (N, k) of distant clouds for their rows."""
    rng = np.random.default_rng(seed)
    middles = 5.0 * rng.normal(size=(k, 2))
    x = middles[rng.integers(0, k, N)] + rng.normal(size=(N, 2))
    logs = -0.5 * ((x[:, None] - middles) ** 2).sum(axis=2)
    found = np.exp(logs - logs.max(axis=1, keepdims=True))
    return found / found.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
@pytest.mark.parametrize("k", [3, 4, 5])
def test_one_of_the_shares_near_0_and_1_follows_from_all_others(k: int, written: str | None) -> None:
    for seed in range(8):
        x = shares(seed, k)
        if written is not None:
            x = np.vectorize(lambda value: float(written.format(value)))(x)
        varied = set(np.flatnonzero((x.round(3) != x[0].round(3)).any(axis=0)))
        (found,) = dependences(x)
        assert (found.column in varied, found.but) == (True, ()), seed
        assert varied <= {found.column, *found.others}, seed


@pytest.mark.parametrize("far", [1e3, 1e9, 1e300])
def test_one_far_row_makes_no_share_of_what_is_none(far: float) -> None:
    for seed in range(5):
        x = shares(seed, 4)[:, :3]
        x[7] = far * np.array([1.0, -0.4, 0.3])
        assert dependences(x) == (), seed
        assert dependences(np.column_stack([x[:, 0], np.random.default_rng(seed).normal(size=N)])) == (), seed


@pytest.mark.parametrize(("key", "k"), [("faithful", 5), ("iris", 4), ("unequal", 2), ("two-gaussians", 3)])
def test_the_responsibilities_of_an_exported_fit_are_not_all_proposed(key: str, k: int) -> None:
    points = dataset(key)
    mixture = fit(points, EMSettings(k=k, start="kmeans", max_iter=100)).at(-1).mixture
    table = read_table(b"".join(rows_csv(rows_of_points(points, points), mixture)))
    derived = [name for name, role in roles_of(table).items() if role == "derived"]
    assert derived == [f"responsibility {k}"]


def of_a_hundred(seed: int, step: float) -> np.ndarray:
    """Percentages (n, 3 to 6), rounded to a step, of which all but two are small for odd seeds."""
    rng = np.random.default_rng(seed)
    k, n = int(rng.integers(3, 7)), int(rng.choice([60, 150, 400]))
    sizes = rng.uniform(3.0, 6.0, size=k) * (np.arange(k) < 2 + k * (seed % 2 == 0)).clip(0.1)
    return np.round(100.0 * rng.dirichlet(rng.permutation(sizes), size=n) / step) * step


@pytest.mark.parametrize("slip", [0.0, 17.0])
@pytest.mark.parametrize("step", STEPS)
def test_rounded_percentages_are_told_as_shares_in_a_table_and_by_a_fit(step: float, slip: float) -> None:
    for seed in range(6):
        x = of_a_hundred(seed, step)
        x[7, 1] += slip
        rows = (7,) if slip else ()
        (found,) = dependences(x)
        assert (found.but, len(found.others)) == (rows, x.shape[1] - 1), seed
        (relation,) = relations(rows_for(x, EMSettings(k=1)))
        assert (relation.but, len(relation.others), relation.rounded) == (rows, x.shape[1] - 1, True), seed


@pytest.mark.parametrize("correlation", [0.9, 0.99])
def test_rounded_columns_that_merely_correlate_are_no_shares(correlation: float) -> None:
    for seed in range(40):
        rng = np.random.default_rng(seed)
        n, steps = int(rng.choice([40, 100, 300])), float(rng.choice([2.0, 5.0, 30.0]))
        noise = rng.normal(size=(n, int(rng.integers(2, 7))))
        together = correlation**0.5 * rng.normal(size=(n, 1)) + (1.0 - correlation) ** 0.5 * noise
        x = 50.0 + np.round(steps * together)
        assert dependences(x) == (), seed
        assert relations(rows_for(x, EMSettings(k=1))) == [], seed


def counted(seed: int) -> dict[str, np.ndarray]:
    """Columns of numbers that nobody rounded, each of which nearly follows from others and says something itself."""
    rng = np.random.default_rng(seed)
    a, b, often = rng.poisson(30, 400), rng.poisson(20, 400), rng.random(400) < 0.1
    aboard, beside = rng.poisson(0.6, 400), rng.poisson(0.4, 400)
    slips = (rng.permutation(400) < 12) * rng.integers(1, 4, 400)
    measured = rng.normal(15.0, 8.0, (200, 1))
    tables = {
        "delivered": [a, a - often],
        "total": [a, b, a + b + often],
        "coin": [b, b + (rng.random(400) < 0.5)],
        "family": [aboard, beside, aboard + beside + 1 + slips],
        "twice": list(np.round(measured + 0.2 * rng.normal(size=(200, 2))).T),
    }
    return {name: np.column_stack(columns).astype(float) for name, columns in tables.items()}


@pytest.mark.parametrize("name", counted(0))
def test_counts_that_nearly_follow_are_fitted_and_stay_ticked(name: str) -> None:
    for seed in range(10):
        x = counted(seed)[name]
        assert relations(rows_for(x, EMSettings(k=1))) == [], seed
        assert dependences(x) == (), seed
    assert fit(x, EMSettings(k=1)).verdict.kind == "settled"


@pytest.mark.parametrize("k", [3, 5, 8])
@pytest.mark.parametrize("step", [0.1, 1.0])
def test_the_shares_of_a_table_are_found_beside_other_columns(step: float, k: int) -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        n = int(rng.choice([60, 150, 400]))
        parts = np.round(rng.dirichlet(rng.uniform(2.0, 6.0, k), n) * 100.0 / step) * step
        x = np.column_stack([rng.normal(20.0, 5.0, n), parts, rng.poisson(30, n)])
        (found,) = dependences(x)
        assert {found.column, *found.others} == set(range(1, k + 1)), seed
        for columns in (x, (x - x.mean(axis=0)) / x.std(axis=0)):
            (relation,) = relations(rows_for(columns, EMSettings(k=1)))
            assert (relation.column, relation.others) == (k, tuple(range(1, k))), seed


def test_rounded_shares_are_told_as_that_by_a_receipt() -> None:
    x = np.round(100.0 * np.random.default_rng(0).dirichlet([4.0, 3.0, 5.0], 150)).astype(int)
    text = "sand,silt,clay\n" + "\n".join(",".join(map(str, row)) for row in x)
    table = read_table(text.encode())
    assert [note.text for note in table.notices if note.kind == "derived"] == [
        '"clay" follows from "sand" and "silt" up to rounding: not chosen.'
    ]


def test_only_columns_that_have_a_part_are_named() -> None:
    rng = np.random.default_rng(0)
    x = rng.uniform(0.0, 10.0, 200).round(4)
    others = [x, (5.0 * x + rng.normal(0.0, 3.0, 200)).round(4), rng.poisson(np.exp(0.2 * x))]
    of_two, of_four = np.repeat(np.arange(100), 2), np.repeat(np.arange(50), 4)
    (found,) = dependences(np.column_stack([*others, of_two + 1, of_four + 1]))
    assert (found.column, found.others) == (4, (3,))
