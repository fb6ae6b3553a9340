"""The line above a comparison: the data and the model of all lanes, where every page has them; lanes; its parts."""

from dataclasses import replace

import streamlit as st

from gmmviz.em import FAMILIES, STARTS, VARIANTS, EMSettings
from gmmviz.limits import LANES, SEED_LIMIT
from gmmviz.report import lane_choices
from gmmviz.report.scores import family_title
from gmmviz.scenario import Lane
from gmmviz.ui.compare import compare_settings
from gmmviz.ui.compare.compare_settings import COMPARE_PARTS
from gmmviz.ui.frame import session
from gmmviz.ui.frame.session import shown
from gmmviz.ui.page import recipe_line
from gmmviz.ui.take_away import taking
from gmmviz.ui.work import sources


def line() -> None:
    """Draw the line; every change is a new scenario."""
    scenario = session.scenario()
    titles = sources.choices(scenario)
    lane = scenario.lanes[0]
    with st.container(key="compare-name"):
        st.markdown("# Compare")
    with st.container(horizontal=True, key="compare-line"):
        model = lane.settings.model_name_in(sources.columns_of(scenario))
        with recipe_line.line(f"{titles[scenario.data]}, K {lane.k}, {model}"):
            recipe_line.data_menu(titles, scenario.data)
            st.markdown("with", width="content")
            recipe_line.k_input(lane.k, lambda k: _model(k=k))
            recipe_line.shape_menu(lane.settings, lambda family: _model(family=family))
            if compare_settings.plan().part == "race":
                _more_lanes()
                st.button("Reroll all", key="compare reroll", on_click=_reroll_all)
            taking.button()
        _parts()


def _parts() -> None:
    st.segmented_control(
        "Part",
        list(COMPARE_PARTS),
        format_func=lambda name: COMPARE_PARTS[name],
        key=shown("compare part", compare_settings.plan().part),
        on_change=lambda: compare_settings.change(part=session.widget("compare part") or "race"),
        label_visibility="collapsed",
    )


def _model(**changes: object) -> None:
    compare_settings.change_lanes(lane_choices.with_model(session.scenario().lanes, **changes))


def _reroll_all() -> None:
    compare_settings.change_lanes(lane_choices.all_rerolled(session.scenario().lanes))


def _more_lanes() -> None:
    """Add a lane, or change one: its start, its shape, how it assigns points. All at once: a menu stays open."""
    lanes, d = session.scenario().lanes, sources.columns_of(session.scenario())
    with st.popover("Add a lane"), st.form("lane", border=False):
        places = ["a new lane", *(f"lane {number + 1}" for number in range(len(lanes)))]
        if len(lanes) >= LANES.most:
            places = places[1:]
            st.caption(f"{LANES.most} lanes are the most: one of them can be changed.")
        place = st.selectbox("What to set", places, key=f"lane place {len(places)}")
        start = st.selectbox(
            "Start", list(STARTS), format_func=lambda name: STARTS[name].plain, key="lane start"
        )
        seed = st.number_input(
            "Number of the start", SEED_LIMIT.least, SEED_LIMIT.most, value=_unused_seed(), key="lane seed"
        )
        family = st.selectbox(
            "Shape",
            list(FAMILIES),
            index=list(FAMILIES).index(lanes[0].settings.family),
            format_func=lambda name: family_title(name, d),
            key=f"lane family {lanes[0].settings.family}",
        )
        variant = st.selectbox(
            "How points are assigned",
            list(VARIANTS),
            format_func=lambda name: VARIANTS[name].plain,
            key="lane variant",
        )
        if st.form_submit_button("Race it", key="lane add", type="primary"):
            settings = replace(
                lanes[0].settings, start=start, seed=int(seed), family=family, variant=variant, k=lanes[0].k
            )
            _put(settings, places.index(place) + (len(lanes) >= LANES.most))
            st.rerun()


def _put(settings: EMSettings, place: int) -> None:
    """A lane with these settings: a new one (0), or in the place (from 1) of one that is there."""
    lanes = session.scenario().lanes
    lane = Lane(settings)
    new = (*lanes, lane) if place == 0 else (*lanes[: place - 1], lane, *lanes[place:])
    compare_settings.change_lanes(new)


def _unused_seed() -> int:
    return max(lane.settings.seed for lane in session.scenario().lanes) + 1
