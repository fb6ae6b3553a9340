"""Scenarios go through the address bar and back unchanged; what is no scenario is refused with a sentence."""

import json
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gmmviz.data import DATASETS
from gmmviz.data.csv.reading import Reading
from gmmviz.em import FAMILIES, STARTS, VARIANTS, WEIGHTS, EMSettings
from gmmviz.em.models.placing import Part
from gmmviz.figures.look import LOOKS, Look
from gmmviz.scenario import (
    SCALINGS,
    Fork,
    Lane,
    Scenario,
    from_json,
    from_query,
    opening,
    to_json,
    to_query,
)

patient = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
NAMES = st.text(st.characters(codec="utf-8"), max_size=20)
COUNTS = st.integers(0, 10**6)

COMMON = {
    "k": st.integers(1, 50),
    "weights": st.sampled_from(sorted(WEIGHTS)),
    "start": st.sampled_from(sorted(STARTS)),
    "seed": st.integers(0, 2**63),
    "tol": st.floats(0, 1e3),
    "max_iter": st.integers(1, 10**6),
}
FLOORED = sorted(name for name, family in FAMILIES.items() if family.takes_floor)
SETTINGS = st.one_of(
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
LANES = st.builds(Lane, SETTINGS, st.lists(FORKS, max_size=3).map(tuple))
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
SCENARIOS = st.builds(
    Scenario,
    data=st.sampled_from([*DATASETS, "upload-0123456789abcdef", "toy-moons_k2_n400_seed1"]),
    reading=READINGS,
    columns=st.lists(NAMES, max_size=3).map(tuple),
    scaling=st.sampled_from(SCALINGS),
    label=st.none() | NAMES,
    lanes=st.lists(LANES, min_size=1, max_size=3).map(tuple),
    plane=st.lists(NAMES, max_size=2).map(tuple),
    frame=st.none() | COUNTS,
    look=LOOKED_AT,
)


@patient
@given(SCENARIOS)
@example(Scenario())
@example(Scenario(columns=("a&b=c", "", "%20+ é\n")))
def test_a_scenario_goes_through_a_link_unchanged(scenario: Scenario) -> None:
    assert from_query(to_query(scenario)) == scenario
    assert from_query("?" + to_query(scenario)) == scenario


@patient
@given(SCENARIOS)
def test_a_scenario_goes_through_json_unchanged(scenario: Scenario) -> None:
    assert from_json(to_json(scenario)) == scenario


@patient
@given(SCENARIOS)
def test_a_link_without_the_view_leaves_out_the_frame_and_the_look_only(scenario: Scenario) -> None:
    assert from_query(to_query(scenario, view=False)) == replace(scenario, frame=None, look=Look())


@patient
@given(SCENARIOS)
def test_a_browser_that_writes_the_words_anew_changes_nothing(scenario: Scenario) -> None:
    """The address goes through URLSearchParams and Streamlit, which encode the same pairs their own way."""
    pairs = parse_qsl(to_query(scenario), keep_blank_values=True)
    assert from_query(urlencode(pairs, safe="*-._~!'()")) == scenario


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
    "k=0": "k is 0: give a whole number from 1 to 1,000.",
    "seed=-1": "seed is -1: give a whole number from 0 to 9,223,372,036,854,775,808.",
    "tol=small": "tol is 'small'; it should be a number.",
    "tol=nan": "tol is nan: give a gain per row, for example 1e-6, 0 or more.",
    "frame=-1": "frame is -1; frames count from 0.",
    "frame=now": "frame is 'now'; it should be a whole number.",
    "v=2": "This link is of version 2; this gmmviz reads version 1.",
    "scaling=log": "scaling is 'log'; choose one of: none, standardise.",
    "rings=3": "rings is '3'; choose one of: mass, sigma.",
    "trails=yes": "trails is 'yes'; it should be 0 or 1.",
    "lane=x": "lane is 'x'; it should be settings by name, as this app writes them.",
    "forks=3": "forks has '3'; it should be a frame and at least one component.",
    "forks=3;%2B": "forks has a new component without a mean; write it as +@ and its numbers.",
}


@pytest.mark.parametrize("query", REFUSALS)
def test_a_refusal_says_what_is_wrong_and_what_would_be_right(query: str) -> None:
    with pytest.raises(ValueError) as refusal:
        from_query(query)
    assert str(refusal.value) == REFUSALS[query]


WORDS = [
    *("v", "data", "reading", "column", "scaling", "label", "k", "family", "weights", "start", "variant"),
    *("seed", "tol", "max_iter", "lane", "forks", "plane", "frame", "color", "rings", "trails", "means"),
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


JSONS = ["", "[]", "null", "3", '{"query":3}', '{"query":null}', '{"version":1}', "{", "[" * 20_000]


@pytest.mark.parametrize("text", JSONS, ids=range(len(JSONS)))
def test_what_is_no_scenario_in_json_is_refused(text: str) -> None:
    with pytest.raises(
        ValueError, match=r"^This is not a scenario: a JSON object with 'query', a text, is expected\.$"
    ):
        from_json(text)


def test_json_is_json() -> None:
    assert json.loads(to_json(Scenario()))["version"] == 1


def test_another_start_drops_what_was_placed_and_another_shape_keeps_it() -> None:
    forks = (Fork(3, (Part(0), Part(None, (1.0, 2.0)))),)
    scenario = Scenario(lanes=(Lane(EMSettings(), forks),), frame=7)
    for changes in ({"k": 3}, {"seed": 5}, {"start": "kmeans"}):
        changed = scenario.with_settings(**changes)
        assert changed.lanes[0].forks == ()
        assert changed.frame is None
    assert scenario.with_settings(family="EEE").lanes[0].forks == forks


def test_a_scenario_needs_a_lane() -> None:
    with pytest.raises(ValueError, match="at least one lane"):
        Scenario(lanes=())
