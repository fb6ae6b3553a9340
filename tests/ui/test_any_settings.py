"""Any settings that a link can say open any page: what does not fit is told, and nothing raises."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmmviz.data import dataset
from gmmviz.data.filters import RowFilter
from gmmviz.em import EMSettings
from gmmviz.em.starts.placing import Part
from gmmviz.figures.look import LOOKS, Look
from gmmviz.scenario import SCALINGS, CompareSettings, Fork, Lane, Scenario, to_query
from gmmviz.scenario.values import CHOOSE_CHOICES, COMPARE_CHOICES, ChooseSettings
from tests.test_scenario import EM_SETTINGS, NUMBERS
from tests.ui.test_pages import opened, without_traceback

PAGES = ("watch", "data", "compare", "choose", "lessons")
SETS = ("faithful", "iris", "toy-moons_k2_n60_seed1")
COLUMNS = (*dataset("faithful").columns, *dataset("iris").columns, "x1", "x2", "no such column", "[a](b)")
SHORT = 40  # iterations: what is tried is the page, not the engine
EXAMPLES = 5

names = st.lists(st.sampled_from(COLUMNS), max_size=3, unique=True).map(tuple)
means = st.lists(NUMBERS, min_size=1, max_size=3).map(tuple)
parts = st.builds(Part, st.integers(0, 3), st.none() | means) | st.builds(Part, st.none(), means)
forks = st.builds(Fork, st.integers(0, 50), st.lists(parts, min_size=1, max_size=3).map(tuple))
lanes = st.builds(
    lambda each, k, most, fork: Lane(replace(each, k=k, max_iter=most), fork),
    EM_SETTINGS,
    st.integers(1, 5),
    st.integers(1, SHORT),
    st.lists(forks, max_size=1).map(tuple),
)
ranges = st.tuples(NUMBERS, NUMBERS).map(sorted)
filters = st.builds(
    lambda name, ends: RowFilter(name, low=ends[0], high=ends[1]), st.sampled_from(COLUMNS), ranges
)
scenarios = st.builds(
    Scenario,
    data=st.sampled_from([*SETS, "upload-0123456789abcdef"]),
    columns=names,
    logs=names,
    filters=st.lists(filters, max_size=1).map(tuple),
    scaling=st.sampled_from(SCALINGS),
    label=st.none() | st.sampled_from(COLUMNS),
    row_names=st.none() | st.sampled_from(COLUMNS),
    lanes=st.lists(lanes, min_size=1, max_size=3).map(tuple),
    plane=names.map(lambda each: each[:2]),
    frame=st.none() | st.integers(0, 10**9),
    look=st.builds(Look, **{name: st.sampled_from(choices) for name, choices in LOOKS.items()}),
    choose=st.builds(
        ChooseSettings,
        most=st.just(2),
        starts=st.just(1),
        **{name: st.sampled_from(choices) for name, choices in CHOOSE_CHOICES.items()},
    ),
    compare=st.builds(
        CompareSettings,
        starts=st.just(20),
        **{name: st.sampled_from(choices) for name, choices in COMPARE_CHOICES.items()},
    ),
)


@pytest.mark.parametrize("page", PAGES)
def test_any_settings_open_a_page(page: str) -> None:
    @settings(max_examples=EXAMPLES, print_blob=True)
    @given(scenarios)
    def opens(wanted: Scenario) -> None:
        app = opened(to_query(wanted))
        if page != "watch":
            without_traceback(app.switch_page(f"pages/{page}.py").run())

    opens()


@pytest.mark.parametrize("part", COMPARE_CHOICES["part"])
def test_a_placed_start_that_the_lane_cannot_have_is_told_in_every_part_of_compare(part: str) -> None:
    impossible = Lane(EMSettings(k=1), (Fork(0, (Part(1, None),)),))
    wanted = Scenario(data="faithful", lanes=(impossible,), compare=CompareSettings(part=part, starts=20))
    app = without_traceback(opened(to_query(wanted)).switch_page("pages/compare.py").run())
    told = [error.value for error in app.error]
    assert (told == []) if part == "basins" else any("no component 2" in each for each in told)
