"""Tables written in random dialects are read back exactly."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gmmviz.data import Reading, UnreadableTable, read_table
from gmmviz.data.csv.columns.sentinels import SENTINELS

NUMBERS = st.one_of(
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3)),
    st.floats(allow_nan=False, allow_infinity=False, width=64),
)
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=6
)  # a codec would be asked for each of a million characters first: but surrogates, UTF-8 has them all
TEXTS = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
KEEP_ALL = Reading(kept=tuple(f"{value:g}" for value in SENTINELS))
SLOW = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def tables(draw):
    """Columns of numbers with some missing, a column of texts, and distinct names that are no numbers."""
    n = draw(st.integers(3, 12))
    d = draw(st.integers(2, 4))
    columns = [draw(st.lists(NUMBERS, min_size=n, max_size=n)) for _ in range(d)]
    holes = [set(), *(draw(st.sets(st.integers(0, n - 1), max_size=n // 3)) for _ in range(d - 1))]
    names = draw(st.lists(st.from_regex(r"[A-Za-zÄé][A-Za-z_ ]{0,6}[a-zß]", fullmatch=True), min_size=d + 1,
                          max_size=d + 1, unique_by=lambda name: name))  # fmt: skip
    texts = draw(st.lists(TEXTS, min_size=n, max_size=n))
    return names, columns, holes, texts


@st.composite
def dialects(draw):
    """Delimiter, decimal mark, quoting, line end, encoding, spelling of missing, frills."""
    delimiter = draw(st.sampled_from([",", ";", "\t", "|", "^"]))
    return {
        "delimiter": delimiter,
        "decimal": draw(st.sampled_from([".", ","] if delimiter != "," else ["."])),
        "quoting": draw(st.sampled_from(["all", "texts", "needed"])),
        "end": draw(st.sampled_from(["\n", "\r\n", "\r"])),
        "encoding": draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])),
        "missing": draw(st.sampled_from(["", "NA", "NaN", "null", "-", "?", "n/a"])),
        "blank_lines": draw(st.booleans()),
        "title": draw(st.booleans()),
        "padding": draw(st.sampled_from(["", " "])),
        "final_end": draw(st.booleans()),
        "text_column": draw(st.booleans()),
    }


def written(table, dialect):
    """The table as bytes in a dialect."""
    names, columns, holes, texts = table
    delimiter, quoting = dialect["delimiter"], dialect["quoting"]

    def quoted(cell, is_text):
        needed = delimiter in cell or '"' in cell or "\n" in cell or cell.startswith("'")
        if quoting == "all" or (quoting == "texts" and is_text) or needed:
            return '"' + cell.replace('"', '""') + '"'
        return cell

    lines = ["Some measurements", ""] if dialect["title"] else []
    used = [*names] if dialect["text_column"] else names[:-1]
    lines.append((delimiter + dialect["padding"]).join(quoted(name, True) for name in used))
    for row in range(len(texts)):
        cells = [
            dialect["missing"] if row in holes[place] else repr(column[row]).replace(".", dialect["decimal"])
            for place, column in enumerate(columns)
        ]
        cells = [quoted(cell, False) for cell in cells]
        if dialect["text_column"]:
            cells.append(quoted(texts[row], True))
        lines.append((delimiter + dialect["padding"]).join(cells))
        if dialect["blank_lines"] and row == 1:
            lines.append("")
    text = dialect["end"].join(lines) + (dialect["end"] if dialect["final_end"] else "")
    return text.encode(dialect["encoding"])


@SLOW
@given(table=tables(), dialect=dialects())
def test_a_table_in_any_dialect_is_read_back_exactly(table, dialect):
    names, columns, holes, texts = table
    expected = np.array(columns, dtype=float)
    for place, rows in enumerate(holes):
        expected[place, list(rows)] = np.nan
    read = read_table(written(table, dialect), reading=KEEP_ALL)
    assert read.frame.columns.tolist()[: len(columns)] == names[:-1]
    np.testing.assert_array_equal(read.frame[names[:-1]].to_numpy().T, expected)
    assert len(read.frame.columns) == len(columns) + dialect["text_column"]
    assert len(read.frame) == len(texts)
    assert len(read.lines) == len(texts)


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_quick_way_and_the_careful_way_give_the_same(quote, end, monkeypatch):
    rng = np.random.default_rng(3)
    rows = [
        [repr(value) for value in row]
        for row in rng.normal(0, 10.0 ** rng.integers(-9, 9), (3000, 3)).tolist()
    ]
    for row in rows[::7]:
        row[1] = ""
    lines = [",".join(quote + cell + quote for cell in [*row, f"word {i % 9}"]) for i, row in enumerate(rows)]
    lines.insert(1500, "# a comment, which sends its piece the careful way")
    content = end.join(["a,b,c,d", *lines, ""]).encode()
    quick = read_table(content)
    monkeypatch.setattr("gmmviz.data.csv.rows.body.flattener", lambda dialect, layout: lambda block: None)
    careful = read_table(content)
    assert quick.frame.equals(careful.frame)
    assert quick.lines.tolist() == careful.lines.tolist()
    assert quick.notices == careful.notices
    assert quick.columns == careful.columns


def test_cells_that_run_over_lines_may_run_over_pieces(monkeypatch):
    lines = [f'{i}.5,"text {i}\nwith ""lines"", {i}\n\nin it",{i * i}' for i in range(400)]
    content = "\n".join(["x,t,y", *lines, ""]).encode()
    whole = read_table(content)
    monkeypatch.setattr("gmmviz.data.csv.rows.body.TEXT_BYTES_AT_ONCE", 8)
    pieces = read_table(content)
    assert whole.frame.equals(pieces.frame)
    assert len(whole.frame) == 400
    assert whole.frame["t"][7] == 'text 7\nwith "lines", 7\n\nin it'
    assert whole.lines.tolist() == pieces.lines.tolist() == list(range(2, 2 + 4 * 400, 4))


@SLOW
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_a_sentence(content):
    with suppress(UnreadableTable):
        table = read_table(content)
        assert len(table.frame) == len(table.lines) >= 2


@example("0,,")
@SLOW
@given(st.text(st.sampled_from("0123456789.,;\t\"'\n\r -+eax#/:%|NA="), max_size=300))
def test_any_text_of_the_signs_of_tables_is_read_or_refused(text):
    with suppress(UnreadableTable):
        table = read_table(text.encode())
        assert len(table.frame) == len(table.lines) >= 2
        assert not np.isinf(table.frame.select_dtypes("number").to_numpy()).any()


def test_a_table_aligned_with_tabs_is_not_shifted() -> None:
    rows = "Ann\t\t12\t150\nBob\t\t11\t140\nAlexander\t13\t160\nCarl\t\t13\t150\nBenjamin\t12\t151\nEve\t\t14\t152\n"
    table = read_table(f"name\t\tage\theight\n{rows}".encode())
    assert table.frame["height"].tolist() == [150, 140, 160, 150, 151, 152]
