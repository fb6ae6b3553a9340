"""The laboratory: recipes are links, presets are what they say, overlap is the Bayes error."""

from dataclasses import replace
from math import erf, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmmviz import limits
from gmmviz.data.toys.laboratory import PRESETS, components_of, population_of, title_of, toy_of
from gmmviz.data.toys.recipes import FORMS, RANGES, TILTS, Recipe, recipe_of, recipe_text


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    form = draw(st.sampled_from(list(FORMS)))
    k = 2 if form == "moons" else draw(st.integers(1, limits.TOY_RINGS.most if form == "rings" else 12))
    flat = form in ("moons", "rings")
    number = {name: st.floats(limit.least, limit.most) for name, limit in RANGES.items()}
    return Recipe(
        form=form,
        k=k,
        n=draw(st.integers(10, 200)),
        separation=draw(number["separation"]),
        weights=tuple(draw(st.lists(st.floats(0.1, 9), min_size=k, max_size=k)))
        if draw(st.booleans())
        else (),
        growth=draw(number["growth"]),
        tilt=draw(st.sampled_from(list(TILTS))),
        correlation=draw(number["correlation"]),
        noise=draw(number["noise"]),
        d=2 if flat else draw(st.integers(1, 10)),
        seed=draw(st.integers(0, 2**31 - 1)),
    )


@given(recipes())
@settings(max_examples=60, deadline=None)
def test_a_recipe_survives_its_text_and_makes_the_same_points(recipe: Recipe) -> None:
    again = recipe_of(recipe_text(recipe))
    assert again == recipe
    one, other = toy_of(recipe).points, toy_of(again).points
    assert one.digest == other.digest
    assert one.x.shape == (recipe.n, recipe.d)
    assert len(one.truth_names) == recipe.groups + (recipe.noise > 0 or recipe.form == "noise")


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.key)
def test_a_preset_keeps_its_title_for_any_seed_and_says_what_it_teaches(preset) -> None:
    other = replace(preset.recipe, seed=99, n=50)
    assert title_of(other) == preset.title
    assert toy_of(other).points.sentence == preset.teaches
    assert components_of(preset.recipe) >= 1


def test_the_overlap_of_two_round_clouds_is_known() -> None:
    share = population_of(Recipe(k=2, separation=2.0)).misplaced()
    assert share == pytest.approx(0.5 * (1 - erf(1.0 / sqrt(2))), abs=0.002)


def test_neighbouring_centres_are_as_far_apart_as_the_recipe_says() -> None:
    for k, d in ((2, 1), (5, 1), (3, 2), (6, 4), (9, 2)):
        population = population_of(Recipe(k=k, d=d, separation=4.0))
        means = np.array([source.mean for source in population.sources])
        apart = np.linalg.norm(means[:, None] - means, axis=2) + 1e9 * np.eye(k)
        assert apart.min() == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("cubes_k2", "form is 'cubes' in this toy; choose one of: clouds, heavy, moons, rings, noise."),
        ("clouds_k0", "k is 0 in this toy; it goes from 1 to 12."),
        ("clouds_kmany", "k is 'many' in this toy; it should be a number."),
        (
            "clouds_k2_weights1~2~3",
            "weights are (1.0, 2.0, 3.0) in this toy of 2; give one positive number a group.",
        ),
        ("rings_k9", "k is 9 in this toy; there are at most 4 rings."),
        ("clouds_separationnan", "separation is nan in this toy; it goes from 0.0 to 10.0."),
    ],
)
def test_a_text_that_is_no_recipe_says_what_is_wrong(text: str, error: str) -> None:
    with pytest.raises(ValueError) as caught:
        recipe_of(text)
    assert str(caught.value) == error
