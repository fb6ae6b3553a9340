"""Merging by entropy: by brute force over pairs, and on soft labels of which the answer is plain."""

import math
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmviz.em.evidence.merging import Merging, entropy, merge, merged_columns


def soft_labels(seed: int, n: int = 60, k: int = 6) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet(np.full(k, 0.4), n)


@pytest.mark.parametrize("seed", range(8))
def test_every_step_merges_the_pair_that_lowers_the_entropy_most(seed: int) -> None:
    soft = soft_labels(seed)
    merging = merge(soft)
    for clusters in range(1, 6):
        before, after = merging.groups[clusters], merging.groups[clusters - 1]
        best = min(
            entropy(merged_columns(merged_columns(soft, before), step))
            for i, j in combinations(range(clusters + 1), 2)
            for step in [tuple(i if each == j else each - (each > j) for each in range(clusters + 1))]
        )
        assert merging.entropies[clusters - 1] == pytest.approx(best, abs=1e-9)
        assert entropy(merged_columns(soft, merging.groups[clusters - 1])) == pytest.approx(best, abs=1e-9)
        assert len(set(after)) == clusters


@pytest.mark.parametrize("seed", range(4))
def test_one_cluster_has_no_entropy_and_soft_labels_always_sum_to_one(seed: int) -> None:
    soft = soft_labels(seed)
    merging = merge(soft)
    assert merging.entropies[0] == pytest.approx(0.0, abs=1e-12)
    assert merging.entropies[-1] == pytest.approx(entropy(soft))
    for clusters in range(1, 7):
        np.testing.assert_allclose(
            merged_columns(soft, merging.groups[clusters - 1]).sum(axis=1), 1.0, atol=1e-12
        )


def test_the_elbow_is_where_the_entropy_turns() -> None:
    sharp = np.repeat(np.eye(3), 50, axis=0)
    split = np.column_stack([sharp[:, 0] / 2, sharp[:, 0] / 2, sharp[:, 1] / 2, sharp[:, 1] / 2, sharp[:, 2]])
    merging = merge(split)
    assert merging.elbow == 3
    assert merging.groups[2] == (0, 0, 1, 1, 2)


def with_entropies(entropies: list[float]) -> Merging:
    k = len(entropies)
    return Merging(tuple(entropies), ((0,) * k,) * k, (100.0,) * (k - 1) + (math.nan,))


@given(k=st.integers(1, 12), steps=st.floats(0.0, 1e3))
def test_entropies_on_a_straight_line_have_no_elbow(k: int, steps: float) -> None:
    assert with_entropies([steps * clusters for clusters in range(k)]).elbow is None


@given(k=st.integers(2, 9), power=st.floats(0.3, 1.5))
def test_entropies_on_a_slight_bend_have_no_elbow(k: int, power: float) -> None:
    assert with_entropies([50.0 * clusters**power for clusters in range(k)]).elbow is None


@given(
    k=st.integers(4, 12),
    data=st.data(),
    slope=st.floats(10.0, 1e3),
    flat=st.floats(0.0, 0.15),
    seed=st.integers(0, 99),
)
def test_the_elbow_of_two_pieces_is_found_where_they_meet(
    k: int, data: st.DataObject, slope: float, flat: float, seed: int
) -> None:
    at = data.draw(st.integers(2, k - 1))
    noise = 0.01 * slope * np.random.default_rng(seed).uniform(-1.0, 1.0, k)
    rising = [slope * (flat * min(m, at) + max(m - at, 0)) for m in range(1, k + 1)]
    assert with_entropies(list(np.array(rising) + noise)).elbow == at


def test_an_elbow_that_turns_sharply_is_found_where_a_softer_bend_fits_a_little_better() -> None:
    assert with_entropies([0.0, 0.8, 15.5, 41.0, 67.0]).elbow == 2  # Old Faithful in five components


@pytest.mark.parametrize("k", [1, 2, 3])
@pytest.mark.parametrize("seed", range(5))
def test_up_to_three_components_have_no_elbow(k: int, seed: int) -> None:
    assert merge(soft_labels(seed, k=k)).elbow is None


@pytest.mark.parametrize("k", [4, 6, 8])
@pytest.mark.parametrize("seed", range(5))
def test_noise_and_far_groups_have_no_elbow(k: int, seed: int) -> None:
    assert merge(soft_labels(seed, n=400, k=k)).elbow is None
    sharp = np.repeat(np.eye(k), 30, axis=0) * (1.0 - 1e-6 * k) + 1e-6
    assert merge(sharp).sharp
    assert merge(sharp).elbow is None


def test_the_merging_of_baudrys_example_is_the_one_of_mclust() -> None:
    folder = Path(__file__).parents[1] / "reference"
    merging = merge(np.loadtxt(folder / "baudry_ex4.1.z.csv", delimiter=","))
    # clustCombi and clustCombiOptim of mclust 6.0.0 on its own fit (EEV, 6 components)
    entropies = [0.0, 9.355083e-06, 0.8689487, 4.66821, 46.29127, 129.9332]
    np.testing.assert_allclose(merging.entropies, entropies, rtol=1e-6, atol=1e-6)
    assert merging.elbow == 4
    assert merging.groups[4] == (0, 1, 2, 2, 3, 4)
    assert merging.groups[3] == (0, 1, 2, 2, 3, 0)
    assert merging.groups[2] == (0, 1, 2, 2, 2, 0)
    assert merging.groups[1] == (0, 0, 1, 1, 1, 0)
