"""A file is read beside the pages: others draw theirs meanwhile, and it ends when nobody waits for it."""

from collections.abc import Callable, Hashable
from contextlib import nullcontext
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from gmmviz.data.csv.reading import Reading
from gmmviz.ui.frame import session, streamlit_private
from gmmviz.ui.frame.admission import stepped_aside

if TYPE_CHECKING:
    from gmmviz.data.csv.table import Table

Value = TypeVar("Value")
_made: set[Hashable] = set()
GONE_SECONDS = 60.0  # without a connection, after which a person does not wait any more


def read_beside(content: bytes, name: str, reading: Reading, for_all: bool = False) -> "Table":
    """What is in a file of this session, or of all sessions, for whom it is read on when this one leaves.

    What is read for all is made under `made_for_all`. Errors: UnreadableTable.
    """
    from gmmviz.data import UnreadableTable
    from gmmviz.data.csv.apart import is_read_apart, read_table_apart

    problem: Exception | None = None
    waits = _Waits(session.identity())
    with stepped_aside() if is_read_apart(content) and not for_all else nullcontext():
        try:
            return read_table_apart(content, name, reading, wanted=lambda: for_all or waits.still())
        except UnreadableTable as refused:  # the page goes on, in its turn
            problem = refused
    raise problem


def made_for_all(key: Hashable, make: Callable[[], Value]) -> Value:
    """What is made once for all sessions, by whoever comes first; the others wait for it under a lock of Streamlit's.

    All of them step aside before they wait: who held a turn while the first waits for one would wait for ever.
    """
    with nullcontext() if key in _made else stepped_aside():
        made = make()
    _made.add(key)
    return made


class _Waits:
    """Whether a session still waits: it may lose its connection for a moment."""

    def __init__(self, session_id: str) -> None:
        self.session_id = session_id
        self.seen = monotonic()

    def still(self) -> bool:
        """Whether it has been connected lately."""
        if streamlit_private.is_connected(self.session_id):
            self.seen = monotonic()
        return monotonic() - self.seen < GONE_SECONDS
