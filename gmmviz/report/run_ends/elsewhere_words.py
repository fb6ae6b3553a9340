"""What is said of a search for another ending of a run."""

from gmmviz.em.search.basins import miss_probability
from gmmviz.em.search.resumable import Elsewhere
from gmmviz.figures.number_text import number_text
from gmmviz.thousands import percent

EXAMPLE_RARE_SHARE = 0.05  # share of starts that lead to another optimum, for the chance that fifty miss it


def sentence(found: Elsewhere, n: int) -> str:
    """The sentence of a search for another ending."""
    lost = f" {_failed(found.failed)}" if found.failed else ""
    if found.end is None and not found.agreed:
        tried = "The one other start" if found.tried == 1 else f"All {found.tried} other starts"
        return f"{tried} failed or ended in accidents of a few rows or of rounding: nothing is known about other ends."
    if found.end is None:
        sure = miss_probability(EXAMPLE_RARE_SHARE, found.agreed)
        return (
            f"{_agreed(found.agreed, found.tried)}{lost} "
            f"An optimum that one start in {round(1 / EXAMPLE_RARE_SHARE)} reaches would be missed "
            f"{percent(sure)} of the time."
        )
    seed = found.end.settings.seed
    where = f"{number_text(abs(found.higher))} {'higher' if found.higher > 0 else 'lower'}"
    moved = f"{number_text(found.rows, 0)} of {number_text(n, 0)} rows change cluster"
    rows = moved if found.rows else "no row changes cluster"
    before = f" {found.agreed} before it ended here." if found.agreed else ""
    return f"Start no. {seed} ends elsewhere: {where}, {rows}.{before}{lost}"


def _agreed(count: int, tried: int) -> str:
    """How many of the starts that were tried ended here too; the others failed."""
    if tried == 1:
        return "The one other start ended here too."
    if count == tried:
        return f"All {count} starts agreed: they ended here too."
    return f"{'One' if count == 1 else count} of {tried} other starts ended here too."


def _failed(count: int) -> str:
    return (
        "One failed or was an accident of a few rows or of rounding."
        if count == 1
        else f"{count} failed or were accidents of a few rows or of rounding."
    )
