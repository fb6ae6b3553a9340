"""Agreement of two partitions, against scikit-learn and by hand."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from gmmviz.em.statistics.agreement import agreement


@pytest.mark.parametrize("seed", range(5))
def test_the_adjusted_rand_index_is_that_of_scikit_learn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 4, size=203)
    found = np.where(rng.random(203) < 0.7, truth, rng.integers(0, 6, size=203))
    assert agreement(truth, found).rand == pytest.approx(adjusted_rand_score(truth, found), abs=1e-12)


def test_a_renamed_partition_agrees_and_its_table_is_diagonal() -> None:
    truth = np.array([0, 0, 1, 1, 1, 2])
    met = agreement(truth, np.array([2, 2, 0, 0, 0, 1]))
    assert (met.rand, met.matched) == (1.0, 6)
    assert met.table.tolist() == [[2, 0, 0], [0, 3, 0], [0, 0, 1]]
    assert met.partners.tolist() == [2, 0, 1]


def test_more_groups_than_classes_stand_at_the_end_and_classes_may_stay_alone() -> None:
    met = agreement(np.array([0, 0, 0, 1, 1, 1]), np.array([3, 3, 1, 0, 0, 2]))
    assert met.partners.tolist() == [3, 0]
    assert met.groups.tolist() == [3, 0, 1, 2]
    alone = agreement(np.array([0, 1, 1, 2, 2]), np.array([0, 0, 0, 1, 1]))
    assert alone.partners.tolist() == [-1, 0, 1]
    assert alone.groups.tolist() == [0, 1]


def test_one_group_of_everything_is_the_same_as_one_class() -> None:
    assert agreement(np.zeros(5, dtype=int), np.zeros(5, dtype=int)).rand == 1.0
