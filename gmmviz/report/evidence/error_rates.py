"""How often the verdict on clusters errs, as it was measured on simulated sets, for the number of rows at hand."""

from __future__ import annotations

from dataclasses import dataclass

from gmmviz.em.evidence.doubts import FEW_ROWS
from gmmviz.thousands import percent


@dataclass(frozen=True)
class Measured:
    """How many of so many simulated sets were judged wrongly."""

    wrong: int
    sets: int

    @property
    def share(self) -> float:
        """The share that was judged wrongly."""
        return self.wrong / self.sets

    @property
    def words(self) -> str:
        """The share, with the counts that it comes from."""
        return f"{percent(self.share, 1)} of {self.sets}"


# With fewer than `FEW_ROWS` rows, and with more. From `tests/benchmarks/real.py`; a test holds them to its output.
FALSE = (Measured(12, 179), Measured(2, 325))
MISSED = (Measured(16, 76), Measured(2, 124))


def error_words(n: int) -> str:
    """How often it errs with about n rows: single clouds called groups, and true groups that were not found."""
    few = n < FEW_ROWS
    here = 0 if few else 1
    rows = f"fewer than {FEW_ROWS} rows" if few else f"{FEW_ROWS} rows or more"
    text = (
        f"How often this errs, simulated with {rows}: {FALSE[here].words} single clouds were called groups, "
        f"{MISSED[here].words} sets of true groups were not found."
    )
    more = f" With more rows it was {percent(FALSE[1].share, 1)} and {percent(MISSED[1].share, 1)}."
    return text + more * few
