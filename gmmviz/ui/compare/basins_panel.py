"""The basins: many starts of one model, the optima they end on, and what depends on which is found."""

from functools import partial
from pathlib import Path

import numpy as np
import streamlit as st

from gmmviz.data import Points
from gmmviz.em import FAMILIES, STARTS, EMRun, EMSettings
from gmmviz.em.search.basins import MAXIMUM_KINDS, Basins, BasinsRequest
from gmmviz.em.search.sweep import REACHED_NATS
from gmmviz.em.statistics.matching import divergence
from gmmviz.figures.strip import letter_of, strip_figure
from gmmviz.limits import STARTS_PER_METHOD
from gmmviz.report import basins_words
from gmmviz.report.fits.waiting_words import of_basins
from gmmviz.report.readings.evidence_charts import strip_reading
from gmmviz.report.scripts import restarts_script
from gmmviz.resources import style_sheet
from gmmviz.scenario import Lane
from gmmviz.ui.charts.chart import show_chart
from gmmviz.ui.charts.drawing.drawing import show_drawing
from gmmviz.ui.compare import compare_settings, optimum_pictures
from gmmviz.ui.frame import components, session
from gmmviz.ui.frame.holdings import SeenOptimum
from gmmviz.ui.frame.session import shown, stored
from gmmviz.ui.frame.states import Basin
from gmmviz.ui.frame.theme import page_view
from gmmviz.ui.page import leaving
from gmmviz.ui.stage import scenes
from gmmviz.ui.work import best_seen, optima, runs
from gmmviz.ui.work.basins_search import MAX_UNASKED_BASINS_SECONDS, Search, basins_request, search, seconds
from gmmviz.ui.work.jobs import live
from gmmviz.ui.work.jobs.job import Snapshot

MAX_BASIN_STARTS_TRIED = 6  # starts of an optimum, until plain EM from one of them ends there too
QUICK_RUN_SECONDS = 0.2  # of a run: up to here one is looked for that was on the way to the best at first
SECONDS_BETWEEN_BOARDS = 2.0  # s: a strip and cards with pictures take a browser longer than a line of words
STRIP_WIDTH, STRIP_HEIGHT, CARD_WIDTH = 600, 300, 197  # px


def basins(points: Points) -> None:
    """The page's part: settings, progress, sentence, strip and cards."""
    plan = compare_settings.plan()
    asked = basins_request(session.scenario().lanes[0], plan.methods, plan.starts)
    found = search(points, asked)
    expected = seconds(points.digest, asked.settings, points) * asked.total
    begun = live.snapshot(found.job).state != "new"
    if (begun or expected <= MAX_UNASKED_BASINS_SECONDS) and not live.declined(found.job):
        live.want(found.job)
    _open_if_asked(points, found)
    style()
    live.live(found.job, partial(_progress, found, expected))
    live.live(found.job, partial(_board, points, found), every=SECONDS_BETWEEN_BOARDS)
    components.address(session.scenario(), "compare")


def style() -> None:
    """The CSS of the basins and the map."""
    st.html(style_sheet(Path(__file__).parent / "basins.css"))


def _board(points: Points, found: Search, now: Snapshot) -> None:
    """The sentence, the strip and the cards: drawn anew less often than the progress, since all of it changes."""
    plan = compare_settings.plan()
    asked = basins_request(session.scenario().lanes[0], plan.methods, plan.starts)
    if session.compare().basin is not None or asked != found.asked:
        st.rerun()
    reached = found.basins(now.found)
    rivals = found.rival_ends(now.found)
    if not reached.results:
        return
    letters = _noted(points, reached)
    with st.container(key="basins-summary"):
        words = basins_words.summary(reached, rivals, letters.get(0, letter_of(0)))
        st.markdown(" ".join((words, *scenes.said_of(points))))
    if basins_words.too_many(reached) and FAMILIES[found.asked.settings.family].shape == "ellipse":
        st.button("Try axis-aligned", key="basins vvi", on_click=_family, args=("VVI",))
    with st.container(horizontal=True, key="basins-board", vertical_alignment="top"):
        with st.container(key="basins-strip"):
            _strip(reached, letters, words)
            if not now.goes_on:
                _take_away(points, found.asked, reached)
        with st.container(horizontal=True, key="basins-cards", gap="small"):
            _cards(points, reached, basins_words.cards(reached, found.asked.methods, rivals, letters))


def _noted(points: Points, reached: Basins) -> dict[int, str]:
    """The letters of the optima by rank, which the session knows from now on; and the best is seen."""
    if not reached.maxima:
        return {}
    settings = reached.results[0].settings
    model = best_seen.model_of(points, settings, settings.k)
    best = reached.maxima[0].end
    starts = [best_seen.start_of(each.settings) for each in reached.results if each.kind in MAXIMUM_KINDS]
    best_seen.note(model, best.log_likelihood, best.mixture, starts)
    ends = [SeenOptimum(each.end.log_likelihood, each.end.labels) for each in reached.maxima]
    optima.note(model, ends)
    optima.note_best(points, settings)
    return {rank: optima.letter(model, each) for rank, each in enumerate(ends)}


