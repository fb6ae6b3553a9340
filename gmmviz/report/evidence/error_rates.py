"""How often the finished verdict on clusters errs, as measured on simulated sets, for the number of rows at hand."""

from __future__ import annotations

from dataclasses import dataclass

from gmmviz.data.notices import counted
from gmmviz.em.evidence.doubts import FEW_ROWS_FOR_GAPS
from gmmviz.em.evidence.examination import Examination
from gmmviz.thousands import count_text, percent

# Of the sets that were simulated
MIN_SIMULATED_ROWS, MAX_SIMULATED_ROWS, MAX_SIMULATED_COLUMNS = 100, 2_000, 6


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


# With fewer than `FEW_ROWS_FOR_GAPS` rows, and with more. From `tests/benchmarks/real.py`; a test compares them.
FALSE_GROUPS = (Measured(12, 179), Measured(2, 325))
MISSED_GROUPS = (Measured(16, 76), Measured(2, 124))


def error_rates(n: int) -> list[dict[str, object]]:
    """The rates that are reported for n rows, as data: for sets of about so many first."""
    sizes = ((MIN_SIMULATED_ROWS, FEW_ROWS_FOR_GAPS - 1), (FEW_ROWS_FOR_GAPS, MAX_SIMULATED_ROWS))
    return [
        {
            "rows": sizes[place],
            "single_clouds_called_groups": FALSE_GROUPS[place].wrong,
            "single_clouds": FALSE_GROUPS[place].sets,
            "share_called_groups": FALSE_GROUPS[place].share,
            "true_groups_not_found": MISSED_GROUPS[place].wrong,
            "sets_of_true_groups": MISSED_GROUPS[place].sets,
            "share_not_found": MISSED_GROUPS[place].share,
        }
        for place in ((0, 1) if n < FEW_ROWS_FOR_GAPS else (1,))
    ]


def error_words(found: Examination, n: int, d: int) -> str:
    """How often it errs with n rows and d columns: single clouds called groups, and true groups that were not found.

    Empty for one component, and before everything has been simulated: the rates are those of the joined verdict.
    """
    if found.k == 1 or not found.finished:
        return ""
    few = n < FEW_ROWS_FOR_GAPS
    here = 0 if few else 1
    many_rows = f"{FEW_ROWS_FOR_GAPS} to {count_text(MAX_SIMULATED_ROWS)} rows"
    rows = f"{MIN_SIMULATED_ROWS} to {FEW_ROWS_FOR_GAPS - 1} rows" if few else many_rows
    text = (
        f"How often this errs, simulated with {rows}: {FALSE_GROUPS[here].words} single clouds were called groups, "
        f"{MISSED_GROUPS[here].words} sets of true groups were not found."
    )
    more = f" With {many_rows} it was {percent(FALSE_GROUPS[1].share, 1)} and {percent(MISSED_GROUPS[1].share, 1)}."
    return f"{text}{more * few}{_unseen(n, d)}"


def _unseen(n: int, d: int) -> str:
    """That no set had so many rows or columns, where none had."""
    sizes = [counted(n, "row")] if not MIN_SIMULATED_ROWS <= n <= MAX_SIMULATED_ROWS else []
    sizes += [counted(d, "column")] if d > MAX_SIMULATED_COLUMNS else []
    return f" No set with {' or '.join(sizes)} was simulated." if sizes else ""
