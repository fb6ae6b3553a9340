"""What several of the stage's tests share."""

from collections.abc import Iterator

import pytest

from gmmviz.stage.source import script
from tests.stage.node import Node


@pytest.fixture(scope="session")
def mathematics() -> Iterator[Node]:
    """The stage's functions, in node: `.evaluate(function, argument)`."""
    with Node(script(page=True)) as node:
        yield node
