"""How long a sweep will take is timed on the data at hand."""

import numpy as np

from gmmviz.em.search.estimate import seconds_a_start

from .data import clouds


def test_more_rows_and_more_components_are_estimated_to_take_longer():
    few, many = clouds(n=300, d=2, k=3), clouds(n=60_000, d=2, k=3)
    short = seconds_a_start(few, 2, ("VVV",))
    assert 0.0 < short < seconds_a_start(few, 20, ("VVV", "EEE"))
    assert short < seconds_a_start(many, 2, ("VVV",))


def test_what_cannot_be_fitted_costs_nothing():
    assert seconds_a_start(np.full((20, 2), np.nan), 3, ("VVV",)) == 0.0
