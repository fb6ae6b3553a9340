"""What is said of the columns of a table: roles, heaps, logarithms that are offered, cells that are missing."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.csv.columns.roles import MOST_PROPOSED, ROLES, Column
from gmmviz.data.dependence import heaps
from gmmviz.data.notices import Notice, counted, on_lines, quoted
from gmmviz.thousands import count_text, percent

ORDER = ("sparse", "duplicate", "constant", "identifier", "label", "date", "period", "category", "empty")
NOT_CHOSEN, FOR_WANT = ": not chosen", ": ticked all the same, for want of another"


def role_notices(columns: Sequence[Column], lines: NDArray[np.int64]) -> list[Notice]:
    """What was proposed for columns whose rows begin on these lines (n,), one sentence a role."""
    n = len(lines)
    notices = [derived_notice(column, lines) for column in columns if column.role == "derived"]
    ticked = ticked_for_want_of_features(columns)
    for role in ORDER:
        alike = [column for column in columns if column.role == role]
        for names in (
            [column.name for column in alike if column.name not in ticked],
            [column.name for column in alike if column.name in ticked],
        ):
            if names:
                text = f"{quoted(names)} {ROLES[role]}." if len(names) == 1 else plural(role, names)
                notices.append(
                    Notice(role, text.replace(NOT_CHOSEN, FOR_WANT) if names[0] in ticked else text)
                )
    if not any(column.role == "feature" for column in columns):
        notices.append(Notice("no feature", "No column looks like a measurement: choose columns yourself."))
    lost = Counter(
        {column.name: column.missing for column in columns if column.kind == "number" and column.missing}
    )
    if lost:
        worst = ", ".join(f"{count_text(count)} in {quoted([name])}" for name, count in lost.most_common(3))
        more = f" and {counted(len(lost) - 3, 'more column')}" if len(lost) > 3 else ""
        notices.append(Notice("missing", f"Of {counted(n, 'row')}, cells are missing: {worst}{more}."))
    skewed = [column.name for column in columns if column.role == "feature" and column.skewed]
    if skewed:
        button = f"Log of {quoted(skewed, 3)}".replace('"', "")
        notices.append(Notice("logarithm", long_tail_words(skewed), button=button, logs=tuple(skewed)))
    return notices


def long_tail_words(names: Sequence[str]) -> str:
    """That positive columns have a long upper tail, and what may help."""
    many = len(names) > 1
    return (
        f"{quoted(names)} {'are' if many else 'is'} positive and {'have' if many else 'has'} a long upper tail: "
        f"{'their' if many else 'its'} logarithm may suit a mixture better."
    )


def ticked_for_want_of_features(columns: Sequence[Column]) -> tuple[str, ...]:
    """Names of columns of numbers that are fitted at first because nothing looks like a measurement.

    What says which row it is, is not among them, unless there is nothing else in the file.
    """
    if any(column.role == "feature" for column in columns):
        return ()
    alone = sum(column.role != "empty" for column in columns) == 1
    return tuple(
        column.name
        for column in columns
        if column.kind == "number" and column.distinct > 1 and (alone or column.role != "identifier")
    )[:MOST_PROPOSED]


def no_measurement_words(columns: Sequence[Column]) -> str:
    """That no column of a table is proposed, and what its columns of numbers are."""
    numbers = [column for column in columns if column.kind == "number"]
    varied = [column.name for column in numbers if column.distinct > 1]
    names = varied or [column.name for column in numbers]
    said = ROLES["identifier" if varied else "constant"].partition(":")[0]
    if len(names) > 1:
        said = "look like identifiers" if varied else said.replace("has", "have")
    return f"No column is a measurement: {quoted(names)} {said}."


def derived_notice(column: Column, lines: NDArray[np.int64]) -> Notice:
    """One column that follows from others, which are named, and the rows in which it does not."""
    text = f"{quoted([column.name])} follows from {quoted(column.others)}"
    if not column.but:
        text += ": not chosen, since no ellipse has a width there."
        return Notice("derived", text, leave_out=(column.name,))
    where = lines[list(column.but)]
    text += f" in all rows but {count_text(len(where))} ({on_lines(where)}): not chosen. Look at what is written there."
    return Notice("derived", text, tuple(where.tolist()), leave_out=(column.name,))


def heap_notices(columns: Mapping[str, NDArray[np.float64]]) -> list[Notice]:
    """Values that very many rows share in columns (n,) by name, in one sentence with its consequence."""
    heaps_words, names = [], []
    for name, values in columns.items():
        for heap in heaps(values[:, None]):
            heaps_words.append(f"{quoted([name])} is {heap.value:g} in {percent(heap.share)} of rows")
            names.append(name)
    if not heaps_words:
        return []
    shown = (
        heaps_words[0]
        if len(heaps_words) == 1
        else f"{', '.join(heaps_words[:5][:-1])} and {heaps_words[:5][-1]}"
    )
    more = f" (and {counted(len(heaps_words) - 5, 'more column')} like these)" if len(heaps_words) > 5 else ""
    many = len(heaps_words) > 1
    text = (
        f"{shown}{more}: a component will shrink onto {'such values' if many else 'that value'}. "
        f"Leave {'the columns' if many else 'the column'} out, or filter these rows away."
    )
    return [Notice("heap", text, (), f"Leave out {quoted(names, 3)}".replace('"', ""), (), tuple(names))]


def plural(role: str, names: Sequence[str]) -> str:
    """The sentence about several columns of one role."""
    said = ROLES[role]
    for one, many in (
        ("looks", "look"),
        ("holds", "hold"),
        ("tells", "tell"),
        ("has", "have"),
        ("is ", "are "),
        ("repeats", "repeat"),
    ):
        said = said.replace(one, many)
    said = said.replace("an identifier", "identifiers").replace("another column", "other columns")
    return f"{quoted(names)} {said}."
