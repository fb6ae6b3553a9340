"""What of a scenario a link says as JSON: there and back, each field of its record, and nothing else gets in."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmviz.data.csv.reading import AUTOMATIC_READING, Reading
from gmmviz.data.filters import RowFilter
from gmmviz.scenario import Scenario, from_query, to_query
from gmmviz.scenario.json_words import FILTER_ENTRIES, FILTER_LIST, READING_ENTRIES, READING_WORDS

NAMES = st.lists(st.text(max_size=8), max_size=3).map(tuple)
LINES = st.none() | st.integers(1, 99)
READINGS = st.builds(
    Reading,
    delimiter=st.one_of(st.none(), st.sampled_from([",", ";", "\t", "spaces", ""])),
    decimal=st.sampled_from([None, ".", ","]),
    header=st.none() | st.integers(0, 99),
    encoding=st.none() | st.text(max_size=8),
    sheet=st.none() | st.text(max_size=8),
    member=st.none() | st.text(max_size=8),
    begins=LINES,
    numbers=NAMES,
    texts=NAMES,
    missing=NAMES,
    missing_in=st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=3).map(tuple),
    kept=NAMES,
)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.lists(st.text(max_size=5), min_size=1, max_size=3).map(tuple)
CONDITIONS = st.one_of(
    st.builds(RowFilter, st.text(max_size=5), VALUES),
    st.builds(lambda name, low: RowFilter(name, low=low), st.text(max_size=5), FINITE),
    st.builds(lambda name, high: RowFilter(name, high=high), st.text(max_size=5), FINITE),
    st.builds(
        lambda name, a, b: RowFilter(name, (), min(a, b), max(a, b)), st.text(max_size=5), FINITE, FINITE
    ),
)


def test_a_link_has_an_entry_for_each_field() -> None:
    """But for conventions: these belong to another file, and no link carries them."""
    assert {entry.name for entry in READING_ENTRIES} == {field.name for field in fields(Reading)} - {
        "conventions"
    }
    assert {entry.name: entry.default for entry in READING_ENTRIES} == {
        entry.name: getattr(AUTOMATIC_READING, entry.name) for entry in READING_ENTRIES
    }
    assert [entry.name for entry in FILTER_ENTRIES] == [field.name for field in fields(RowFilter)]


@given(READINGS)
def test_a_reading_survives_its_text_and_a_link(reading: Reading) -> None:
    assert READING_WORDS.read("reading", READING_WORDS.write(reading)) == reading
    scenario = Scenario(data="upload-1", reading=reading)
    assert from_query(to_query(scenario)) == scenario


@given(st.lists(CONDITIONS, max_size=3).map(tuple))
def test_filters_survive_their_text_and_a_link(filters: tuple[RowFilter, ...]) -> None:
    assert FILTER_LIST.read("filter", FILTER_LIST.write(filters)) == filters
    scenario = Scenario(filters=filters)
    assert from_query(to_query(scenario)) == scenario


@pytest.mark.parametrize(
    "text",
    [
        *("[]", "3", "null", "{", '{"x": 1}', '{"delimiter": ";;"}', '{"header": "a"}', '{"texts": "ab"}'),
        *('{"texts": [[1]]}', '{"encoding": 3}', '{"decimal": []}', '{"texts": null}', "[" * 100_000),
        *('{"missing_in": ["ab"]}', '{"missing_in": [["a", 1]]}', '{"missing_in": [["a", "b", "c"]]}'),
        *('{"conventions": [["a", "b"]]}', '{"header": -1}', '{"begins": 1.5}', '{"header": 1e999}'),
    ],
)
def test_another_text_is_no_reading(text: str) -> None:
    with pytest.raises(ValueError, match=r"^reading is .*; it should be what this app writes\.$"):
        READING_WORDS.read("reading", text)


@pytest.mark.parametrize(
    "text",
    [
        *("3", "null", "{", "[3]", '["column"]', '[{"column":"a"}]', '[{"column":3,"low":1}]', "[" * 100_000),
        *(
            '[{"column":"a","low":"x"}]',
            '[{"column":"a","values":"uv"}]',
            '[{"column":"a","low":2,"high":1}]',
        ),
        *('[{"column":"a","low":1,"run":1}]', '[{"low":1}]', '[{"column":"a","low":1' + 400 * "0" + "}]"),
    ],
)
def test_another_text_is_no_filter(text: str) -> None:
    with pytest.raises(ValueError, match=r"^filter is .*; it should be what this app writes\.$"):
        FILTER_LIST.read("filter", text)


def test_nothing_overruled_is_nothing_written() -> None:
    assert READING_WORDS.write(AUTOMATIC_READING) == "{}"
    assert "reading" not in to_query(Scenario())


def test_a_reading_and_filters_are_written_as_old_links_have_them() -> None:
    reading = Reading(delimiter=";", header=0, missing_in=(("a", "-9"),), kept=("0",))
    assert (
        READING_WORDS.write(reading) == '{"delimiter":";","header":0,"missing_in":[["a","-9"]],"kept":["0"]}'
    )
    filters = (RowFilter("mass", low=3000.0), RowFilter("species", ("Adelie",)))
    assert (
        FILTER_LIST.write(filters)
        == '[{"column":"mass","low":3000.0},{"column":"species","values":["Adelie"]}]'
    )
