"""Values that Streamlit's own controls never send are not taken, and the session goes on."""

import json
from collections.abc import Iterator
from importlib import import_module

import pytest
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.session_state import WStates

from tests.visitor import Server, Visitor, WidgetState, run, serving, visiting

NAN = float("nan")
FORMS = {
    "texts": {"string_array_value": {"data": ["no such", "no other"]}},
    "numbers": {"double_array_value": {"data": [NAN, 1e300]}},
    "no number": {"double_value": NAN},
    "below": {"double_value": -7.0},
    "large": {"int_value": 2**62},
    "no choice": {"string_value": "no such"},
    "bytes": {"bytes_value": b"\xff"},
    "deep": {"json_value": "[" * 50_000 + "]" * 50_000},
    "no number in JSON": {"json_value": json.dumps({"frame": NAN})},
    "many digits": {"json_value": '{"frame": ' + "9" * 5_000 + "}"},
}
PLACES = [("", "data=faithful&k=3&drawer=good"), ("choose", "data=iris&k=3"), ("data", "data=iris&k=3")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("forged")) as server:
        yield server


async def complaints(visitor: Visitor) -> list[str]:
    """Forms of a value that end in an error, where all controls have it, and in the honest run after it."""
    found = []
    for name, form in FORMS.items():
        for forged in (True, False):
            await visitor.run(*(WidgetState(id=each, **form) for each in visitor.ids.values() if forged))
            visitor.values.clear()
            wrong = [text for text in visitor.texts if text.startswith("exception") or "went wrong" in text]
            found += [f"{name}, {'at once' if forged else 'afterwards'}: {text}" for text in wrong]
    return found


@pytest.mark.parametrize(("page", "query"), PLACES)
def test_a_forged_value_is_not_taken_and_the_session_goes_on(server: Server, page: str, query: str) -> None:
    async def scene() -> list[str]:
        async with visiting(server, query, page) as visitor:
            return await complaints(visitor)

    assert run(scene()) == []


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ({"int_value": 4}, 4),
        ({"double_value": 4.0}, 4),
        ({}, 1),
        ({"double_value": NAN}, 1),
        ({"string_value": "4"}, 1),
    ],
)
def test_a_whole_number_is_taken_as_the_page_sends_it_and_nothing_else(
    sent: dict[str, float], taken: int
) -> None:
    import_module("gmmviz.ui.page.shell")  # which mends the reading of values
    states = WStates()
    states.set_widget_metadata(
        WidgetMetadata("k", lambda sent: 1 if sent is None else int(sent), float, "double_value")
    )
    states.set_widget_from_proto(WidgetState(id="k", **sent))
    assert states["k"] == taken
