"""The recipe line: data, K, shape and start as one sentence, the same on all pages."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import streamlit as st

from gmmviz.em import FAMILIES, STARTS, VARIANTS, WEIGHTS, EMSettings, family_of, representative
from gmmviz.em.models.families import FOUR_FAMILIES
from gmmviz.figures.escape import markdown_text
from gmmviz.limits import COMPONENTS, FLOOR, ITERATIONS, SEED_LIMIT, TOLERANCE
from gmmviz.report.fits.lane_words import ALL_SHAPES, family_words, start_words
from gmmviz.ui.frame import another, session
from gmmviz.ui.frame.session import shown, stored
from gmmviz.ui.page import arrival
from gmmviz.ui.take_away import taking
from gmmviz.ui.work import sources

SCALING_WORDS = {"none": "columns as they are", "standardise": "columns standardised to sd 1"}
START_WIDTH = 270  # px: the longest kind with "always the same"
KMEANS_HELP = "Equal circles of equal sizes; each row belongs wholly to the nearest mean."


def recipe() -> None:
    """Draw the recipe line; every change is a new scenario."""
    scenario = session.scenario()
    settings = scenario.settings
    titles = sources.choices(scenario)
    with line(
        f"{titles[scenario.data]}, K {scenario.lanes[0].k}, {settings.model_name_in(sources.columns_of(scenario))}"
    ):
        data_menu(titles, scenario.data)
        st.markdown("with", width="content")
        k_input(scenario.lanes[0].k, lambda k: session.change_settings(k=k))
        soft = (
            {"variant": "em", "weights": "free"} if settings.is_kmeans else {}
        )  # another shape is no k-means
        shape_menu(settings, lambda name: session.change_settings(family=name, **soft))
        st.markdown("from", width="content")
        # Streamlit tells options by their words: with other words it is another menu
        forks = scenario.lanes[0].forks
        menu = f"recipe start {settings.seed} {len(forks)}"
        st.selectbox(
            "Start",
            list(STARTS),
            format_func=lambda name: start_words(name, settings, bool(forks)),
            key=shown(menu, settings.start),
            on_change=stored(menu, _closing(lambda name: session.change_settings(start=name))),
            label_visibility="collapsed",
            width=START_WIDTH,
        )
        st.button(
            "Another start",
            key="recipe another",
            on_click=_closing(another.start),
            args=(settings.seed + 1,),
            help=f"Random points: {another.NOT_RANDOM}." if another.is_always_the_same() else None,
        )
        _more()
        taking.button()


@contextmanager
def line(summary: str) -> Iterator[None]:
    """A line of settings; where the page is narrow it is behind a button with its summary."""
    st.button(markdown_text(summary, limit=120), key="recipe_toggle", on_click=_toggle, icon="⚙️")
    name = "line-open" if session.frame().recipe_open else "line-closed"
    with st.container(horizontal=True, key=name, vertical_alignment="center", gap="small"):
        yield


def _toggle() -> None:
    state = session.frame()
    state.recipe_open = not state.recipe_open


def _closing(change: Callable[[Any], None]) -> Callable[[Any], None]:
    """A change that closes the line on a narrow page too: what was chosen is seen, not the sheet over it."""

    def changed(value: Any) -> None:
        session.frame().recipe_open = False
        change(value)

    return changed


def data_menu(titles: Mapping[str, str], chosen: str) -> None:
    """The menu of data: key -> title."""
    st.selectbox(
        "Data",
        list(titles),
        format_func=lambda key: titles[key],
        key=shown("recipe data", chosen),
        on_change=stored("recipe data", _closing(arrival.change_data)),
        label_visibility="collapsed",
        width=190,
    )


def k_input(k: int, change: Callable[[int], None]) -> None:
    """The number of components; `change` is called with another."""
    st.number_input(
        "Number of components K",
        COMPONENTS.least,
        COMPONENTS.most,
        key=shown("recipe k", k),
        on_change=stored("recipe k", change),
        label_visibility="collapsed",
        width=130,
    )


def shape_menu(settings: EMSettings, change: Callable[[str], None]) -> None:
    """The covariance families, and k-means where it is what runs; `change` is called with another.

    Of one column there are two: with one width, and with a width each.
    """
    d = sources.columns_of(session.scenario())
    family = family_of(settings.family)
    menu = "recipe kmeans" if settings.is_kmeans else "recipe family"
    st.selectbox(
        "Shape",
        _families(family.name, d),
        format_func=lambda name: family_words(name, settings, d),
        key=shown(menu, family.name),
        on_change=stored(menu, lambda name: _choose_family(name, change)),
        label_visibility="collapsed",
        help=KMEANS_HELP if settings.is_kmeans else family.sentence,
        width=210,
    )


def _families(chosen: str, d: int) -> list[str]:
    """The shapes on offer: the usual four, or all of them once asked for; of one column those that differ."""
    if d == 1:
        different = {
            representative(name, 2, 1): name for name in (*FAMILIES, *reversed(FOUR_FAMILIES), chosen)
        }
        return list(different.values())
    if session.frame().all_shapes:
        return list(FAMILIES)
    return [*FOUR_FAMILIES, *({chosen} - set(FOUR_FAMILIES)), ALL_SHAPES]


def _choose_family(name: str, change: Callable[[str], None]) -> None:
    if name == ALL_SHAPES:
        session.frame().all_shapes = True
    else:
        _closing(change)(name)


def _more() -> None:
    """What is rarely changed: how points are assigned, the number of the start, when to stop."""
    more = st.popover("More", key="recipe more", on_change="rerun")
    if not more.open:  # eight widgets that cost every rerun
        return
    settings = session.scenario().settings
    with more, st.container(key="recipe-more-body"):
        left, right = st.columns(2)
    with left:
        st.selectbox(
            "How points are assigned",
            list(VARIANTS),
            format_func=lambda name: VARIANTS[name].plain,
            key=shown("recipe variant", settings.variant),
            on_change=stored("recipe variant", lambda name: session.change_settings(variant=name)),
            help="  \n".join(f"{variant.plain}: {variant.sentence}" for variant in VARIANTS.values()),
        )
        st.selectbox(
            "Sizes of the components",
            list(WEIGHTS),
            format_func=WEIGHTS.__getitem__,
            key=shown("recipe weights", settings.weights),
            on_change=stored("recipe weights", lambda name: session.change_settings(weights=name)),
        )
        st.number_input(
            "Number of the start",
            SEED_LIMIT.least,
            SEED_LIMIT.most,
            key=shown("recipe seed", settings.seed),
            on_change=stored("recipe seed", lambda seed: session.change_settings(seed=seed)),
            help="The same number gives the same start, here and in every link.",
        )
        st.number_input(
            "Stop when a step gains less than this per row",
            TOLERANCE.least,
            TOLERANCE.most,
            key=shown("recipe tol", settings.tol),
            on_change=stored("recipe tol", lambda tol: session.change_settings(tol=tol)),
            format="%.1e",
            help="In log-likelihood per row. A run also has to be within 0.001 of where it is heading.",
        )
        st.number_input(
            "Iterations at most",
            ITERATIONS.least,
            ITERATIONS.most,
            key=shown("recipe iterations", settings.max_iter),
            on_change=stored("recipe iterations", lambda most: session.change_settings(max_iter=most)),
        )
    with right:
        _of_points_and_steps(settings)


def _of_points_and_steps(settings: EMSettings) -> None:
    """How columns are scaled, how narrow a component may become, and whether steps are extrapolated."""
    st.selectbox(
        "Scaling",
        list(SCALING_WORDS),
        format_func=SCALING_WORDS.__getitem__,
        key=shown("recipe scaling", session.scenario().scaling),
        on_change=stored("recipe scaling", lambda name: session.change(scaling=name, frame=None)),
    )
    takes_floor = family_of(settings.family).takes_floor
    st.number_input(
        "Smallest width of a component",
        FLOOR.least,
        FLOOR.most,
        key=shown("recipe floor", settings.floor),
        on_change=stored("recipe floor", lambda floor: session.change_settings(floor=floor)),
        format="%g",
        step=0.1,
        disabled=not takes_floor,
        help="In units of the data; 0 is none. It keeps a component from shrinking onto one row."
        if takes_floor
        else "This shape has no exact step under a smallest width.",
    )
    accelerates = VARIANTS[settings.variant].is_em
    st.checkbox(
        "Accelerated: jump ahead (SQUAREM)",
        key=shown("recipe accelerate", settings.accelerate),
        on_change=stored("recipe accelerate", lambda jumps: session.change_settings(accelerate=jumps)),
        disabled=not accelerates,
        help="Fewer, larger steps to the same kind of end."
        if accelerates
        else "Only steps of EM can be extrapolated.",
    )
