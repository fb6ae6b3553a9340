"""Sentinels: numbers that stand for a missing value, such as -999 apart from all others. Taken as missing, or asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.csv.columns.resolving import Resolved
from gmmviz.data.csv.columns.styles import NumberStyle, number, values_of
from gmmviz.data.csv.reading import Reading
from gmmviz.data.notices import Notice, counted, quoted
from gmmviz.thousands import count_text

SENTINELS = (
    *(-9.0, -99.0, -999.0, -9999.0, -99999.0, -999999.0, 99.0, 999.0, 9999.0, 99999.0, 999999.0, 9999999.0),
    *(-1e20, 1e20, -1e30, 1e30),
)
MIN_WITNESSES = 2  # columns in which a value stands apart, for it to be suspected in others too
MIN_SENTINEL_OF_A_ROW = 999  # from this on a value that stands in a single row is asked about
MIN_NEGATIVE_SENTINEL = 99  # below zero: from this on nothing but its sign need tell it apart
FAR_RANGE_RATIO, FAR_GAP_RATIO = 3, 3  # how often the range of all others, the gaps between those next to it
MIN_VALUES = 3  # other values of a column from which something is taken
MIN_OTHER_VALUES = 5  # other values that tell how far apart these are
STANDS_APART, IS_ASKED_ABOUT = "apart", "asked about"  # how a value that ends a column stands to all others
FREQUENCY_RATIO = 5  # how often as often as any other value, for one amid the others


@dataclass(frozen=True)
class Suspect:
    """A value of the column in `place` that may stand for missing, in `count` rows.

    It is taken for that where it is `sure`. `apart` from all others, or amid them and far more often than any. One that
    is only `asked` about is no more than the end of a gap: it stays, whatever it stands for in other columns.
    """

    place: int
    count: int
    sure: bool
    apart: bool = True
    asked: bool = False


def without_sentinels(
    names: Sequence[str], columns: Sequence[Resolved], reading: Reading
) -> tuple[list[Resolved], dict[str, tuple[str, ...]], list[Notice]]:
    """Columns with sentinels as missing, which these are by column, and a sentence for each, with its columns.

    A value is taken for missing where it is in several rows, and apart from all others. One in a single row, one
    amid the others, and one that a person has kept, is only mentioned; nothing is said of one that a column is to have
    as the file has it with which it is to agree.
    """
    left, notices = list(columns), []
    codes: dict[str, tuple[str, ...]] = {}
    agreed = {
        name: values_of(convention.kept, NumberStyle()).values() for name, convention in reading.conventions
    }
    for value, suspected in suspects(columns):
        found = [each for each in suspected if value not in agreed.get(names[each.place], ())]
        if not found:
            continue
        known = any(number(word, NumberStyle()) == value for word in reading.kept)
        taken = any(each.sure for each in found) and not known
        for each in found if taken else []:
            column = left[each.place]
            assert column.numbers is not None
            numbers = np.where(column.numbers == value, np.nan, column.numbers)
            left[each.place] = replace(column, numbers=numbers, missing=column.missing + each.count)
            codes[names[each.place]] = (*codes.get(names[each.place], ()), written(value))
        about = tuple(names[each.place] for each in found)
        said = sentence(value, about, found)
        if taken:
            button, kept = f"Keep {written(value)} as a number", (("kept", (written(value),)),)
            notices.append(
                Notice("coded missing", f"{said}: taken as missing.", (), button, kept, about=about)
            )
        else:
            ending = "kept as a number." if known else "if that stands for missing, say so."
            button = f"Take {written(value)} as missing"
            pairs = tuple((name, written(value)) for name in about)
            overrule = (("missing_in", pairs),)
            notices.append(Notice("sentinel", f"{said}: {ending}", (), button, overrule, about=about))
    return left, codes, notices


def written(value: float) -> str:
    """A code as a person writes it: 9999999, not 1e+07.

    >>> written(-999.0), written(9999999.0)
    ('-999', '9999999')
    """
    return f"{value:.15g}"


def suspects(columns: Sequence[Resolved]) -> Iterator[tuple[float, list[Suspect]]]:
    """Values with the columns in which they stand apart; of one that does in two, also others that end with it."""
    found: dict[tuple[float, bool, bool], list[Suspect]] = {}
    ending: dict[float, list[Suspect]] = {}
    for place, column in enumerate(columns):
        if column.numbers is None:
            continue
        present = column.numbers[~np.isnan(column.numbers)]
        for value, count, how, sure in at_the_ends(present):
            if how:
                asked = how == IS_ASKED_ABOUT
                found.setdefault((value, True, asked), []).append(Suspect(place, count, sure, asked=asked))
                present = present[present != value]
            elif all(each.place != place for each in ending.setdefault(value, [])):
                ending[value].append(Suspect(place, count, sure))
        for value, count in amid(present):
            found.setdefault((value, False, True), []).append(
                Suspect(place, count, sure=False, apart=False, asked=True)
            )
    for value, more in alone_below_zero(found, ending).items():
        found.setdefault((value, True, True), []).extend(more)
    for (value, _, asked), seen in found.items():
        if not asked and len(seen) >= MIN_WITNESSES:
            places = {each.place for each in seen}
            more = [each for each in ending.get(value, ()) if each.place not in places]
            seen += [replace(each, sure=seen[0].sure) for each in more]
        yield value, sorted(seen, key=lambda each: each.place)


def alone_below_zero(
    found: Mapping[tuple[float, bool, bool], Sequence[Suspect]], ending: Mapping[float, Sequence[Suspect]]
) -> dict[float, list[Suspect]]:
    """Values such as -99 that alone are below zero in a column where other columns have a sentinel below zero.

    They are asked about, unless they are taken with those of other columns that have the same one.
    """
    apart = {
        value: seen for (value, apart, asked), seen in found.items() if apart and not asked and value < 0
    }
    result: dict[float, list[Suspect]] = {}
    for value, seen in ending.items():
        if value >= 0 or len(apart.get(value, ())) >= MIN_WITNESSES:
            continue
        ruled_out = {each.place for each in apart.get(value, ())}
        for each in seen:
            others = any(each.place != other.place for several in apart.values() for other in several)
            if others and each.place not in ruled_out:
                result.setdefault(value, []).append(replace(each, sure=False, asked=True))
    return result


def at_the_ends(present: NDArray[np.float64]) -> Iterator[tuple[float, int, str, bool]]:
    """Sentinels that end a column (n,): each with its count, how it stands to the others, and if it is surely missing.

    It is APART from them, or ASKED about: common, and behind a gap. Else it only ends with it: blank.

    Behind one that is apart there may be another: -9 for no answer, -99 for not asked.
    """
    again = True
    while again and len(present) > 2:
        again = False
        for value in sorted({float(present.min()), float(present.max())}.intersection(SENTINELS)):
            others = present[present != value]
            count = len(present) - len(others)
            apart = stands_apart(value, count, others)
            asked = 0 < value < MIN_SENTINEL_OF_A_ROW and count > 2 and is_beyond(value, np.unique(others))
            how = STANDS_APART if apart else IS_ASKED_ABOUT if asked else ""
            if how or abs(value) >= MIN_SENTINEL_OF_A_ROW or (value < 0 <= others.min(initial=0.0)):
                yield (
                    value,
                    count,
                    how,
                    apart and 1 < count <= len(others) and len(np.unique(others)) >= MIN_VALUES,
                )
            if apart:
                present, again = others, True
                break


def stands_apart(value: float, count: int, others: NDArray[np.float64]) -> bool:
    """True if a value that is there so many times is far from all others (m,), or alone at their end, and no slip."""
    if len(others) < 2 or (count < 2 and abs(value) < MIN_SENTINEL_OF_A_ROW):
        return False
    with np.errstate(over="ignore"):  # values near the end of the range of floats
        if abs(value - np.median(others)) > FAR_RANGE_RATIO * np.ptp(others):
            return True
    if value < 0 and (others[~np.isin(others, SENTINELS)] < 0).any():  # no sign of its own
        return False
    if value < 0 and -value >= (MIN_NEGATIVE_SENTINEL if count > 1 else MIN_SENTINEL_OF_A_ROW):
        return True
    if count < 2 or 0 < value < MIN_SENTINEL_OF_A_ROW:
        return False
    different, counts = np.unique(others, return_counts=True)
    return bool(value < 0 and count > counts.max()) or is_beyond(value, different)


def is_beyond(value: float, different: NDArray[np.float64]) -> bool:
    """True if a value is further from the next of the different others (m,), which rise, than these are from theirs."""
    if len(different) < MIN_OTHER_VALUES:
        return False
    half = len(different) // 2
    near = different[: half + 1] if value < different[0] else different[half:]
    gap = min(abs(value - different[0]), abs(value - different[-1]))
    return bool(gap > FAR_GAP_RATIO * np.diff(near).max())


def amid(present: NDArray[np.float64]) -> Iterator[tuple[float, int]]:
    """Sentinels of a column (n,) that are far commoner than any other value, with their counts."""
    if not len(present):
        return
    low, high = present.min(), present.max()
    for value in SENTINELS:
        if not low <= value <= high or abs(value) < MIN_NEGATIVE_SENTINEL:
            continue
        count = int((present == value).sum())
        if count > FREQUENCY_RATIO and count > FREQUENCY_RATIO * np.unique(
            present[present != value], return_counts=True
        )[1].max(initial=1):
            yield value, count


def sentence(value: float, names: Sequence[str], found: Sequence[Suspect]) -> str:
    """The beginning of the sentence about a value and the columns that have it."""
    apart = found[0].apart
    if len(names) == 1:
        how = "apart from all its other values" if apart else "far more often than any other value"
        return f"{quoted(names)} is {written(value)} in {counted(found[0].count, 'row')}, {how}"
    shown = [
        f"{quoted([name])} ({count_text(each.count)})" for name, each in zip(names[:5], found, strict=False)
    ]
    more = f" and {count_text(len(names) - 5)} more" if len(names) > 5 else ""
    how = "stands apart from all other values" if apart else "is far more often there than any other value"
    return f"{written(value)} {how}, in {', '.join(shown)}{more} rows"
