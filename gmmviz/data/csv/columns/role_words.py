"""What is said of the columns of a table: roles, heaps, logarithms that are offered, cells that are missing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.csv.columns.roles import MAX_PROPOSED, ROLES, Column
from gmmviz.data.csv.heaps import heaps
from gmmviz.data.notices import Notice, counted, on_lines, quoted
from gmmviz.thousands import count_text, percent

ROLE_ORDER = ("sparse", "duplicate", "constant", "identifier", "label", "date", "period", "category", "empty")
NOT_CHOSEN_WORDS, HELD_OUT_WORDS, CHOSEN_WORDS = "not chosen", "held out for comparing", "chosen all the same"
FOR_WANT = "ticked all the same, for want of another"


@dataclass(frozen=True)
class Fitted:
    """What is fitted of a table: names of columns, those of them that are logged, and the label that is held out.

    `reported` names columns of which it is said elsewhere that no ellipse has a width there.
    """

    columns: tuple[str, ...]
    label: str | None = None
    logs: tuple[str, ...] = ()
    reported: frozenset[str] = frozenset()


def proposal(columns: Sequence[Column]) -> Fitted:
    """What is fitted at first: features; failing these, what is numeric, varies and is no number of a row."""
    features = tuple(column.name for column in columns if column.role == "feature")
    label = next((column.name for column in columns if column.role == "label"), None)
    return Fitted(features[:MAX_PROPOSED] or ticked_for_want_of_features(columns), label)


def role_notices(
    columns: Sequence[Column], lines: NDArray[np.int64], fitted: Fitted | None = None
) -> list[Notice]:
    """What columns whose rows begin on these lines (n,) seem to be, and what is made of them: one sentence a role.

    `fitted` is what is proposed unless it is given.
    """
    n = len(lines)
    proposed = proposal(columns)
    fitted = proposed if fitted is None else fitted
    by_proposal = {*fitted.columns} == {*proposed.columns}
    there = [column for column in columns if column.name not in fitted.reported]
    notices = [derived_notice(column, lines, fitted) for column in there if column.role == "derived"]
    for role in ROLE_ORDER:
        alike = [column.name for column in there if column.role == role]
        for made in (NOT_CHOSEN_WORDS, HELD_OUT_WORDS, CHOSEN_WORDS):
            if names := [name for name in alike if made_of(name, fitted) == made]:
                text = f"{quoted(names)} {ROLES[role]}." if len(names) == 1 else plural(role, names)
                ending = FOR_WANT if made == CHOSEN_WORDS and by_proposal else made
                notices.append(Notice(role, f"{text.rpartition(': ')[0]}: {ending}."))
    if not any(column.role == "feature" for column in columns):
        notices.append(no_feature_notice(columns, by_proposal))
    lost = Counter(
        {column.name: column.missing for column in columns if column.kind == "number" and column.missing}
    )
    if lost:
        worst = ", ".join(f"{count_text(count)} in {quoted([name])}" for name, count in lost.most_common(3))
        more = f" and {counted(len(lost) - 3, 'more column')}" if len(lost) > 3 else ""
        notices.append(Notice("missing", f"Of {counted(n, 'row')}, cells are missing: {worst}{more}."))
    skewed = [
        column.name
        for column in columns
        if column.role == "feature" and column.skewed and column.name in fitted.columns
    ]
    if skewed := [name for name in skewed if name not in fitted.logs]:
        button = f"Log of {quoted(skewed, 3)}".replace('"', "")
        notices.append(Notice("logarithm", long_tail_words(skewed), button=button, logs=tuple(skewed)))
    return notices


def made_of(name: str, fitted: Fitted) -> str:
    """What is made of a column: chosen, held out as the label, or neither."""
    if name in fitted.columns:
        return CHOSEN_WORDS
    return HELD_OUT_WORDS if name == fitted.label else NOT_CHOSEN_WORDS


def no_feature_notice(columns: Sequence[Column], by_proposal: bool) -> Notice:
    """That nothing looks like a measurement, and what to do where something can be done and is not."""
    if not any(column.kind == "number" and column.distinct > 1 for column in columns):
        return Notice("no feature", "No column of numbers varies: there is nothing to choose.")
    what = ": choose columns yourself" if by_proposal else ""
    return Notice("no feature", f"No column looks like a measurement{what}.")


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
    )[:MAX_PROPOSED]


def no_measurement_words(columns: Sequence[Column]) -> str:
    """That no column of a table is proposed, and what its columns of numbers are."""
    numbers = [column for column in columns if column.kind == "number"]
    varied = [column.name for column in numbers if column.distinct > 1]
    names = varied or [column.name for column in numbers]
    said = ROLES["identifier" if varied else "constant"].partition(":")[0]
    if len(names) > 1:
        said = "look like identifiers" if varied else said.replace("has", "have")
    return f"No column is a measurement: {quoted(names)} {said}."


def derived_notice(column: Column, lines: NDArray[np.int64], fitted: Fitted) -> Notice:
    """One column that follows from others, which are named, the rows in which it does not, and what is made of it."""
    text = f"{quoted([column.name])} follows from {quoted(column.others)}"
    text += " up to rounding" if column.rounded else ""
    made = made_of(column.name, fitted)
    if not column.but:
        beside = (
            not column.rounded
            and made == NOT_CHOSEN_WORDS
            and set(column.others) <= {*fitted.columns} - {*fitted.logs}
        )
        text += f": {made}{', since no ellipse has a width there' if beside else ''}."
        return Notice("derived", text, leave_out=(column.name,))
    where = lines[list(column.but)]
    text += f" in all rows but {count_text(len(where))} ({on_lines(where)}): {made}. Look at what is written there."
    return Notice("derived", text, tuple(where.tolist()), leave_out=(column.name,))


def heap_notices(columns: Mapping[str, NDArray[np.float64]], logs: Sequence[str] = ()) -> list[Notice]:
    """Values that very many rows share in columns (n,) by name, in one sentence with its consequence.

    Of a column in `logs`, rows without a logarithm are not fitted: nothing shrinks onto a value that has none.
    """
    heaps_words, names = [], []
    for name, values in columns.items():
        for heap in heaps(values[:, None]):
            if name in logs and heap.value <= 0:
                continue
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
        ("follows", "follow"),
        ("holds", "hold"),
        ("says", "say"),
        ("has", "have"),
        ("is ", "are "),
        ("repeats", "repeat"),
    ):
        said = said.replace(one, many)
    said = said.replace("an identifier", "identifiers").replace("another column", "other columns")
    return f"{quoted(names)} {said}."
