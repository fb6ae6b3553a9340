"""The receipt: what was read, what was left out and why, and what matters before fitting."""

from collections.abc import Hashable, Sequence

import numpy as np
import streamlit as st

from gmmviz.data import Account, Points, Table
from gmmviz.data.account import READING
from gmmviz.data.concerns import concerns
from gmmviz.data.csv.columns.role_words import Fitted
from gmmviz.data.csv.of_rows import notices_of
from gmmviz.data.notices import Notice, counted, quoted
from gmmviz.data.selection import dropped_notice, receipt_notices
from gmmviz.em import parameter_count
from gmmviz.figures.escape import markdown_text
from gmmviz.report.rows.own_units import rows_chosen
from gmmviz.scenario import UPLOAD, Scenario
from gmmviz.thousands import count_text
from gmmviz.ui.data import one_click
from gmmviz.ui.frame import session
from gmmviz.ui.take_away import taking
from gmmviz.ui.work import sources

NOTICES = "notices"
SHOWN_NOTICES = 2  # below the title line, which makes the receipt three lines
SENTENCE = 400  # characters of a notice
LISTED_LINES = 300
SAID_ELSEWHERE = {"missing"}  # rows left out have a line of their own


def receipt() -> None:
    """Title line with the way on, the sentences that matter most, the rest folded, and concerns."""
    scenario = session.scenario()
    try:
        found = sources.points(scenario)
    except sources.NoPoints as problem:
        _without_points(scenario, problem)
        return
    own = scenario.data.startswith(UPLOAD)
    read = sources.table(scenario) if own else None
    rows = found.n if found.account is None else found.account.in_file
    total = len(read.columns) if read else len(sources.points(_whole(scenario)).columns)
    kept = f"{count_text(found.n)} of {count_text(rows)} rows" if found.n < rows else counted(rows, "row")
    across = (
        f"{count_text(found.d)} of {count_text(total)} columns"
        if found.d < total
        else counted(total, "column")
    )
    _title(found.title, f"{kept}, {across}", found)
    notices, worries = sources.kept(NOTICES, _said_of(scenario), lambda: _notices(scenario, read, found))
    wide = "" if read is None else _wide(scenario, found, len(read.features))
    _sentences(found, notices, wide)
    for notice in worries:
        st.warning(markdown_text(notice.text, limit=SENTENCE), icon="⚠️")
    with st.container(horizontal=True, key="receipt-ways-out", gap="small"):
        one_click.buttons([*notices, *worries])


def _without_points(scenario: Scenario, problem: sources.NoPoints) -> None:
    """Why nothing can be fitted; of a file that was read, its size, its notices and their buttons all the same."""
    read = _read(scenario)
    size = ""
    if read is not None:
        rows = Account(len(read.lines), read.lost).in_file
        size = f"{counted(rows, 'row')}, {counted(len(read.columns), 'column')}"
    _title(sources.title_of_key(scenario.data), size, None)
    if not isinstance(problem, sources.NeedsFile):
        st.error(markdown_text(str(problem), limit=SENTENCE))
    if read is None:
        return
    fitted = Fitted(sources.chosen_columns(read, scenario), scenario.label, scenario.logs)
    notices = notices_of(read, np.ones(len(read.lines), dtype=np.bool_), fitted)
    if notices:
        with st.container(horizontal=True, key="receipt", vertical_alignment="center", gap="small"):
            shown, folded = _parted(notices, SHOWN_NOTICES)
            st.markdown(_paragraph(shown))
            _smaller(folded)
    with st.container(horizontal=True, key="receipt-ways-out", gap="small"):
        one_click.buttons(notices)


def _read(scenario: Scenario) -> Table | None:
    """The table of a scenario's file; None where there is no file, or it is no table."""
    try:
        return sources.table(scenario) if scenario.data.startswith(UPLOAD) else None
    except sources.NoPoints:
        return None


def _said_of(scenario: Scenario) -> tuple[Hashable, ...]:
    """What the notices of a scenario hang on."""
    columns = (scenario.columns, scenario.logs, scenario.label, scenario.filters)
    return (scenario.data, scenario.reading, scenario.scaling, scenario.settings, columns)


def _notices(
    scenario: Scenario, read: Table | None, found: Points
) -> tuple[tuple[Notice, ...], tuple[Notice, ...]]:
    """What is said of a scenario's file, if it has one, and what is worth knowing before a fit."""
    parameters = parameter_count(scenario.settings, found.d)
    if read is None:
        return (), concerns(found, parameters)
    return receipt_notices(read, found, scenario.label, parameters)


