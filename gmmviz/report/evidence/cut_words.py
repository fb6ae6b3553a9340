"""One column: what is said of the places where the owner changes, in the units of the file."""

import math
from dataclasses import dataclass

from gmmviz.em.evidence.cuts import Cut, CutInterval, balanced_cut, cuts
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.units import Units
from gmmviz.figures.log_axis import in_file_units
from gmmviz.figures.number_text import number_text
from gmmviz.thousands import percent

METHOD = (
    "At a cut two components are equally likely to own a value. Its interval: rows drawn anew with replacement, the "
    "mixture fitted again from this one, the cut found again (percentiles of the samples that have it; Efron and "
    "Tibshirani 1993). Shares are of all rows, by the fit."
)
MOST_DECIMALS = 12  # of a value close to zero


@dataclass(frozen=True)
class ToldCut:
    """A cut with its interval (nan before there is one), as fitted, and how many samples had it.

    `logged`: what is fitted is the natural logarithm of the column, and words and data are of the column itself.
    """

    cut: Cut
    low: float = float("nan")
    high: float = float("nan")
    samples: int = 0
    missing: float = 0.0
    logged: bool = False

    @property
    def place(self) -> float:
        """Where the cut is, in the file's units."""
        return in_file_units(self.cut.place, self.logged)

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

    >>> value(3.14159), value(12.345), value(0.00021), value(54_321.25)
    ('3.142', '12.35', '0.0002100', '54\u202f321.25')
    """
    if 0.0 < abs(place) < 1.0:
        return number_text(place, min(3 - math.floor(math.log10(abs(place))), MOST_DECIMALS))
    return number_text(place, 3 if abs(place) < 10.0 else 2)


def none_words(mixture: Mixture) -> str:
    """Why there is no cut."""
    return (
        f"There is no cut: one of the {mixture.k} components is the most likely owner everywhere, so the column alone "
        "tells nobody apart."
    )


def quote(mixture: Mixture, told: list[ToldCut], column: str) -> str:
    """A sentence to quote about the cut that parts two components of this column, or the cuts of more."""
    if mixture.k == 2 and told:
        first, *others = sorted(told, key=lambda each: not _between_means(mixture, each.cut))
        return " ".join([_sentence(mixture, first, column), *(_other(each) for each in others)])
    places = ", ".join(
        f"{value(each.place)}{f' ({each.interval})' if each.interval else ''}" for each in told
    )
    many = "95\u202f% bootstrap intervals in brackets; " if any(each.interval for each in told) else ""
    found = [each.cut for each in told]
    wrong = percent(sum(misplaced(mixture, found)), 1)
    owners = {owner for cut in found for owner in (cut.left, cut.right)}
    parted = f"{len(owners)} of the {mixture.k}" if len(owners) < mixture.k else f"the {mixture.k}"
    cuts_of = f"One cut of {column} parts" if len(told) == 1 else f"{len(told)} cuts of {column} part"
    nowhere = "".join(
        f" Component {j + 1} is the likeliest owner nowhere: all of its rows count as misplaced."
        for j in range(mixture.k)
        if j not in owners
    )
    return (
        f"{cuts_of} {parted} components: {places} ({many}by the fit, {wrong} of all rows lie where another component "
        f"is likelier).{nowhere}"
    )


def _sentence(mixture: Mixture, told: ToldCut, column: str) -> str:
    cut = told.cut
    interval = (
        f" (95\u202f% bootstrap interval {told.interval}, {told.samples} samples)" if told.interval else ""
    )
    balanced = in_file_units(balanced_cut(mixture, (cut.left, cut.right)), told.logged)
    return (
        f"At {column} = {value(told.place)}{interval} a value is as likely to come from component {cut.left + 1} as "
        f"from component {cut.right + 1}. By the fit, {percent(cut.wrong_left, 1)} of all rows come from component "
        f"{cut.left + 1} and lie above it, {percent(cut.wrong_right, 1)} come from component {cut.right + 1} and lie "
        f"below it; as many on either side at {value(balanced)}."
    )


def _other(told: ToldCut) -> str:
    interval = f" (95\u202f% bootstrap interval {told.interval})" if told.interval else ""
    return (
        f"The curves cross a second time at {value(told.place)}{interval}, since the wider component is the "
        "likelier one on both sides of the narrower."
    )


def misplaced(mixture: Mixture, found: list[Cut]) -> tuple[float, ...]:
    """The share of all rows, by the fit, that comes from each component (k,) and lies where another is the owner."""
    from math import erf, sqrt

    edges = [float("-inf"), *(cut.place for cut in found), float("inf")]
    owners = [cut.left for cut in found[:1]] + [cut.right for cut in found]
    shares = []
    for j in range(mixture.k):
        mean, sd = float(mixture.means[j, 0]), sqrt(float(mixture.covariances[j, 0, 0]))
        below = [0.5 * (1.0 + erf((edge - mean) / (sd * sqrt(2.0)))) for edge in edges]
        own = sum(below[i + 1] - below[i] for i, owner in enumerate(owners) if owner == j)
        shares.append(float(mixture.weights[j]) * (1.0 - own))
    return tuple(shares)


def cut_table(mixture: Mixture, told: list[ToldCut]) -> list[dict[str, str]]:
    """A row for each cut: who is on either side, where, how sure, and the misclassified shares."""
    return [
        {
            "below": f"component {each.cut.left + 1}",
            "above": f"component {each.cut.right + 1}",
            "cut": value(each.place),
            "95\u202f% interval": each.interval or "not yet",
            "errors balance at": _balanced(mixture, each),
            "of below, lying above": percent(each.cut.wrong_left, 2),
            "of above, lying below": percent(each.cut.wrong_right, 2),
        }
        for each in told
    ]


def _balanced(mixture: Mixture, told: ToldCut) -> str:
    """Where the errors balance; only the crossing between the two means has such a place."""
    if not _between_means(mixture, told.cut):
        return "not here"
    return value(in_file_units(balanced_cut(mixture, (told.cut.left, told.cut.right)), told.logged))


def _between_means(mixture: Mixture, cut: Cut) -> bool:
    """Whether a cut lies between the means it parts; the other crossing of the two may lie far outside the data."""
    means = mixture.means[:, 0]
    return bool(means[cut.left] < cut.place < means[cut.right])


def plain(mixture: Mixture, logged: bool = False) -> list[ToldCut]:
    """The cuts of a mixture of one column, without intervals."""
    return [ToldCut(cut, logged=logged) for cut in cuts(mixture)]


def told_cuts(
    mixture: Mixture, units: Units, found: tuple[CutInterval, ...], logged: bool = False
) -> list[ToldCut]:
    """The cuts of a mixture, with the intervals that were found in the coordinates of `units`."""
    told = plain(mixture, logged)
    if len(found) != len(told):
        return told
    centre, unit = float(units.centre[0]), float(units.unit[0])
    intervals = [known.interval for known in found]
    return [
        ToldCut(each.cut, low * unit + centre, high * unit + centre, len(known.places), known.missing, logged)
        for each, known, (low, high) in zip(told, found, intervals, strict=True)
    ]
