"""When a run ends: the projection of its limit, the gain that is small enough, alike components, and the words."""

import numpy as np
import pytest

from gmmviz.em.kernel.parameters import Parameters
from gmmviz.em.models.families import FAMILIES
from gmmviz.em.models.family import Family
from gmmviz.em.settings import EMSettings
from gmmviz.em.stopping import Ending, check_convergence, distances, projection, small_gain


def test_the_projection_of_a_geometric_sequence_is_its_limit() -> None:
    for ratio in (0.1, 0.5, 0.99):
        sequence = [10.0 - 3.0 * ratio**t for t in (4, 5, 6)]
        assert projection(sequence, 100) == pytest.approx(10.0, abs=1e-9)
        assert projection([-99.0, *sequence], 100) == projection(sequence, 100)  # the last three alone count


@pytest.mark.parametrize(
    ("gains", "why"),
    [
        ((1.0, 1.0), "gains that do not shrink have no limit"),
        ((1.0, 2.0), "nor have gains that grow"),
        ((-1.0, 0.5), "nor a fall before a rise"),
        ((1.0, -0.5), "nor a rise before a fall"),
        ((0.0, 1.0), "nor a rise out of rest"),
    ],
)
def test_a_limit_is_projected_only_where_gains_shrink(gains: tuple[float, float], why: str) -> None:
    assert projection(np.cumsum([-50.0, *gains]).tolist(), 100) is None, why
    assert projection([-50.0, -49.0], 100) is None


def test_a_gain_of_rounding_is_a_limit_reached() -> None:
    for last in (-2.0 + 1e-12, -2.0, -2.0 - 1e-12):
        assert projection([-2.0 - 3e-12, -2.0, last], 100) == last
    assert projection([-2.0 - 1e-10, -2.0, -2.0 + 5e-11], 100) == pytest.approx(-2.0 + 1e-10, abs=1e-15)


def test_a_gain_is_small_per_row_and_what_is_left_in_all() -> None:
    sequence = [-100.0, -99.0, -99.0 + 0.9e-4]
    assert small_gain(sequence, sequence[-1] + 0.9e-3, n=100, tol=1e-6)
    assert not small_gain(sequence, sequence[-1] + 0.9e-3, n=80, tol=1e-6)  # 1.1e-6 per row
    assert not small_gain(sequence, sequence[-1] + 1.1e-3, n=100, tol=1e-6)
    assert not small_gain(sequence, None, n=100, tol=1e-6)
    assert not small_gain(sequence[1:], sequence[-1], n=100, tol=1e-6)
    assert small_gain(
        [-100.0, -99.0, -99.0 + 5e-12], -99.0, n=100, tol=0.0
    )  # rounding, whatever the tolerance


def two(apart: float, wide: float = 1.0) -> Parameters:
    """Two components in a plane, the first of variance 1, their means so far apart."""
    covariances = np.array([np.eye(2), wide * np.eye(2)])
    return Parameters(np.full(2, 0.5), np.array([[0.0, 0.0], [apart, 0.0]]), covariances)


def test_distances_are_in_standard_deviations_of_the_first_and_of_means_or_widths() -> None:
    assert distances(two(0.3)) == {(0, 1): pytest.approx(0.3, abs=1e-15)}
    assert distances(two(0.3, wide=1.7)) == {(0, 1): pytest.approx(0.7, abs=1e-15)}
    assert distances(two(3.0), below=2.0) == {}
    apart = Parameters(np.full(2, 0.5), np.array([[0.0], [1.0]]), np.array([[[4.0]], [[4.0]]]))
    assert distances(apart) == {(0, 1): pytest.approx(0.5, abs=1e-15)}


def test_distances_are_those_of_every_pair() -> None:
    rng = np.random.default_rng(5)
    means, widths = rng.normal(size=(5, 2)), rng.uniform(0.5, 2.0, 5)
    mixture = Parameters(np.full(5, 0.2), means, np.array([width**2 * np.eye(2) for width in widths]))
    expected = {
        (a, b): pytest.approx(
            max(np.hypot(*(means[b] - means[a])) / widths[a], abs((widths[b] / widths[a]) ** 2 - 1.0))
        )
        for a in range(5)
        for b in range(a + 1, 5)
    }
    assert distances(mixture) == expected


def test_alike_components_end_a_run_only_where_they_stay() -> None:
    assert check_convergence(two(5.0), two(5.0)) == Ending("settled")
    assert check_convergence(two(0.01), two(0.01)) == Ending("stood still", (0, 1))
    assert check_convergence(two(0.3), two(0.3)) == Ending("settled")  # alike, and at rest
    assert check_convergence(two(0.3), two(0.3 * (1 + 2e-5))) is None  # they part
    assert check_convergence(two(0.3), two(0.3 * (1 - 2e-5))) is None  # or meet
    assert check_convergence(two(0.3), two(0.3 * (1 + 5e-6))) == Ending("settled")
    assert check_convergence(two(0.01), two(0.0101)) is None
    assert check_convergence(two(0.9), two(1.1)) == Ending("settled")  # far enough to be two
    assert check_convergence(two(1.000001), two(0.999999)) == Ending("settled")  # at the bound, and at rest
    assert check_convergence(two(9.0), two(0.3)) is None  # they have just come together
    assert check_convergence(two(2e-13), two(1e-13)) == Ending("stood still", (0, 1))  # rounding


@pytest.mark.parametrize(
    ("ending", "k", "words"),
    [
        (Ending("settled", count=1), 2, "Settled after 1 iteration."),
        (Ending("settled", count=0), 2, "Settled after 0 iterations."),
        (Ending("settled", count=1234), 2, "Settled after 1\u202f234 iterations."),
        (Ending("still climbing", count=500), 2, "Still climbing after 500 iterations."),
        (Ending("stood still", (1, 0)), 2, "Stood still: both components are the same."),
        (Ending("stood still", (0, 1, 2)), 3, "Stood still: all components are the same."),
        (Ending("stood still", (0, 1)), 4, "Stood still: components 3 and 4 are the same."),
        (Ending("stood still", (0, 1, 2)), 4, "Stood still: components 2, 3 and 4 are the same."),
        (Ending("collapsed", (0,), count=1), 4, "Component 4 shrank onto one row."),
        (Ending("collapsed", (0,), count=0), 4, "Component 4 shrank onto one row."),
        (Ending("collapsed", (3,), count=2), 4, "Component 1 shrank onto 2 rows."),
        (Ending("emptied", (2,)), 4, "Component 2 lost its points."),
    ],
)
def test_the_words_of_an_ending_name_components_as_people_number_them(
    ending: Ending, k: int, words: str
) -> None:
    verdict = ending.verdict(EMSettings(k=k), np.arange(k)[::-1])
    assert (verdict.kind, verdict.sentence) == (ending.kind, words)
    first = None if not ending.components else min(k - 1 - j for j in ending.components)
    assert verdict.component == first
    assert bool(verdict.remedy) == (ending.kind != "settled")


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.name)
def test_a_collapse_is_not_answered_with_a_family_that_shares_no_more(family: Family) -> None:
    remedy = Ending("collapsed", (0,), count=2).verdict(EMSettings(k=3, family=family.name), range(3)).remedy
    assert remedy.startswith("Start elsewhere, lower K, or ")
    assert ("EEE" in remedy) == family.own_sizes
    assert ("smallest width" in remedy) != family.own_sizes
    assert family.own_sizes or family.takes_floor
