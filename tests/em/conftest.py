"""What several of the engine's tests share."""

import pytest

from gmmviz.em import moments


@pytest.fixture(params=[moments.LONG, 0], ids=["every component", "by odds"])
def hot_loop(request, monkeypatch):
    """Steps of few rows, and as they are taken of many."""
    monkeypatch.setattr(moments, "LONG", request.param)
