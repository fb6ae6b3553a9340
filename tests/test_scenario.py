"""Scenarios go through the address bar and back unchanged; what is no scenario is refused with a sentence."""

import json
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gmmviz import limits
from gmmviz.data import DATASETS
from gmmviz.data.csv.reading import Reading
from gmmviz.data.filters import RowFilter
from gmmviz.em import FAMILIES, STARTS, VARIANTS, WEIGHTS, EMSettings
from gmmviz.em.starts.placing import Part
from gmmviz.em.statistics.criteria import CRITERIA
from gmmviz.figures.look import LOOKS, Look
from gmmviz.report.lane_choices import opening_race, resumed
from gmmviz.scenario import (
    SCALINGS,
    ChooseSettings,
    CompareSettings,
    Fork,
    Lane,
    LessonPlace,
    Scenario,
    from_lesson_query,
    from_query,
    opening,
    to_lesson_query,
    to_query,
)
from gmmviz.scenario.codec import (
    CHOOSE,
    COMPARE,
    DATA_FIELDS,
    FRAME_FIELDS,
    LOOK_FIELDS,
    PLANE_FIELDS,
    SETTINGS,
)
from gmmviz.scenario.values import CHOOSE_CHOICES, COMPARE_CHOICES

patient = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
NAMES = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)  # all that UTF-8 has
COUNTS = st.integers(0, 10**6)

COMMON = {
    "k": st.integers(limits.COMPONENTS.least, limits.COMPONENTS.most),
    "weights": st.sampled_from(sorted(WEIGHTS)),
    "start": st.sampled_from(sorted(STARTS)),
    "seed": st.integers(limits.SEED_LIMIT.least, limits.SEED_LIMIT.most),
    "tol": st.floats(limits.TOLERANCE.least, limits.TOLERANCE.most),
    "max_iter": st.integers(limits.ITERATIONS.least, limits.ITERATIONS.most),
}
FLOORED = sorted(name for name, family in FAMILIES.items() if family.takes_floor)
EM_SETTINGS = st.one_of(
    st.builds(
        EMSettings,
        family=st.sampled_from(sorted(FAMILIES)),
        variant=st.sampled_from(sorted(VARIANTS)),
        **COMMON,
    ),
    st.builds(
        EMSettings,
        family=st.sampled_from(FLOORED),
        floor=st.floats(0, 1e3),
        accelerate=st.booleans(),
        **COMMON,
    ),
)
MEANS = st.lists(NUMBERS, min_size=1, max_size=4).map(tuple)
PARTS = st.one_of(
    st.builds(Part, st.integers(0, 20), st.none() | MEANS),
    st.builds(Part, st.none(), MEANS),
)
FORKS = st.builds(Fork, COUNTS, st.lists(PARTS, min_size=1, max_size=4).map(tuple))
LANES = st.builds(Lane, EM_SETTINGS, st.lists(FORKS, max_size=3).map(tuple))
LOOKED_AT = st.builds(
    Look,
    **{name: st.sampled_from(choices) for name, choices in LOOKS.items()},
    trails=st.booleans(),
    present=st.booleans(),
)
READINGS = st.builds(
    Reading,
    delimiter=st.none() | st.sampled_from([",", ";", "\t", "spaces", "", "|", "&", "="]),
    decimal=st.sampled_from([None, ".", ","]),
    header=st.none() | st.integers(0, 100),
    encoding=st.none() | st.sampled_from(["utf-8", "cp1252"]),
    numbers=st.lists(NAMES, max_size=2).map(tuple),
    texts=st.lists(NAMES, max_size=2).map(tuple),
    missing=st.lists(NAMES, max_size=2).map(tuple),
)
BOUNDS = st.tuples(NUMBERS, NUMBERS).map(sorted)
FILTERS = st.one_of(
    st.builds(RowFilter, NAMES, st.lists(NAMES, min_size=1, max_size=3).map(tuple)),
    st.builds(lambda name, ends: RowFilter(name, low=ends[0], high=ends[1]), NAMES, BOUNDS),
    st.builds(lambda name, end: RowFilter(name, high=end), NAMES, NUMBERS),
)
CHOSEN = st.builds(
    ChooseSettings,
    most=st.integers(limits.GRID_COMPONENTS.least, limits.GRID_COMPONENTS.most),
    starts=st.integers(0, limits.STARTS_PER_CELL.most),
    rounds=st.integers(limits.ROUND_LIMIT.least, limits.ROUND_LIMIT.most),
    **{name: st.sampled_from(choices) for name, choices in CHOOSE_CHOICES.items()},
)
COMPARED = st.builds(
    CompareSettings,
    starts=st.integers(limits.STARTS_PER_METHOD.least, limits.STARTS_PER_METHOD.most),
    methods=st.lists(st.sampled_from(sorted(STARTS)), min_size=1, unique=True).map(tuple),
    component=st.integers(0, limits.COMPONENTS.most - 1),
    **{name: st.sampled_from(choices) for name, choices in COMPARE_CHOICES.items()},
)
SCENARIOS = st.builds(
    Scenario,
    data=st.sampled_from([*DATASETS, "upload-0123456789abcdef", "toy-moons_k2_n400_seed1"]),
    reading=READINGS,
    columns=st.lists(NAMES, max_size=3).map(tuple),
    logs=st.lists(NAMES, max_size=3).map(tuple),
    filters=st.lists(FILTERS, max_size=3).map(tuple),
    scaling=st.sampled_from(SCALINGS),
    label=st.none() | NAMES,
    row_names=st.none() | NAMES,
    lanes=st.lists(LANES, min_size=1, max_size=3).map(tuple),
    plane=st.lists(NAMES, max_size=2).map(tuple),
    frame=st.none() | COUNTS,
    look=LOOKED_AT,
    choose=CHOSEN,
    compare=COMPARED,
)


