"""How a file is read: sheet, delimiter, decimal mark, encoding, header and missing values, to be overruled."""

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from gmmviz.data.csv.decoding.encodings import called
from gmmviz.data.csv.decoding.guessing import GUESSED_NAMES
from gmmviz.data.csv.reading import AUTOMATIC_READING, Reading
from gmmviz.data.notices import quoted
from gmmviz.figures.escape import markdown_text, one_line
from gmmviz.ui.data.rereading import reopened, reread
from gmmviz.ui.frame import session
from gmmviz.ui.frame.session import shown_when_changed
from gmmviz.ui.work import sources

AS_FOUND = "as found"
DELIMITER_LABELS = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "pipe |",
    "^": "caret ^",
    "spaces": "spaces",
    "": "none: one column",
}
ENCODINGS = {"utf-8": "UTF-8", **GUESSED_NAMES, "utf-16": "UTF-16"}


@dataclass(frozen=True)
class Parts:
    """The sheets of a spreadsheet, and the tables of an archive, where there are several."""

    sheets: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


ALL_PARTS = Parts()
DECIMAL_LABELS = {".": "point: 1.5", ",": "comma: 1,5"}


def controls(value: Reading, prefix: str, found: Reading | None = None, parts: Parts = ALL_PARTS) -> Reading:
    """Widgets for what may be overruled, showing `value`; returns what they say now.

    `found` is what was found out, to be named beside "as found"; `parts` are those of a file that has several.
    """

    def named(words: dict[str, str], attribute: str) -> str:
        known = None if found is None else getattr(found, attribute)
        return AS_FOUND if known is None else f"{AS_FOUND}: {words.get(known) or one_line(called(known))}"

    if parts.members:
        label = "Table of the archive"
        value = replace(value, member=_part(label, value.member, f"{prefix}member", parts.members))
    if parts.sheets:
        sheet = _part("Sheet", value.sheet, f"{prefix}sheet", parts.sheets)
        return replace(value, sheet=sheet, **_lines(value, prefix, found))
    another = value.delimiter if value.delimiter not in DELIMITER_LABELS else None
    delimiters = DELIMITER_LABELS if another is None else {another: "another", **DELIMITER_LABELS}
    delimiter = st.selectbox(
        "Between the cells of a row",
        [AS_FOUND, *delimiters],
        format_func=lambda key: named(DELIMITER_LABELS, "delimiter") if key == AS_FOUND else delimiters[key],
        key=shown_when_changed(
            f"{prefix}delimiter", AS_FOUND if value.delimiter is None else value.delimiter
        ),
    )
    decimal = st.selectbox(
        "Decimal mark",
        [AS_FOUND, *DECIMAL_LABELS],
        format_func=lambda key: named(DECIMAL_LABELS, "decimal") if key == AS_FOUND else DECIMAL_LABELS[key],
        key=shown_when_changed(f"{prefix}decimal", AS_FOUND if value.decimal is None else value.decimal),
    )
    encodings = (
        ENCODINGS
        if value.encoding is None
        else {value.encoding: one_line(called(value.encoding))} | ENCODINGS
    )
    encoding = st.selectbox(
        "Encoding of the text",
        [AS_FOUND, *encodings],
        format_func=lambda key: named(ENCODINGS, "encoding") if key == AS_FOUND else encodings[key],
        key=shown_when_changed(f"{prefix}encoding", AS_FOUND if value.encoding is None else value.encoding),
    )
    return replace(
        value,
        delimiter=said(delimiter),
        decimal=said(decimal),
        encoding=said(encoding),
        **_lines(value, prefix, found),
    )


def _part(label: str, now: str | None, key: str, names: tuple[str, ...]) -> str | None:
    """The sheet of a spreadsheet, or the table of an archive, that a person chose."""
    places = {AS_FOUND: AS_FOUND} | {name: one_line(name) for name in names}
    chosen = st.selectbox(
        label,
        list(places),
        format_func=places.__getitem__,
        key=shown_when_changed(key, AS_FOUND if now not in names else now),
    )
    return said(chosen)


def _lines(value: Reading, prefix: str, found: Reading | None) -> dict[str, Any]:
    """The line of the names and the words for missing, as fields of a reading."""
    line = None if found is None or found.header is None else found.header
    header = st.number_input(
        "Line with the column names (0: there is none)",
        min_value=0,
        value=None,
        placeholder=AS_FOUND if line is None else f"{AS_FOUND}: {line}",
        key=shown_when_changed(f"{prefix}header", value.header),
    )
    missing = st.text_input(
        "Also missing, such as −999 or n/k",
        placeholder="words or numbers, with spaces between",
        key=shown_when_changed(f"{prefix}missing", " ".join(value.missing)),
    )
    alone = [f"{cell} in {quoted([name])}" for name, cell in value.missing_in]
    decided = [f"Missing: {', '.join(alone)}."] if alone else []
    decided += [f"Kept as a number: {', '.join(value.kept)}."] if value.kept else []
    if decided:
        st.caption(markdown_text(" ".join(decided), limit=300))
    words = tuple(word.replace("−", "-") for word in missing.split())
    return {"header": header, "missing": words}


def said(choice: str) -> str | None:
    """What a person chose, None for "as found"."""
    return None if choice == AS_FOUND else choice


def popover() -> None:
    """Overrule how the file at hand is read."""
    scenario = session.scenario()
    try:
        read = sources.table(scenario)
        found, parts = read.found, Parts(read.sheets, read.members)
    except sources.NoPoints:
        found, parts = None, ALL_PARTS
    with st.popover("How it was read"):
        how = controls(
            scenario.reading, "reading ", found if scenario.reading == AUTOMATIC_READING else None, parts
        )
        left, right = st.columns(2)
        if left.button("Read again", type="primary", disabled=how == scenario.reading):
            session.replace_scenario(reopened(scenario, reread(scenario, how)))
            st.rerun()
        if right.button("As found", disabled=scenario.reading == AUTOMATIC_READING):
            session.turn_to(sources.opening_of(scenario.data))
            st.rerun()