def _progress(found: Search, expected: float, now: Snapshot) -> None:
    """Starts and methods, how far it is, and Stop."""
    plan = compare_settings.plan()
    asked = found.asked
    reached = found.basins(now.found)
    with st.container(horizontal=True, key="basins-progress", vertical_alignment="center", gap="small"):
        st.number_input(
            "Starts of each kind",
            STARTS_PER_METHOD.least,
            STARTS_PER_METHOD.most,
            step=20,
            key=shown("basins starts", plan.starts),
            on_change=stored("basins starts", lambda count: compare_settings.change(starts=int(count))),
            label_visibility="collapsed",
            width=130,
        )
        st.markdown("starts of each:", width="content")
        st.multiselect(
            "Kinds of starts",
            list(STARTS),
            format_func=lambda name: STARTS[name].plain,
            key=shown("basins methods", list(plan.methods)),
            on_change=lambda: compare_settings.change(
                methods=tuple(session.widget("basins methods")) or plan.methods
            ),
            label_visibility="collapsed",
            width=400,
        )
        if (plan.starts, plan.methods) != (asked.starts, asked.methods):
            st.rerun()
        left = now.seconds_left(*found.progress(now.found))
        words = of_basins(len(reached.results), asked.total, left, expected)
        live.row("basins-run", found.job, now, words)


def _family(name: str) -> None:
    from gmmviz.report.lane_choices import with_model

    compare_settings.change_lanes(with_model(session.scenario().lanes, family=name))


def _strip(reached: Basins, names: dict[int, str], words: str) -> None:
    """Where the runs ended; a click on one opens it."""
    kept = [
        number
        for number, each in enumerate(reached.results)
        if np.isfinite(each.log_likelihood) and each.kind != "stood still"
    ]
    finals = np.array([reached.results[number].log_likelihood for number in kept])
    methods = [STARTS[reached.results[number].settings.start].plain for number in kept]
    named = {rank: names.get(rank, "") for rank in reached.named()}
    ranks = reached.ranks()
    letters = [named.get(ranks[number], "") for number in kept]
    view = page_view(width=STRIP_WIDTH, height=STRIP_HEIGHT)
    figure = strip_figure(finals, methods, view, letters).update_layout(width=None, height=None)
    with st.container(key="basins-figure"):
        chosen = show_chart(
            figure,
            "basins strip",
            strip_reading(reached, words),
            on_select="rerun",
            selection_mode="points",
            height="stretch",
        )
    if chosen and (picked := chosen["selection"]["points"]):
        number = kept[int(np.ravel(picked[0]["customdata"])[0])]
        _ask(reached.results[number].settings, reached.ranks()[number])
        st.rerun()


def _ask(settings: EMSettings, rank: int) -> None:
    """Remember which run to open: pages are switched from the page's own run."""
    session.compare().basin = Basin((settings,), rank)


def _cards(points: Points, reached: Basins, cards: list[basins_words.Card]) -> None:
    """A picture, a line and two buttons for each named optimum."""
    pictures = optimum_pictures.pictures(points, reached, {card.rank: card.letter for card in cards})
    for card in cards:
        with st.container(key=f"basins-card-{card.letter}", border=True, gap="xsmall", width=CARD_WIDTH):
            if card.rank in pictures:
                show_drawing(pictures[card.rank], f"optimum {card.letter}")
            st.markdown(card.line)
            with st.container(horizontal=True, gap="small"):
                st.button(
                    f"Open {card.letter}",
                    key=f"basins open {card.letter}",
                    on_click=_ask_for,
                    args=(reached, card.rank),
                )
                with st.popover("Details"):
                    st.markdown("  \n".join(card.details))
    if words := basins_words.others(reached):
        with st.container(key="basins-card-others", border=True, gap="xsmall", width=CARD_WIDTH):
            st.caption(words)


def _ask_for(reached: Basins, rank: int) -> None:
    farthest_first = sorted(reached.maxima[rank].reached_by, key=lambda settings: settings.start != "points")
    session.compare().basin = Basin(tuple(farthest_first[:MAX_BASIN_STARTS_TRIED]), rank)


def _take_away(points: Points, asked: BasinsRequest, reached: Basins) -> None:
    """All runs as CSV, the script that reruns them, and words for a methods section.

    Files are made when they are asked for: a browser that looks for one at once may do so when the page was left.
    """
    text = restarts_script.script(session.scenario(), asked, points.title)
    with st.container(horizontal=True, key="basins-take"):
        st.download_button(
            "All runs (CSV)", lambda: basins_words.as_csv(reached), "runs.csv", "text/csv", on_click="ignore"
        )
        st.download_button(
            "Script that reruns them", lambda: text, "rerun.py", "text/x-python", on_click="ignore"
        )
        if reached.maxima:
            with st.popover("For your methods section"):
                st.code(basins_words.methods_sentence(reached, points.title), language=None, wrap_lines=True)


def _open_if_asked(points: Points, found: Search) -> None:
    """Open the run that was asked for on Watch: the best at its end, others where they part from it."""
    state = session.compare()
    asked, state.basin = state.basin, None
    if asked is None:
        return
    reached = found.basins(found.job.found)
    leaving.open_where_it_parts(points, *_lane_of(points, asked, reached))


def _lane_of(points: Points, asked: Basin, reached: Basins) -> tuple[Lane, EMRun]:
    """A run that ends on the optimum; of quick ones the first that was on the way to the best."""
    log_likelihood = reached.maxima[asked.rank].end.log_likelihood if asked.rank >= 0 else None
    ended = []
    for settings in asked.settings:
        lane = Lane(settings)
        run = runs.run(points, lane)
        if log_likelihood is not None and abs(run.states[-1].log_likelihood - log_likelihood) >= REACHED_NATS:
            continue
        ended.append((lane, run))
        slow = seconds(points.digest, settings, points) > QUICK_RUN_SECONDS
        if asked.rank <= 0 or slow or divergence(points.x, run, reached.maxima[0].end.mixture):
            return lane, run
    return ended[0] if ended else (lane, run)
