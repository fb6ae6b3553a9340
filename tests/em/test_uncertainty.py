"""Who owns each row, against brute force and by hand."""

import numpy as np
import pytest

from gmmviz.em import EMSettings, Mixture, fit
from gmmviz.em.statistics.uncertainty import first, ownership

HALVES = Mixture([0.5, 0.5], [[0.0], [4.0]], [[[1.0]], [[1.0]]])


def far_from_the_origin(n: int = 9001) -> tuple[np.ndarray, Mixture]:
    """More rows than a block, with unequal scales, and a mixture whose components overlap."""
    rng = np.random.default_rng(7)
    mixture = Mixture(
        [0.2, 0.5, 0.3],
        [[1e6, 0.01], [1e6 + 40.0, 0.03], [1e6 + 60.0, 0.02]],
        [[[100.0, 0.01], [0.01, 1e-4]], [[400.0, 0.0], [0.0, 4e-4]], [[50.0, -0.02], [-0.02, 1e-4]]],
    )
    return mixture.sample(n, rng)[0], mixture


def test_two_halves_by_hand() -> None:
    """At x the second of two unit normals, 4 apart, owns 1 / (1 + exp(8 - 4 x))."""
    x = np.array([[0.0], [1.5], [2.25], [4.0], [7.0]])
    second = 1.0 / (1.0 + np.exp(8.0 - 4.0 * x[:, 0]))
    found = ownership(x, HALVES)
    assert found.owners.tolist() == [0, 0, 1, 1, 1]
    assert found.uncertainty == pytest.approx(np.minimum(second, 1.0 - second), rel=1e-12)
    assert found.counts.tolist() == [2, 3]
    given = second[:2].sum() / second.sum()
    assert found.allocation_rates[1] == pytest.approx([given, 1.0 - given], rel=1e-12)
    assert [each.typical.tolist() for each in found.examples] == [[0, 1], [3, 2, 4]]
    assert [each.far.tolist() for each in found.examples] == [[1, 0], [4, 2, 3]]
    assert found.examples[1].distances[0] == pytest.approx([0.0, 1.75, 3.0])
    assert found.examples[1].shared.tolist() == [2]


def test_it_agrees_with_the_engine_row_by_row() -> None:
    x, mixture = far_from_the_origin()
    responsibilities, found = mixture.responsibilities(x), ownership(x, mixture, listed=5)
    owners = responsibilities.argmax(axis=1)
    assert (found.owners == owners).all()
    assert found.uncertainty == pytest.approx(1.0 - responsibilities.max(axis=1), abs=1e-14)
    assert found.counts.tolist() == np.bincount(owners, minlength=3).tolist()
    kept = np.eye(3)[owners]
    assert found.allocation_rates == pytest.approx(
        responsibilities.T @ kept / responsibilities.sum(axis=0)[:, None], rel=1e-9
    )
    for j, each in enumerate(found.examples):
        mine = np.flatnonzero(owners == j)
        alone = Mixture([1.0], mixture.means[[j]], mixture.covariances[[j]])
        density = alone.log_density(x[mine])
        assert each.typical.tolist() == mine[np.argsort(-density, kind="stable")[:5]].tolist()
        assert each.far.tolist() == mine[np.argsort(density, kind="stable")[:5]].tolist()
        assert each.shared.tolist() == mine[np.argsort(responsibilities[mine, j], kind="stable")[:5]].tolist()
        apart = x[each.far] - mixture.means[j]
        squares = (apart * np.linalg.solve(mixture.covariances[j], apart.T).T).sum(axis=1)
        assert each.distances[2] == pytest.approx(np.sqrt(squares), rel=1e-8)


def test_what_is_kept_and_what_is_sure_are_the_same_sum() -> None:
    """The expected error is what the confusion matrix gives away, weighted by what each component holds."""
    x, mixture = far_from_the_origin(1001)
    found, held = ownership(x, mixture), mixture.responsibilities(x).mean(axis=0)
    assert found.error == pytest.approx(1.0 - held @ np.diag(found.allocation_rates), abs=1e-12)
    assert found.allocation_rates.sum(axis=1) == pytest.approx(np.ones(3))


def test_undecided_rows_are_those_nobody_owns_enough_of() -> None:
    x, mixture = far_from_the_origin(1001)
    largest = mixture.responsibilities(x).max(axis=1)
    found = ownership(x, mixture)
    for share in (0.5, 0.8, 0.99):
        rows = found.undecided(share)
        assert sorted(rows) == np.flatnonzero(largest < share).tolist()
        assert (np.diff(largest[rows]) >= 0.0).all()
        assert found.undecided_counts(share).sum() == len(rows)
    assert (found.undecided_counts(0.8) <= found.counts).all()


def test_a_sure_row_keeps_its_digits() -> None:
    """1 - r has none left at 7; what the other component owns there is exp(-20)."""
    assert ownership([[7.0]], HALVES).uncertainty[0] == pytest.approx(np.exp(-20.0), rel=1e-8)


def test_one_component_owns_everything() -> None:
    found = ownership([[0.0], [1.0], [5.0]], Mixture([1.0], [[2.0]], [[[3.0]]]))
    assert found.uncertainty.tolist() == [0.0, 0.0, 0.0]
    assert found.allocation_rates.tolist() == [[1.0]]
    assert found.examples[0].shared.tolist() == []


def test_a_component_that_no_row_belongs_to_most_has_no_examples() -> None:
    broad = Mixture([0.9, 0.1], [[0.0], [0.0]], [[[1.0]], [[4.0]]])
    found = ownership([[0.0], [0.5], [-0.5]], broad)
    assert found.counts.tolist() == [3, 0]
    assert found.allocation_rates[1].tolist() == [1.0, 0.0]
    assert found.examples[1].typical.tolist() == []


def test_the_profile_falls_and_tells_every_one_of_the_least_sure() -> None:
    x, mixture = far_from_the_origin()
    found = ownership(x, mixture)
    ranks, values = found.profile(1000)
    falling = np.sort(found.uncertainty)[::-1]
    assert ranks[:500].tolist() == list(range(1, 501))
    assert ranks[-1] == len(x)
    assert len(ranks) <= 1000
    assert (values == falling[ranks - 1]).all()
    few, _ = ownership(x[:7], mixture).profile(1000)
    assert few.tolist() == [1, 2, 3, 4, 5, 6, 7]


def test_the_shares_of_the_last_state_are_those_of_the_run() -> None:
    x, _ = far_from_the_origin(301)
    mixture = fit(x, EMSettings(k=3, seed=2)).states[-1].mixture
    assert ownership(x, mixture).uncertainty == pytest.approx(
        1.0 - mixture.responsibilities(x).max(axis=1), abs=1e-14
    )


def test_smallest_values_come_in_their_order() -> None:
    values = np.random.default_rng(1).integers(0, 20, 200).astype(float)
    assert first(values, 30).tolist() == np.argsort(values, kind="stable")[:30].tolist()
