"""The receipt: what was read, what was left out and why, and what matters before fitting."""

from collections.abc import Hashable, Sequence

import numpy as np
import streamlit as st

from gmmviz.data import Account, Points, Table
from gmmviz.data.concerns import concerns
from gmmviz.data.csv.columns.role_words import Fitted
from gmmviz.data.csv.of_rows import notices_of
from gmmviz.data.csv.rows.body import HOW_TO_MEND_CELLS
from gmmviz.data.notices import MAX_NOTICE_CHARACTERS, Notice, counted
from gmmviz.data.selection import receipt_notices
from gmmviz.em import parameter_count
from gmmviz.figures.escape import markdown_sentence, markdown_text
from gmmviz.report.rows import left_out
from gmmviz.report.rows.own_units import rows_chosen
from gmmviz.scenario import UPLOAD, Scenario
from gmmviz.thousands import count_text
from gmmviz.ui.data import one_click
from gmmviz.ui.frame import session
from gmmviz.ui.take_away import taking
from gmmviz.ui.work import sources

NOTICES = "notices"
SHOWN_NOTICES = 2  # below the title line, which makes the receipt three lines


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
    wide = "" if read is None or scenario.columns else left_out.too_many_columns(found, len(read.features))
    _sentences(found, notices, wide)
    for notice in worries:
        st.warning(markdown_text(notice.text, limit=MAX_NOTICE_CHARACTERS), icon="⚠️")
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
        st.error(markdown_text(str(problem), limit=MAX_NOTICE_CHARACTERS))
    if read is None:
        return
    fitted = Fitted(sources.chosen_columns(read, scenario), scenario.label, scenario.logs)
    notices = notices_of(read, np.ones(len(read.lines), dtype=np.bool_), fitted)
    if notices:
        with st.container(horizontal=True, key="receipt", vertical_alignment="center", gap="small"):
            shown, folded = _shown_and_folded(notices, SHOWN_NOTICES)
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
    """The parts of a scenario that its notices depend on."""
    columns = (scenario.columns, scenario.logs, scenario.label, scenario.filters)
    return (scenario.data, scenario.reading, scenario.scaling, scenario.settings, columns)


def _notices(
    scenario: Scenario, read: Table | None, found: Points
) -> tuple[tuple[Notice, ...], tuple[Notice, ...]]:
    """What is said of a scenario's file, if it has one, and what is worth knowing before a fit."""
    parameters = parameter_count(scenario.settings, found.d)
    if read is None:
        return (), concerns(found, parameters, scenario.settings.k)
    return receipt_notices(read, found, scenario.label, parameters, scenario.settings.k)


def _whole(scenario: Scenario) -> Scenario:
    return Scenario(data=scenario.data)


def _title(name: str, size: str, found: Points | None) -> None:
    with st.container(horizontal=True, key="receipt-title", vertical_alignment="center"):
        with st.container(key="title"):
            st.markdown(f"# **{markdown_text(name)}** {markdown_sentence(size)}")
        if found is not None:
            ways_on()


def ways_on() -> None:
    """Buttons to where the data are used."""
    taking.button()
    if st.button("Choose K", key="to choose"):
        session.turn_page("choose.py")
    if st.button("Watch it fit", type="primary", key="to watch"):
        session.turn_page("watch.py")


def _sentences(found: Points, notices: Sequence[Notice], wide: str) -> None:
    """What was left out first, then the heaviest notices and those with a button; the smaller ones are folded."""
    dropped = found.dropped
    lines = [f"Only some rows are fitted, {rows_chosen(found)}."] if found.filters else []
    if (lost := left_out.left_out_sentence(found)) is not None:
        lines.append(lost)
    if wide:
        lines.append(wide)
    others = [each for each in notices if not lines or not is_said_elsewhere(each)]
    shown, folded = _shown_and_folded(others, max(SHOWN_NOTICES - len(lines), 0))
    with st.container(horizontal=True, key="receipt", vertical_alignment="center", gap="small"):
        st.markdown(_paragraph([*lines, *shown]) or _paragraph([left_out.found_sentence(found)]))
        if dropped is not None and len(dropped.rows):
            with st.popover("Which rows"):
                _left_out(found)
        _smaller(folded)


def _shown_and_folded(notices: Sequence[Notice], room: int) -> tuple[list[str], list[str]]:
    """What is shown, the first of the notices and those with a button, and what is folded."""
    pressed = one_click.with_buttons(notices)
    shown = [each.text for place, each in enumerate(notices) if place < room or each in pressed]
    return shown, [each.text for place, each in enumerate(notices) if place >= room and each not in pressed]


def _paragraph(texts: list[str]) -> str:
    return "  \n".join(markdown_text(text, limit=MAX_NOTICE_CHARACTERS) for text in texts)


def _smaller(texts: list[str]) -> None:
    if texts:
        with st.popover(f"{counted(len(texts), 'smaller notice')}"):
            st.markdown("\n".join(f"- {markdown_text(text, limit=MAX_NOTICE_CHARACTERS)}" for text in texts))


def is_said_elsewhere(notice: Notice) -> bool:
    """True for what the line of rows left out says: missing cells, and rows with too many cells."""
    return notice.kind == "missing" or (notice.kind == "ragged" and HOW_TO_MEND_CELLS in notice.text)


def _left_out(found: Points) -> None:
    """Which column costs how many rows, and the lines of the rows."""
    dropped = found.dropped
    assert dropped is not None
    for words in (
        left_out.costs_table(dropped),
        left_out.dearest_words(dropped, found.d),
        left_out.lines_words(dropped),
    ):
        if words:
            st.markdown(words)
