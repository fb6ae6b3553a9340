"""What a person overruled, as the text a link carries: there and back, and nothing else gets in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmviz.data.csv.reading import AUTOMATIC, Reading, reading_of, reading_text
from gmmviz.scenario import Scenario, from_query, to_query

NAMES = st.lists(st.text(max_size=8), max_size=3).map(tuple)
READINGS = st.builds(
    Reading,
    delimiter=st.one_of(st.none(), st.sampled_from([",", ";", "\t", "spaces", ""])),
    decimal=st.sampled_from([None, ".", ","]),
    header=st.one_of(st.none(), st.integers(0, 99)),
    numbers=NAMES,
    texts=NAMES,
    missing=NAMES,
    missing_in=st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=3).map(tuple),
)


@given(READINGS)
def test_a_reading_survives_its_text_and_a_link(reading: Reading) -> None:
    assert reading_of(reading_text(reading)) == reading
    scenario = Scenario(data="upload-1", reading=reading)
    assert from_query(to_query(scenario)) == scenario


@pytest.mark.parametrize(
    "text",
    [
        *("[]", "3", "{", '{"x": 1}', '{"delimiter": ";;"}', '{"header": "a"}', '{"texts": "ab"}'),
        *('{"texts": [[1]]}', '{"encoding": 3}', '{"decimal": []}', "[" * 100_000),
        *('{"missing_in": ["ab"]}', '{"missing_in": [["a", 1]]}', '{"conventions": [["a", "b"]]}'),
    ],
)
def test_another_text_is_refused_with_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="it should be what this app writes"):
        reading_of(text)


def test_nothing_overruled_is_nothing_written() -> None:
    assert reading_text(AUTOMATIC) == "{}"
    assert "reading" not in to_query(Scenario())
