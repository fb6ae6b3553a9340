"""Criteria against published values; restarts, sweeps and tops against what is known of Old Faithful."""

from __future__ import annotations

import numpy as np
import pytest

from gmmviz.em import CRITERIA, EMSettings, Fitted, fit, polish, restarts, sweep, tops
from gmmviz.em.search import POLISHED

from .data import published

FAITHFUL = published("faithful")
THREE = EMSettings(k=3)


def test_criteria_of_old_faithful_are_those_of_mclust():
    settings = EMSettings(tol=1e-12)
    run = fit(FAITHFUL, settings)
    fitted = Fitted.of(FAITHFUL, run.states[-1].mixture, settings)
    scores = {name: criterion.score(fitted) for name, criterion in CRITERIA.items()}
    assert fitted.parameters == 11
    assert scores["bic"] == pytest.approx(2322.19195930, abs=1e-3)
    # mclust stopped a ten-thousandth of a nat earlier, which moves the entropy more than the BIC.
    assert scores["icl"] == pytest.approx(2323.57252345, abs=0.02)
    assert scores["icl map"] == pytest.approx(2322.69746733, abs=0.02)
    assert scores["aic"] == pytest.approx(2 * 1130.26396 + 22, abs=1e-3)
    assert scores["aicc"] == pytest.approx(scores["aic"] + 2 * 11 * 12 / (272 - 12))


def test_aicc_is_infinite_where_it_is_not_defined():
    assert CRITERIA["aicc"].score(Fitted(-1.0, 9, 10, np.ones((10, 1)))) == float("inf")


def test_restarts_are_polished_before_they_are_grouped():
    found = list(restarts(FAITHFUL, THREE, range(12)))
    assert [restart.run.settings.seed for restart in found] == list(range(12))
    for restart in found:
        last = restart.polished.states[-1]
        assert last.projected - last.log_likelihood < POLISHED
        assert last.log_likelihood >= restart.run.states[-1].log_likelihood - 1e-9
    groups = tops(found)
    assert sorted(place for top in groups for place in top.members) == list(range(12))
    known = (-1114.44, -1119.21, -1127.07, -1119.64)
    assert groups[0].log_likelihood == max(restart.log_likelihood for restart in found)
    assert any(abs(groups[0].log_likelihood - level) < 0.01 for level in known)
    for top in groups:
        levels = [found[place].log_likelihood for place in top.members]
        assert max(levels) - min(levels) < 1e-3


def test_two_components_have_one_top():
    groups = tops(list(restarts(FAITHFUL, EMSettings(), range(8))))
    assert [len(top.members) for top in groups] == [8]
    assert groups[0].log_likelihood == pytest.approx(-1130.26396, abs=1e-4)


def test_polishing_keeps_the_numbers_and_a_failed_run():
    run = fit(FAITHFUL, EMSettings(max_iter=3, seed=5))
    end = polish(FAITHFUL, run).states[-1]
    assert end.log_likelihood == pytest.approx(-1130.26396, abs=1e-4)
    assert np.array_equal(np.argsort(end.mixture.means[:, 0]), np.argsort(run.states[-1].mixture.means[:, 0]))


def test_a_sweep_fits_names_that_coincide_once_and_says_why_a_cell_is_empty():
    cells = list(sweep(FAITHFUL, EMSettings(max_iter=200), (1, 2), ("VVV", "EEE", "VVI"), 3))
    assert [(cell.settings.k, cell.settings.family) for cell in cells] == [
        (1, "EEE"),
        (1, "EEI"),
        (2, "VVV"),
        (2, "EEE"),
        (2, "VVI"),
    ]
    assert min(cells, key=lambda cell: cell.scores["bic"]).settings.family == "VVV"
    assert cells[0].scores["bic"] == pytest.approx(2607.6225004, abs=1e-6)
    (empty,) = sweep(FAITHFUL[:2], EMSettings(), (2,), ("VVV",), 1)
    assert empty.run is None
    assert "choose an axis-aligned family" in empty.sentence