@patient
@given(SCENARIOS)
@example(Scenario())
@example(Scenario(columns=("a&b=c", "", "%20+ é\n")))
def test_a_scenario_goes_through_a_link_unchanged(scenario: Scenario) -> None:
    """Also where a browser writes the words anew; without the view, it is without the frame and the look only.

    The address goes through URLSearchParams and Streamlit, which encode the same pairs their own way.
    """
    query = to_query(scenario)
    assert from_query(query) == scenario
    assert from_query("?" + query) == scenario
    anew = urlencode(parse_qsl(query, keep_blank_values=True), safe="*-._~!'()")
    assert from_query(anew) == scenario
    assert from_query(to_query(scenario, view=False)) == replace(scenario, frame=None, look=Look())


@pytest.mark.parametrize("key", DATASETS)
def test_every_data_set_opens_with_its_known_number_of_components(key: str) -> None:
    scenario = opening(key)
    assert (scenario.data, scenario.settings.k, scenario.frame) == (key, DATASETS[key].k, None)
    assert from_query(to_query(scenario)) == scenario


def test_a_link_says_what_a_default_could_change() -> None:
    assert to_query(Scenario()) == "v=1&data=faithful&k=2&family=VVV&start=points&seed=0"


def test_no_link_is_the_default() -> None:
    assert from_query("") == Scenario()


def test_words_of_other_programs_mean_the_same() -> None:
    assert from_query("family=tied") == from_query("family=EEE")


def test_what_a_link_says_twice_is_what_it_says_last() -> None:
    assert from_query("k=2&k=5").settings.k == 5


REFUSALS = {
    "k=three": "k is 'three'; it should be a whole number.",
    "k=2.5": "k is '2.5'; it should be a whole number.",
    "k=": "k is ''; it should be a whole number.",
    "k=1000": "k is 1000; it goes from 1 to 20.",
    "max_iter=1000000": "max_iter is 1000000; it goes from 1 to 100\u202f000.",
    "floor=1e300": "floor is 1e+300; it goes from 0.0 to 1e+100.",
    "k="
    + "9"
    * 5000: f"k is '{'9' * 60}...' (5\u202f000 characters); it should be a whole number of at most 40 characters.",
    "grid_most=21": "The largest K of the grid is 21; it goes from 2 to 20.",
    "grid_starts=501": "The number of starts per cell is 501; it goes from 0 to 500.",
    "grid_by=x": f"by is 'x'; choose one of: {', '.join(CRITERIA)}.",
    "compare_part=no": "part is 'no'; choose one of: race, basins, map.",
    "compare_starts=1": "The number of starts of each kind is 1; it goes from 20 to 500.",
    "compare_methods=points,points": "The kinds of starts are 'points,points'; choose some of: "
    + f"{', '.join(STARTS)}.",
    "forks=" + "!".join(["0;0;1"] * 2000): "The number of forks is 2000; it goes from 0 to 50.",
    "forks="
    + ";".join(["0"] * 22): "The number of components of a placed start is 21; it goes from 1 to 20.",
    "forks=3;0@nan,1": "forks has '0@nan,1'; a mean is finite numbers.",
    "&".join(["lane={}"] * 6): "The number of lanes is 7; it goes from 2 to 6.",
    "&".join(f"column={i}" for i in range(101)): "The number of columns is 101; it goes from 0 to 100.",
    "label=" + "x" * 70_000: (
        "This link has 70\u202f006 characters; at most 65\u202f536 are read. "
        "A scenario with fewer columns or placed means makes a shorter one."
    ),
    "k=0": "k is 0; it goes from 1 to 20.",
    "seed=-1": "seed is -1; it goes from 0 to 2\u202f147\u202f483\u202f647.",
    "tol=small": "tol is 'small'; it should be a number.",
    "tol=nan": "tol is nan; it goes from 1e-10 to 0.001.",
    "frame=-1": "frame is -1; frames count from 0.",
    "frame=now": "frame is 'now'; it should be a whole number.",
    "v=2": "This link is of version '2'; this gmmviz reads version 1.",
    "scaling=log": "scaling is 'log'; choose one of: none, standardise.",
    "rings=3": "rings is '3'; choose one of: mass, sigma.",
    "trails=yes": "trails is 'yes'; it should be 0 or 1.",
    "lane=x": "lane is 'x'; it should be settings by name, as this app writes them.",
    "forks=3": "forks has '3'; it should be a frame and at least one component.",
    "forks=3;%2B": "forks has a new component without a mean; write it as +@ and its numbers.",
}