def _whole(scenario: Scenario) -> Scenario:
    return Scenario(data=scenario.data)


def _title(name: str, size: str, found: Points | None) -> None:
    with st.container(horizontal=True, key="receipt-title", vertical_alignment="center"):
        with st.container(key="title"):
            st.markdown(f"# **{markdown_text(name)}** {markdown_text(size, limit=200)}")
        if found is not None:
            ways_on()


def ways_on() -> None:
    """Buttons to where the data are used."""
    taking.button()
    if st.button("Choose K", key="to choose"):
        session.turn_page("choose.py")
    if st.button("Watch it fit", type="primary", key="to watch"):
        session.turn_page("watch.py")


def _wide(scenario: Scenario, found: Points, features: int) -> str:
    """What is said of a file with too many columns to propose them all."""
    if scenario.columns or features <= found.d:
        return ""
    return f"{count_text(features)} columns could be fitted: the first {found.d} are chosen."


def _sentences(found: Points, notices: Sequence[Notice], wide: str) -> None:
    """What was left out first, then the heaviest notices and those with a button; the smaller ones are folded."""
    dropped = found.dropped
    lines = [f"Only some rows are fitted, {rows_chosen(found)}."] if found.filters else []
    if (left_out := left_out_sentence(found)) is not None:
        lines.append(left_out)
    if wide:
        lines.append(wide)
    others = [notice for notice in notices if notice.kind not in SAID_ELSEWHERE or not lines]
    shown, folded = _parted(others, max(SHOWN_NOTICES - len(lines), 0))
    with st.container(horizontal=True, key="receipt", vertical_alignment="center", gap="small"):
        st.markdown(_paragraph([*lines, *shown]) or found_sentence(found))
        if dropped is not None and len(dropped.rows):
            with st.popover("Which rows"):
                _left_out(found)
        _smaller(folded)


def _parted(notices: Sequence[Notice], room: int) -> tuple[list[str], list[str]]:
    """What is shown, the first of the notices and those with a button, and what is folded."""
    pressed = one_click.with_buttons(notices)
    shown = [each.text for place, each in enumerate(notices) if place < room or each in pressed]
    return shown, [each.text for place, each in enumerate(notices) if place >= room and each not in pressed]


def _paragraph(texts: list[str]) -> str:
    return "  \n".join(markdown_text(text, limit=SENTENCE) for text in texts)


def _smaller(texts: list[str]) -> None:
    if texts:
        with st.popover(f"{counted(len(texts), 'smaller notice')}"):
            st.markdown("\n".join(f"- {markdown_text(text, limit=SENTENCE)}" for text in texts))


def left_out_sentence(found: Points) -> str | None:
    """How many rows were lost, while the file was read too, and why; None if none were."""
    losses = [] if found.account is None else [loss for loss in found.account.losses if loss.stage == READING]
    chosen = None if found.dropped is None else dropped_notice(found.dropped)
    if not losses:
        return None if chosen is None else chosen.text
    only = losses[0].sentence().partition(" with ")[2]
    unread = only if len(losses) == 1 else ", ".join(loss.sentence() for loss in losses)
    count = sum(loss.rows for loss in losses)
    text = f"{counted(count, 'row')} of the file {'was' if count == 1 else 'were'} not read: {unread}."
    return text if chosen is None else f"{chosen.text} {text}"


def found_sentence(found: Points) -> str:
    """What to say where there is nothing to report."""
    return markdown_text(
        found.sentence or "Everything was read as it is; nothing was left out.", limit=SENTENCE
    )


def _left_out(found: Points) -> None:
    """Which column costs how many rows, and the lines of the rows."""
    dropped = found.dropped
    assert dropped is not None
    table = ["| column | missing | rows lost by it alone |", "| --- | --: | --: |"]
    for cost in dropped.costs[:30]:
        table.append(
            f"| {markdown_text(cost.column)} | {count_text(cost.missing)} | {count_text(cost.alone)} |"
        )
    st.markdown("\n".join(table))
    if (more := len(dropped.costs) - 30) > 0:
        st.markdown(f"and {counted(more, 'more column')}")
    dearest = dropped.costs[0]
    if dearest.alone and found.d > 1:
        st.markdown(
            f"Without {markdown_text(quoted([dearest.column]))} there would be "
            f"{counted(dearest.alone, 'more row')}."
        )
    named = ", ".join(f"{line}" for line in dropped.lines[:LISTED_LINES])
    rest = len(dropped.lines) - LISTED_LINES
    st.markdown(f"Lines of the file: {named}" + (f" and {count_text(rest)} more." if rest > 0 else "."))
