"""Merging by entropy: by brute force over pairs, and on soft labels of which the answer is plain."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from gmmviz.em.evidence.merging import entropy, merge, merged_columns


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


def test_two_components_have_no_elbow() -> None:
    assert merge(soft_labels(0, k=2)).elbow == 2


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
