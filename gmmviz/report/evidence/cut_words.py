"""One column: what is said of the places where the owner changes, in the units of the file."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gmmviz.data.notices import counted
from gmmviz.em.evidence.cuts import Cut, CutInterval, between_neighbours, cuts, share_between
from gmmviz.em.kernel.naming import listed
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.search.intervals import MIN_RESAMPLES
from gmmviz.em.units import Units
from gmmviz.figures.cut_figure import WRITTEN_OUT
from gmmviz.figures.log_axis import file_number, in_file_units
from gmmviz.figures.number_text import number_text
from gmmviz.thousands import MINUS, percent

AT_A_CUT = "At a cut two components are equally likely to own a value."
METHOD = (
    f"{AT_A_CUT} Its interval: rows drawn anew with replacement, the mixture fitted again from this one, the cut found "
    "again (percentiles of the samples that have it; Efron and Tibshirani 1993)."
)
SHARES = (
    "Shares are of all rows, by the fitted curves, as far as the next cut. Where it is said how surely "
    "rows are assigned, shares are of each component's own rows, by their posteriors; so the two differ. "
    "Errors balance where the two shares of a cut would be equal, were that cut alone moved there; "
    "that is seldom where the owner changes."
)
MAX_CUT_DECIMALS = 12  # of a value close to zero


@dataclass(frozen=True)
class WrittenCut:
    """A cut with its interval (nan before there is one), as fitted, and how many `samples` of those `drawn` had it.

    `failed` samples had no fit; `missing` is the share of the others in which the two do not meet.

    `logged`: what is fitted is the natural logarithm of the column, and words and data are of the column itself.
    `outside`: the curves cross beyond the data, `below_data` or above them, so nothing is cut there.
    """

    cut: Cut
    low: float = float("nan")
    high: float = float("nan")
    samples: int = 0
    missing: float = 0.0
    drawn: int = 0
    failed: int = 0
    logged: bool = False
    outside: bool = False
    below_data: bool = False

    @property
    def place(self) -> float:
        """Where the cut is, in the file's units."""
        return in_file_units(self.cut.place, self.logged)

    @property
    def balance(self) -> float:
        """Where the errors of this cut balance, in the file's units."""
        return in_file_units(self.cut.balanced, self.logged)

    @property
    def ends(self) -> tuple[float, float]:
        """The interval in the file's units; nan before it is known."""
        return in_file_units(self.low, self.logged), in_file_units(self.high, self.logged)

    @property
    def interval(self) -> str:
        """The interval in words; empty before it is known."""
        if math.isnan(self.low):
            return ""
        low, high = self.ends
        return f"{value(low)} to {value(high)}"


def value(place: float) -> str:
    """A value of the column, with four digits that count.

    >>> value(3.14159), value(12.345), value(0.00021), value(54_321.25), value(-1.23456e-20)
    ('3.142', '12.35', '0.0002100', '54\u202f321.25', '−1.235·10⁻²⁰')
    """
    if place and math.isfinite(place) and not WRITTEN_OUT[0] <= abs(place) < WRITTEN_OUT[1]:
        return f"{MINUS * (place < 0.0)}{file_number(float(f'{abs(place):.3e}'))}"
    if 0.0 < abs(place) < 1.0:
        return number_text(place, min(3 - math.floor(math.log10(abs(place))), MAX_CUT_DECIMALS))
    return number_text(place, 3 if abs(place) < 10.0 else 2)


def none_words(mixture: Mixture) -> str:
    """Why there is no cut."""
    return (
        f"There is no cut: one of the {mixture.k} components is the most likely owner everywhere, so the column alone "
        "separates no two of them."
    )


def quote(mixture: Mixture, written: list[WrittenCut], column: str) -> str:
    """A sentence to quote about the cut that parts two components of this column, or the cuts of more."""
    inside = [each for each in written if not each.outside]
    if not inside:
        first = _no_cut_inside(written, column)
    elif mixture.k == 2 and len(inside) == 1:
        first = _one_cut(inside[0], column)
    elif mixture.k == 2:
        first = _two_cuts(mixture, inside, column)
    else:
        first = _many_cuts(mixture, inside, column)
    return first + _outside(written)


def _no_cut_inside(written: list[WrittenCut], column: str) -> str:
    """That one component owns all data: the one above the last crossing below them, or below the first above them."""
    below = [each for each in written if each.below_data]
    owner = below[-1].cut.right if below else written[0].cut.left
    return f"No cut lies within the data: everywhere there component {owner + 1} is the likeliest owner of {column}."


def _one_cut(written: WrittenCut, column: str) -> str:
    cut = written.cut
    return (
        f"At {column} = {_with_interval(written)} a value is as likely to come from component {cut.left + 1} as "
        f"from component {cut.right + 1}. By the fit, {percent(cut.wrong_left, 1)} of all rows come from component "
        f"{cut.left + 1} and lie above it, {percent(cut.wrong_right, 1)} come from component {cut.right + 1} and lie "
        f"below it; were the cut at {value(written.balance)}, as many rows of either would lie on the wrong side."
    )


def _two_cuts(mixture: Mixture, written: list[WrittenCut], column: str) -> str:
    low, high = written
    inner, outer = low.cut.right, low.cut.left
    wrong = misplaced(mixture, [each.cut for each in written])
    return (
        f"At {column} = {_with_interval(low)} and at {_with_interval(high)} a value is as likely to come from either "
        f"component: between them component {inner + 1} is the likelier one, on both sides component {outer + 1}, "
        f"which is wider. By the fit, {percent(wrong[outer], 1)} of all rows come from component {outer + 1} and lie "
        f"between them, {percent(wrong[inner], 1)} come from component {inner + 1} and lie outside."
    )


