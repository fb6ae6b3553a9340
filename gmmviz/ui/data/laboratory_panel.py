"""The toy laboratory: presets that make one point each, a builder, painting, and the truth behind it."""

from dataclasses import replace
from typing import Any

import streamlit as st

from gmmviz import limits
from gmmviz.data.toys.laboratory import PRESETS, Preset, like, population_of
from gmmviz.data.toys.recipes import FORMS, RANGES, TILTS, Recipe, recipe_of, recipe_text, written
from gmmviz.figures.escape import markdown_text
from gmmviz.figures.palette import Theme
from gmmviz.figures.thumbnail import thumbnail
from gmmviz.scenario import TOY, Lane, Scenario
from gmmviz.thousands import percent
from gmmviz.ui.data import preview
from gmmviz.ui.data.paint import painting
from gmmviz.ui.evidence import truth
from gmmviz.ui.frame import session
from gmmviz.ui.frame.session import shown, stored
from gmmviz.ui.frame.theme import theme
from gmmviz.ui.work import runs, sources

GENERATE, PAINT = "Generate", "Paint"
FIRST_PRESET = "separated"
OVERLAP_POINTS = 30_000  # points the overlap is computed from: off by less than 0.3 %
ARRANGED = ("clouds", "heavy")  # forms that have centres, sizes and shapes of their own


def laboratory() -> None:
    """Generate data from a recipe, or paint them."""
    way = st.segmented_control(
        "Make data",
        [GENERATE, PAINT],
        key=shown("laboratory way", session.data().way or GENERATE),
        on_change=stored("laboratory way", _turn_to),
        required=True,
        label_visibility="collapsed",
    )
    if way == PAINT:
        painting.painting()
        return
    try:
        _generate(current())
    except sources.NoPoints as problem:
        st.error(markdown_text(str(problem), limit=400))


def _turn_to(way: str) -> None:
    session.data().way = way


def current() -> Recipe:
    """The recipe of the session's toy, or the first preset's where the session looks at something else."""
    scenario = session.scenario()
    if not scenario.data.startswith(TOY):
        return PRESETS[FIRST_PRESET].recipe
    try:
        return recipe_of(scenario.data.removeprefix(TOY))
    except ValueError as problem:
        raise sources.NoPoints(f"This toy cannot be made. {problem}") from problem


def take(recipe: Recipe) -> None:
    """Make a recipe the session's data; shape and start of the fit stay as they were for the last toy."""
    before = session.scenario()
    fresh = sources.opening_of_toy(recipe)
    if before.data.startswith(TOY):
        lane = Lane(replace(before.settings, k=fresh.settings.k))
        fresh = replace(fresh, lanes=(lane,), look=before.look)
    session.data().revealed = False
    session.turn_to(fresh)


def _generate(recipe: Recipe) -> None:
    scenario = session.scenario()
    if not scenario.data.startswith(TOY):
        scenario = sources.opening_of_toy(recipe)
    points = sources.points(scenario)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        with st.container(horizontal=True, key="presets", gap="xsmall"):
            for preset in PRESETS.values():
                _preset(preset, chosen=like(preset.recipe, recipe))
        _builder(recipe)
        st.markdown(points.sentence)
    with right:
        with st.container(horizontal=True, key="receipt-title", vertical_alignment="center"):
            with st.container(key="title"):
                st.markdown(f"# **{points.title}**")
            st.toggle("Reveal", key=shown("reveal toy", session.data().revealed), on_change=_turn)
            if st.button("Watch it fit", type="primary", key="toy to watch"):
                session.turn_to(scenario)
                session.turn_page("watch.py")
        share = share_text(overlap(recipe))
        st.markdown(f"Overlap **{share}**: so many points even the truth would misplace.")
        if session.data().revealed:
            _revealed(scenario)
        else:
            preview.picture(scenario)


def _turn() -> None:
    session.data().revealed = session.widget("reveal toy")


def _revealed(scenario: Scenario) -> None:
    points = sources.points(scenario)
    run = runs.run(points, scenario.lanes[0])
    truth.reveal(scenario, points, run, run.states[-1].iteration, beside=False)


@st.cache_data(max_entries=256, show_spinner="Computing the overlap ...")
def overlap(recipe: Recipe) -> float:
    """The expected share of points that even the truth would misplace."""
    return population_of(recipe).misplaced(OVERLAP_POINTS)


def share_text(share: float) -> str:
    """A share as it is read: no more digits than are known."""
    return percent(share, 1)