@pytest.mark.parametrize("query", REFUSALS, ids=lambda query: query[:30])
def test_a_refusal_says_what_is_wrong_and_what_would_be_right(query: str) -> None:
    with pytest.raises(ValueError) as refusal:
        from_query(query)
    assert str(refusal.value) == REFUSALS[query]


WORDS = [
    *("v", "data", "reading", "column", "scaling", "label", "k", "family", "weights", "start", "variant"),
    *("seed", "tol", "max_iter", "lane", "forks", "plane", "frame", "color", "rings", "trails", "means"),
    *("floor", "accelerate", "grid_most", "grid_by", "compare_part", "compare_methods", "compare_component"),
]
HOSTILE = [
    *(
        "",
        " ",
        "0",
        "-1",
        "1e999",
        "nan",
        "inf",
        "9" * 5000,
        "\x00",
        "../../etc/passwd",
        "<b>",
        "💥",
        "[]",
        "{}",
    ),
    *(
        "null",
        "true",
        '""',
        '{"k":2}',
        '{"k":"2","k":null}',
        '{"header":"x"}',
        '{"delimiter":5}',
        "!",
        ";",
        "@",
    ),
    *('{"delimiter":{"a":1}}', '{"delimiter":["a"]}', '{"decimal":[]}', '{"header":1.5}', '{"missing":[[]]}'),
    *("0;0@", "0;0@nan", "0;+@", "-1;0", "1;;", "0;0@1e400", "[" * 20_000, '{"k":' * 20_000, "٣", "1_0"),
]


def assert_refused_or_read(query: str) -> None:
    try:
        scenario = from_query(query)
    except ValueError as problem:
        sentence = str(problem)
        assert sentence[-1] in ".?", sentence
        assert len(sentence) > 20
    else:
        hash(scenario)  # it is the key of caches


@pytest.mark.parametrize("word", WORDS)
def test_hostile_words_are_refused_with_a_sentence_or_are_scenarios(word: str) -> None:
    for value in HOSTILE:
        assert_refused_or_read(urlencode({word: value}))


@patient
@given(st.dictionaries(st.sampled_from(WORDS), NAMES | st.sampled_from(HOSTILE), max_size=6))
def test_any_words_are_refused_with_a_sentence_or_are_scenarios(words: dict[str, str]) -> None:
    assert_refused_or_read(urlencode(words))


@patient
@given(NAMES)
def test_any_text_is_refused_with_a_sentence_or_is_a_scenario(text: str) -> None:
    assert_refused_or_read(text)


OTHER_VALUES = {
    "data": "iris",
    "reading": Reading(header=False),
    "columns": ("a",),
    "logs": ("a",),
    "filters": (RowFilter("a", low=1.0),),
    "scaling": "standardise",
    "label": "kind",
    "row_names": "who",
    "lanes": (Lane(EMSettings(k=5)),),
    "plane": ("a", "b"),
    "frame": 3,
    "look": Look(rings="sigma"),
    "choose": ChooseSettings(most=3),
    "compare": CompareSettings(part="map"),
    "clusters": 1,
    "drawer": "pairs",
}
OF_VIEW = {"row_names", "lanes", "plane", "frame", "look", "choose", "compare", "clusters", "drawer"}


