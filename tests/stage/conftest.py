from collections.abc import Iterator

import pytest

from tests.stage.node import Node, running


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    """Node.js with the stage's modules, started once."""
    with running() as started:
        yield started