def _preset(preset: Preset, chosen: bool) -> None:
    with st.container(key=f"preset-{preset.key}", width=92, gap="xxsmall"):
        st.image(preset_picture(preset.key, theme()), width="stretch", alt=f"Points: {preset.title}")
        st.button(
            preset.title,
            key=f"take {preset.key}",
            type="secondary" if chosen else "tertiary",
            on_click=take,
            args=(preset.recipe,),
            help=preset.teaches,
            width="stretch",
        )


@st.cache_data(max_entries=64, show_spinner=False)
def preset_picture(key: str, look: Theme) -> str:
    """The thumbnail of a preset, as SVG text."""
    found = sources.toy_points(recipe_text(PRESETS[key].recipe))
    return thumbnail(found.x[:, :2], look)


def _builder(recipe: Recipe) -> None:
    """Three sliders, the rest under More; every change is a new recipe."""
    arranged = recipe.form in ARRANGED
    with st.container(horizontal=True, key="builder", gap="medium"):
        _slider(recipe, "separation", "Separation, in sd", 0.5, disabled=recipe.form == "noise")
        most = limits.TOY_RINGS.most if recipe.form == "rings" else limits.TOY_GROUPS.most
        _slider(recipe, "k", "Groups K", 1, high=most, disabled=recipe.form in ("moons", "noise"))
        _slider(recipe, "n", "Points n", 10, high=max(2000, recipe.n))
        with st.popover("More"):
            _more(recipe, arranged)


def _more(recipe: Recipe, arranged: bool) -> None:
    st.selectbox(
        "Kind",
        list(FORMS),
        format_func=FORMS.__getitem__,
        key=shown("toy form", recipe.form),
        on_change=_change("form"),
    )
    sizes = st.text_input(
        "Sizes of the groups, one to another",
        placeholder="all the same; for example 3 1 1",
        key=shown("toy weights", " ".join(written(weight) for weight in recipe.weights)),
        on_change=_change_weights,
    )
    state = session.data()
    problem, state.weights_problem = state.weights_problem, None
    if problem is not None:
        st.error(markdown_text(problem, limit=300))
    assert sizes is not None
    _slider(recipe, "growth", "Widest group, in widths of the narrowest", 0.5, disabled=not arranged)
    _slider(recipe, "correlation", "Correlation within a group", 0.01, disabled=not arranged or recipe.d == 1)
    st.selectbox(
        "Direction of the groups",
        list(TILTS),
        format_func=TILTS.__getitem__,
        key=shown("toy tilt", recipe.tilt),
        on_change=_change("tilt"),
        disabled=not arranged or recipe.d == 1,
    )
    _slider(recipe, "noise", "Share of noise", 0.01, disabled=recipe.form == "noise")
    _slider(recipe, "d", "Dimensions", 1, disabled=not arranged and recipe.form != "noise")
    st.number_input(
        "Points n, exactly",
        limits.TOY_ROWS.least,
        limits.TOY_ROWS.most,
        key=shown("toy n exactly", recipe.n),
        on_change=stored("toy n exactly", lambda n: take(changed(current(), "n", n))),
    )
    st.number_input(
        "Seed",
        limits.SEED_LIMIT.least,
        limits.SEED_LIMIT.most,
        key=shown("toy seed", recipe.seed),
        on_change=_change("seed"),
        help="The same recipe and seed make the same points, here and in every link.",
    )


def _slider(
    recipe: Recipe, name: str, label: str, step: float, *, high: float | None = None, disabled: bool = False
) -> None:
    kind = type(getattr(recipe, name))
    allowed = RANGES[name]
    st.slider(
        label,
        kind(allowed.least),
        kind(allowed.most if high is None else high),
        step=kind(step),
        key=shown(f"toy {name}", getattr(recipe, name)),
        on_change=_change(name),
        disabled=disabled,
    )


def _change(name: str) -> Any:
    return stored(f"toy {name}", lambda value: take(changed(current(), name, value)))


def changed(recipe: Recipe, name: str, value: Any) -> Recipe:
    """The recipe with one thing changed, and what belongs to it made to fit."""
    words: dict[str, Any] = {name: value}
    form = words.get("form", recipe.form)
    if name in ("k", "form"):
        words["weights"] = ()
    if form == "rings":
        words["k"] = limits.TOY_RINGS.clip(words.get("k", recipe.k))
    if name == "form" and form in ("moons", "rings"):
        words["separation"] = max(recipe.separation, 4.0)
        words["d"] = 2
    if form == "moons":
        words["k"] = 2
    return replace(recipe, **words)


def _change_weights() -> None:
    text = session.widget("toy weights").replace(":", " ").replace(";", " ")
    recipe = current()
    try:
        weights = tuple(float(word) for word in text.split())
        take(replace(recipe, weights=weights))
    except ValueError:
        session.data().weights_problem = (
            f"Sizes are '{text}': give {recipe.groups} positive numbers with spaces between, or none."
        )