@pytest.mark.parametrize("name", [field.name for field in fields(Scenario)])
def test_scenarios_are_of_the_same_points_unless_a_field_that_makes_points_differs(name: str) -> None:
    """A new field fails here until it is said whether points depend on it."""
    one = Scenario(lanes=opening("faithful").lanes)
    other = replace(one, **{name: OTHER_VALUES[name]})
    assert other != one
    assert (other.of_points == one.of_points) == (name in OF_VIEW)


@pytest.mark.parametrize("name", sorted(set(OTHER_VALUES) - OF_VIEW))
def test_the_lanes_of_a_race_are_not_kept_for_other_points(name: str) -> None:
    first, second, third = (Lane(EMSettings(k=3, seed=seed)) for seed in (1, 2, 3))
    kept = Scenario(lanes=(first, second, third))
    entered = replace(kept, lanes=(first,), frame=2)
    assert resumed(entered, kept) == kept.lanes
    assert resumed(replace(entered, **{name: OTHER_VALUES[name]}), kept) == opening_race(first)


def test_another_start_drops_what_was_placed_and_another_shape_keeps_it() -> None:
    forks = (Fork(3, (Part(0), Part(None, (1.0, 2.0)))),)
    scenario = Scenario(lanes=(Lane(EMSettings(), forks),), frame=7)
    for changes in ({"k": 3}, {"seed": 5}, {"start": "kmeans"}):
        changed = scenario.with_settings(**changes)
        assert changed.lanes[0].forks == ()
        assert changed.frame is None
    assert scenario.with_settings(family="EEE").lanes[0].forks == forks


@patient
@given(NAMES, st.booleans())
@example("slow", True)
def test_a_place_of_lessons_goes_through_a_link_unchanged(scene: str, notes: bool) -> None:
    place = LessonPlace(scene, notes)
    assert from_lesson_query(to_lesson_query(place)) == place


@pytest.mark.parametrize(
    "query", ["", "v=1&data=iris", "notes=maybe", "scene", f"scene={'x' * limits.READ_CHARACTERS}"]
)
def test_an_address_that_names_no_place_of_lessons_is_its_beginning(query: str) -> None:
    assert from_lesson_query(query) == LessonPlace()


def test_a_scenario_needs_a_lane() -> None:
    with pytest.raises(ValueError, match="at least one lane"):
        Scenario(lanes=())


LINKS = Path(__file__).with_name("links-v1.txt").read_text(encoding="utf-8").strip().split("\n\n")


def holds(found: Any, expected: Any) -> bool:
    """Whether a value has all that is expected of it; fields that came later may be beside it."""
    if isinstance(expected, dict):
        return all(holds(found[name], value) for name, value in expected.items())
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(holds, found, expected))
    return bool(found == expected)


@pytest.mark.parametrize("entry", LINKS, ids=lambda entry: entry.partition("\n")[0])
def test_a_link_of_version_1_opens_as_it_did(entry: str) -> None:
    _, link, expected = entry.split("\n")
    scenario = from_query(link)
    assert holds(asdict(scenario), json.loads(expected))
    assert from_query(to_query(scenario)) == scenario


def test_the_links_of_version_1_are_of_all_kinds() -> None:
    text = "\n".join(LINKS)
    fields = (*DATA_FIELDS, *SETTINGS, *PLANE_FIELDS, *CHOOSE, *COMPARE, *FRAME_FIELDS, *LOOK_FIELDS)
    never = [field.name for field in fields if f"{field.name}=" not in text and field.name != "grid_rounds"]
    assert never == []


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("k", limits.COMPONENTS),
        ("seed", limits.SEED_LIMIT),
        ("tol", limits.TOLERANCE),
        ("max_iter", limits.ITERATIONS),
    ],
)
def test_a_link_reaches_the_limits_and_nothing_beyond(name: str, limit: Any) -> None:
    for value in (limit.least, limit.most):
        assert getattr(from_query(f"{name}={value!r}").settings, name) == value
    for value in (limit.least - 1, limit.most + 1):
        with pytest.raises(ValueError, match=f"^{name} is .*; it goes from "):
            from_query(f"{name}={value!r}")


@patient
@given(LANES, st.integers(), st.sampled_from(["k", "seed", "max_iter"]))
def test_settings_beyond_the_limits_are_refused_wherever_they_come_from(
    lane: Lane, value: int, name: str
) -> None:
    scenario = Scenario(lanes=(lane,))
    limit = {"k": limits.COMPONENTS, "seed": limits.SEED_LIMIT, "max_iter": limits.ITERATIONS}[name]
    if limit.least <= value <= limit.most:
        assert getattr(scenario.with_settings(**{name: value}).settings, name) == value
    else:
        with pytest.raises(ValueError, match=name):
            scenario.with_settings(**{name: value})
