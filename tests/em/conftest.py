"""What several of the engine's tests share."""

import pytest

from gmmviz.em.kernel import moments, products


@pytest.fixture(params=["few rows", "many rows"])
def hot_loop(request, monkeypatch):
    """Steps of few rows, and as they are taken of many where BLAS is slow with small matrices."""
    if request.param == "many rows":
        monkeypatch.setattr(moments, "MIN_FEATURES_FOR_ODDS", 0)
        monkeypatch.setattr(products, "MIN_ROWS_TO_CHOOSE", 0)
        monkeypatch.setattr(products, "copies", lambda: True)
