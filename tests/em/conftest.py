"""What several of the engine's tests share."""

import pytest

from gmmviz.em.kernel import moments, products


@pytest.fixture(params=["few rows", "many rows"])
def hot_loop(request, monkeypatch):
    """Steps of few rows, and as they are taken of many where BLAS is slow with small matrices."""
    if request.param == "many rows":
        monkeypatch.setattr(moments, "LONG", 0)
        monkeypatch.setattr(products, "MANY_ROWS", 0)
        monkeypatch.setattr(products, "copies", lambda: True)
