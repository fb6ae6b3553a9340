"""What the app allows: the one table of limits that its pages, its links and the recipes of toys go by.

The engine itself takes more (see `EMSettings`); these are what a person can look at and a shared machine can do.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from gmmviz.thousands import count_text

Number = TypeVar("Number", int, float)


@dataclass(frozen=True)
class Limit(Generic[Number]):
    """The least and the most that a number may be."""

    least: Number
    most: Number

    def check(self, name: str, value: float) -> None:
        """Raise ValueError, with what is wrong and what would be right, for a value outside."""
        if not self.least <= value <= self.most:
            raise ValueError(
                f"{name} is {value}; it goes from {_number(self.least)} to {_number(self.most)}."
            )

    def clip(self, value: Number) -> Number:
        """The nearest value that is allowed."""
        return max(self.least, min(self.most, value))


def _number(bound: float) -> str:
    return count_text(bound) if isinstance(bound, int) else str(bound)


COMPONENTS = Limit(1, 20)
SEED_LIMIT = Limit(0, 2**31 - 1)
TOLERANCE = Limit(1e-10, 1e-3)  # gain of log-likelihood per row
ITERATIONS = Limit(1, 100_000)
FLOOR = Limit(0.0, 1e100)  # width in units of the data: its square is a number still
FRAME_LIMIT = Limit(0, 10**9)  # beyond the last frame is the last
FORK_LIMIT = Limit(0, 50)  # starts placed by hand, one from the other
COLUMN_LIMIT = Limit(1, 100)  # fitted at once: covariances grow with the square
PLANE_COLUMNS = Limit(0, 2)
FILTER_LIMIT = Limit(0, 20)  # of rows, all of which a row has to pass
FILTER_VALUES = Limit(0, 200)  # of one column that a filter names

LANES = Limit(2, 6)  # of a race
STARTS_PER_METHOD = Limit(20, 500)  # of the basins
GRID_COMPONENTS = Limit(2, 20)  # the largest K of a grid
STARTS_PER_CELL = Limit(1, 500)
ROUND_LIMIT = Limit(0, 10)  # of more starts for cells that one start alone reached

TOY_GROUPS = Limit(1, 12)
TOY_RINGS = Limit(1, 4)
TOY_ROWS = Limit(10, 50_000)
TOY_COLUMNS = Limit(1, 10)
PAINTED_POINTS = Limit(3, 5_000)

# of a file, packed and unpacked; .streamlit/config.toml holds the same
FILE_MEGABYTES = 1024
UPLOADED_MEGABYTES = 4096  # of all sessions together, as they were sent

LINK_CHARACTERS = 30_000  # of an address that the app writes; stage/js/page/stage_address.js holds the same
READ_CHARACTERS = 65_536  # of a link that the app reads: servers take 64 kB of headers
NUMBER_CHARACTERS = 40  # of one number in a link: all digits that a double has, and room
