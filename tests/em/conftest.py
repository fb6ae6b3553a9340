"""What several of the engine's tests share."""

import pytest

from gmmviz.em.kernel import moments, products


@pytest.fixture
def as_of_many_rows(monkeypatch):
    """From the call on, steps are taken as those of many rows are where BLAS is slow with small matrices."""

    def take():
        monkeypatch.setattr(moments, "MIN_FEATURES_FOR_ODDS", 0)
        monkeypatch.setattr(products, "MIN_ROWS_TO_CHOOSE", 0)
        monkeypatch.setattr(products, "copies", lambda: True)

    return take


@pytest.fixture(params=["few rows", "many rows"])
def hot_loop(request, as_of_many_rows):
    """Steps of few rows, and as they are taken of many."""
    if request.param == "many rows":
        as_of_many_rows()
    return request.param
