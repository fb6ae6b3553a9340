"""The quasi-Newton climb: its slopes against finite differences, its families, and where it ends."""

from itertools import pairwise

import numpy as np
import pytest

from gmmviz.em import FAMILIES, EMSettings, fit
from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.moments import e_step
from gmmviz.em.kernel.parameters import standardise
from gmmviz.em.kernel.rows import Rows
from gmmviz.em.models.step import Rule
from gmmviz.em.quasi_newton import BFGS, supports_bfgs
from gmmviz.em.run import rule_of
from gmmviz.em.search.polish import checked_rows

from .data import clouds

WITH_COORDINATES = [name for name, family in FAMILIES.items() if family.log_space is not None]


def begun(family: str, weights: str = "free") -> tuple[Rows, Rule, BFGS]:
    """A climb after three steps of EM on clouds off the origin."""
    x = clouds(d=3)
    settings = EMSettings(k=3, family=family, weights=weights, max_iter=3)
    rows, rule = checked_rows(x, settings), rule_of(checked_rows(x, settings), settings)
    prepared = e_step_for(rows, standardise(rows, fit(x, settings).states[-1].mixture))
    return rows, rule, BFGS(rule, e_step(prepared))


def test_a_family_with_a_projection_has_coordinates_unless_a_floor_bends_them() -> None:
    rows = checked_rows(clouds(d=3), EMSettings(k=3))
    assert len(WITH_COORDINATES) >= 14  # ours have one
    for name, family in FAMILIES.items():
        assert supports_bfgs(Rule(family, "free"), rows) == (name in WITH_COORDINATES)
    assert not supports_bfgs(Rule(FAMILIES["VVV"], "free", floor=0.1), rows)


@pytest.mark.parametrize("family", WITH_COORDINATES)
def test_the_slope_is_that_of_the_log_likelihood_within_the_family(family: str) -> None:
    _, _, bfgs = begun(family)
    here = bfgs.current
    there = bfgs.coordinates.go(here.point + 0.2 * here.slope)  # away from the first mixture
    size = 1e-3
    for direction in (there.slope, bfgs.inverse @ here.slope):
        unit = direction / np.linalg.norm(direction)
        up, down = (bfgs.coordinates.go(there.point + sign * size * unit).log_likelihood for sign in (1, -1))
        assert (up - down) / (2 * size) == pytest.approx(there.slope @ unit, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("family", WITH_COORDINATES)
def test_a_climb_rises_within_its_family_to_the_top_of_plain_em(family: str) -> None:
    rows, rule, bfgs = begun(family)
    reached = [bfgs.current.log_likelihood]
    while len(reached) < 60 and bfgs.step():
        reached.append(bfgs.current.log_likelihood)
    assert all(after >= before for before, after in pairwise(reached))
    mixture = bfgs.current.expectation.mixture
    projected = rule.project(mixture, rows.n)
    assert projected.covariances == pytest.approx(mixture.covariances, rel=1e-9, abs=1e-12)
    plain = fit(clouds(d=3), EMSettings(k=3, family=family, tol=1e-12, max_iter=5000))
    assert reached[-1] == pytest.approx(plain.states[-1].log_likelihood, abs=1e-5)


def test_equal_weights_stay_equal() -> None:
    _, _, bfgs = begun("VVV", "equal")
    for _ in range(5):
        bfgs.step()
    assert bfgs.current.expectation.mixture.weights == pytest.approx([1 / 3] * 3, abs=1e-15)
