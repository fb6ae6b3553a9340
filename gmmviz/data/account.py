"""The account of rows: how many the file has, how many were read, how many are fitted, and why each was lost."""

from dataclasses import dataclass, replace

from gmmviz.data.notices import counted, on_lines
from gmmviz.thousands import count_text

THE_FILE = "the file"
"""The part of a file that was read where there is but one table in it."""

READING_PART, CHOOSING_PART = "reading", "choosing"
"""Where rows are lost: while the file is read, or by the columns and rows that are chosen."""


@dataclass(frozen=True)
class Loss:
    """Rows that were lost for one reason, worded as it stands behind their number: "have too many cells".

    `lines` are those of the file, the first 1,000; `stage` is READING_PART or CHOOSING_PART.
    """

    rows: int
    reason: str
    stage: str = CHOOSING_PART
    lines: tuple[int, ...] = ()

    def sentence(self, with_lines: bool = True, says_rows: bool = False) -> str:
        """The loss in words; it `says_rows` where no sentence before it does.

        >>> Loss(3, "too many cells", READING_PART, (9, 25, 43)).sentence()
        '3 with too many cells (lines 9, 25 and 43)'
        >>> Loss(1, 'no value in "a"').sentence(says_rows=True)
        '1 row with no value in "a"'
        """
        where = (
            f" ({on_lines(self.lines)})" if with_lines and self.lines and self.stage == READING_PART else ""
        )
        rows = counted(self.rows, "row") if says_rows else count_text(self.rows)
        return f"{rows} with {self.reason}{where}"


@dataclass(frozen=True)
class Account:
    """What became of every row: `fitted` rows are left after all `losses`; `part` says of which part of the file.

    `beside` are sentences about lines of the file that are no rows of the table, such as a line of sums.
    """

    fitted: int
    losses: tuple[Loss, ...] = ()
    part: str = THE_FILE
    beside: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        """Rows of the table as it was read."""
        return self.fitted + sum(loss.rows for loss in self.losses if loss.stage == CHOOSING_PART)

    @property
    def in_file(self) -> int:
        """Rows of the file, or of the part of it that was read."""
        return self.fitted + sum(loss.rows for loss in self.losses)

    def after(self, loss: Loss) -> "Account":
        """The account when more rows are lost; the same when the loss is of none."""
        if not loss.rows:
            return self
        return replace(self, fitted=self.fitted - loss.rows, losses=(*self.losses, loss))

    @property
    def loss_sentences(self) -> tuple[str, ...]:
        """A sentence for each loss."""
        return tuple(loss.sentence() for loss in self.losses)

    @property
    def nothing_lost(self) -> str:
        """That no row was left out, and of what, where that is a part of the file; empty where some were."""
        if self.losses:
            return ""
        row = "No other row" if self.beside else "No row"
        return f"{row} was left out." if self.part == THE_FILE else f"{row} of {self.part} was left out."

    @property
    def left_out(self) -> tuple[str, ...]:
        """A sentence for every reason why something of the file is in no row of the fit, or that there is none."""
        lost = [f"{loss.sentence(says_rows=True)}." for loss in self.losses]
        return tuple(filter(None, (*lost, *self.beside, self.nothing_lost)))

    def sentence(self) -> str:
        """One sentence for headings, paragraphs and exports; then those about lines that are no rows.

        >>> Account(57, (Loss(3, "too many cells", READING_PART),)).sentence()
        '57 of the 60 rows in the file are fitted; left out: 3 with too many cells.'
        >>> Account(150).sentence()
        'All 150 rows are fitted.'
        >>> Account(150, part="table 1 of 2 (lines 1 to 151) of the file").sentence()
        'All 150 rows in table 1 of 2 (lines 1 to 151) of the file are fitted.'
        >>> Account(1).sentence(), Account(1, part='"a.csv" of the archive').sentence()
        ('1 row is fitted.', 'The 1 row in "a.csv" of the archive is fitted.')
        >>> Account(3, beside=("1 row at the end (line 5) is no data: left out.",)).sentence()
        'All 3 rows are fitted. 1 row at the end (line 5) is no data: left out.'
        """
        return " ".join([self._of_rows(), *self.beside])

    def _of_rows(self) -> str:
        if not self.losses and self.fitted == 1:
            return "1 row is fitted." if self.part == THE_FILE else f"The 1 row in {self.part} is fitted."
        if not self.losses:
            there = "" if self.part == THE_FILE else f" in {self.part}"
            return f"All {counted(self.fitted, 'row')}{there} are fitted."
        verb = "is" if self.fitted == 1 else "are"
        lost = ", ".join(loss.sentence() for loss in self.losses)
        of_all = f"{count_text(self.fitted)} of the {counted(self.in_file, 'row')} in {self.part}"
        return f"{of_all} {verb} fitted; left out: {lost}."