def _many_cuts(mixture: Mixture, written: list[WrittenCut], column: str) -> str:
    places = ", ".join(
        f"{value(each.place)}{f' ({each.interval})' if each.interval else ''}" for each in written
    )
    known = [each.samples for each in written if each.interval]
    of = counted(max(known, default=0), "sample")
    of = of if len(set(known)) < 2 else f"{min(known)} to {of}"
    many = f"95\u202f% bootstrap intervals in brackets, from {of}; " if known else ""
    found = [each.cut for each in written]
    wrong = percent(sum(misplaced(mixture, found)), 1)
    owners = {owner for cut in found for owner in (cut.left, cut.right)}
    separated = f"{len(owners)} of the {mixture.k}" if len(owners) < mixture.k else f"the {mixture.k}"
    cuts_of = f"One cut of {column} parts" if len(written) == 1 else f"{len(written)} cuts of {column} part"
    nowhere = "".join(
        f" Component {j + 1} is the likeliest owner nowhere among the data: all of its rows count as misplaced."
        for j in range(mixture.k)
        if j not in owners
    )
    return (
        f"{cuts_of} {separated} components: {places} ({many}by the fit, {wrong} of all rows lie in another component's "
        f"part).{nowhere}"
    )


def _with_interval(written: WrittenCut) -> str:
    if not written.interval:
        return value(written.place)
    samples = counted(written.samples, "sample")
    return f"{value(written.place)} (95\u202f% bootstrap interval {written.interval}, {samples})"


def sample_words(written: Sequence[WrittenCut]) -> str:
    """Which samples have a cut and which have not, and why there is no interval; empty where all have all cuts.

    Empty, too, before a sample is drawn: what that means is for the page to say.
    """
    inside = [each for each in written if not each.outside and each.drawn]
    if not inside:
        return ""
    drawn, failed = inside[0].drawn, inside[0].failed
    if failed == drawn:
        return f"No interval: none of {counted(drawn, 'sample')} has a fit."
    lost = "has no fit and does" if failed == 1 else "have no fit and do"
    sentences = [f"{failed} of {counted(drawn, 'sample')} {lost} not count."] if failed else []
    for each in inside:
        few = "" if each.interval else f": too few for an interval, which needs {MIN_RESAMPLES}"
        if few or each.missing > 0.0:
            others = "; in the others the two do not meet" if each.missing > 0.0 else ""
            sentences.append(
                f"The cut at {value(each.place)} is in {each.samples} of {counted(drawn - failed, 'fitted sample')}"
                f"{others}{few}."
            )
    return " ".join(sentences)


def _outside(written: list[WrittenCut]) -> str:
    """Where the curves cross beyond the data; empty where they do not."""
    places = [value(each.place) for each in written if each.outside]
    if not places:
        return ""
    return f" The curves also cross outside the data, at {listed(places)}: nothing is cut there."


def misplaced(mixture: Mixture, found: list[Cut]) -> tuple[float, ...]:
    """The share of all rows, by the fit, that comes from each component (k,) and lies where another is the owner."""
    edges = [float("-inf"), *(cut.place for cut in found), float("inf")]
    owners = [cut.left for cut in found[:1]] + [cut.right for cut in found]
    spans = list(zip(owners, edges[:-1], edges[1:], strict=True))
    return tuple(
        sum(share_between(mixture, j, (low, high)) for owner, low, high in spans if owner != j)
        for j in range(mixture.k)
    )


def cut_table(written: list[WrittenCut]) -> list[dict[str, str]]:
    """A row for each cut among the data: who is on either side, where, how sure, and the misclassified shares."""
    return [
        {
            "below": f"component {each.cut.left + 1}",
            "above": f"component {each.cut.right + 1}",
            "cut": value(each.place),
            "95\u202f% interval": each.interval or NOT_KNOWN,
            "errors balance at": value(each.balance),
            "of below, lying above": percent(each.cut.wrong_left, 2),
            "of above, lying below": percent(each.cut.wrong_right, 2),
        }
        for each in written
        if not each.outside
    ]


NOT_KNOWN = "not known"


Span = tuple[float, float]


def plain(mixture: Mixture, logged: bool = False, data: Span = (-math.inf, math.inf)) -> list[WrittenCut]:
    """The cuts of a mixture of one column, without intervals; `data` are the least and the largest value, as fitted."""
    low, high = data
    found = cuts(mixture)
    inside = iter(between_neighbours(mixture, [cut for cut in found if low < cut.place < high]))
    return [
        WrittenCut(next(inside), logged=logged)
        if low < cut.place < high
        else WrittenCut(cut, logged=logged, outside=True, below_data=cut.place <= low)
        for cut in found
    ]


def written_cuts(
    mixture: Mixture,
    units: Units,
    found: tuple[CutInterval, ...],
    logged: bool = False,
    data: Span = (-math.inf, math.inf),
) -> list[WrittenCut]:
    """The cuts of a mixture, with the intervals that were found in the coordinates of `units`."""
    written = plain(mixture, logged, data)
    if len(found) != len(written):
        return written
    centre, unit = float(units.centre[0]), float(units.unit[0])
    with_intervals = []
    for each, known in zip(written, found, strict=True):
        low, high = (end * unit + centre for end in known.interval)
        with_intervals.append(
            replace(
                each,
                low=low,
                high=high,
                samples=len(known.known),
                missing=known.missing,
                drawn=known.drawn,
                failed=known.failed,
            )
        )
    return with_intervals
