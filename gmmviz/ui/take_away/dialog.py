"""What is taken away from a fit: rows, parameters, scripts, a link; and new rows assigned by it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from gmmviz.data import Points
from gmmviz.data.beside import kept_beside
from gmmviz.em import EMRun
from gmmviz.figures.escape import markdown_text
from gmmviz.report.fits.lane_words import headline, lane_words
from gmmviz.report.scripts.data_lines import file_name, stem
from gmmviz.resources import styles
from gmmviz.scenario import UPLOAD, ChooseSettings, CompareSettings, Lane, Scenario, to_query
from gmmviz.ui.frame import guard, phone, session
from gmmviz.ui.frame.theme import theme
from gmmviz.ui.take_away import bring_rows, known_owners, offered_scripts, own_file, player_file, rows_file
from gmmviz.ui.work import runs, sources

JSON_TYPE = "application/json"


@dataclass(frozen=True, eq=False)
class Taken:
    """What is being taken away: the first lane of `scenario` on its points, and its run."""

    scenario: Scenario
    points: Points
    run: EMRun

    @property
    def stem(self) -> str:
        """How the names of its files begin."""
        return stem(self.points.title)


def open_with(lane: Lane | None) -> None:
    """Open the dialog, for a lane or for those of the scenario."""
    _dialog(lane)


@st.dialog("Take away", width="medium")
@guard.guarded
def _dialog(lane: Lane | None) -> None:
    _style()
    scenario = session.scenario()
    lanes = scenario.lanes if lane is None else (lane,)
    chosen = lanes[0]
    if len(lanes) > 1:
        numbers, d = list(range(len(lanes))), sources.columns_of(scenario)
        place = st.selectbox(
            "Which run", numbers, format_func=lambda number: lane_words(number, lanes[number], d)
        )
        chosen = lanes[place]
    scenario = replace(scenario, lanes=(chosen,), choose=ChooseSettings(), compare=CompareSettings())
    try:
        points = sources.points(scenario)
        taken = Taken(scenario, points, runs.run(points, chosen))
    except (sources.NoPoints, ValueError) as problem:
        st.info(markdown_text(problem, limit=400))
        return
    st.markdown(headline(points, taken.run))
    part = st.segmented_control(
        "What to take",
        list(DIALOG_PARTS),
        key=session.shown_when_changed("take part", "Rows"),
        required=True,
        label_visibility="collapsed",
    )
    with st.container(key="take-part"):
        DIALOG_PARTS[part or "Rows"](taken)


def _style() -> None:
    """The dialog's own CSS."""
    rules = styles(Path(__file__).parent / "taking.css")
    st.html(f"<style>{rules}\n.gmm-take-link {{ border-color: {theme().border}; }}</style>")


def _rows(taken: Taken) -> None:
    rows = rows_file.source_rows(taken.scenario, taken.points)
    mixture, stable = taken.run.states[-1].mixture, known_owners.known(taken.points, taken.run)
    rows_file.part(rows, taken.points, mixture, f"{taken.stem}-rows.csv", stable)
    if taken.scenario.data.startswith(UPLOAD):
        own_file.part(taken.scenario, taken.points, taken.run)


def _parameters(taken: Taken) -> None:
    from gmmviz.em.saved import fit_text, saved

    own = taken.scenario.data.startswith(UPLOAD)
    fit = saved(
        taken.run,
        taken.points.columns,
        taken.points.n,
        scaling=taken.points.scaling,
        source=taken.points.title,
        digest=taken.scenario.data.removeprefix(UPLOAD) if own else None,
        link=to_query(taken.scenario),
        **kept_beside(taken.points),
    )
    st.markdown(
        "Weights, means and covariances with all their digits, in the file's units, with the settings and how the "
        "run ended."
    )
    try:
        text = fit_text(fit)
    except ValueError as problem:
        st.info(f"These parameters could not be read back. {markdown_text(problem, limit=300)}")
        return
    st.download_button(
        "Parameters (JSON)", text, f"{taken.stem}-fit.json", JSON_TYPE, key="take json", on_click="ignore"
    )
    st.markdown("They are read back to the same bits:")
    st.code(
        f"import gmmviz\n\nfit = gmmviz.read_fit({taken.stem + '-fit.json'!a})\n"
        "fit.mixture.responsibilities(x)  # x: rows by columns, as in fit.columns",
        language="python",
    )


def _scripts(taken: Taken) -> None:
    offered_scripts.part(taken.scenario, taken.points, taken.run, f"{taken.stem}-rows.csv", taken.stem)


def _report(taken: Taken) -> None:
    from gmmviz.ui.take_away import report_part  # slow to import: when it is asked for

    report_part.part(taken.scenario, taken.points, taken.run, taken.stem)


def _player(taken: Taken) -> None:
    player_file.part(taken.scenario, taken.points, taken.run, f"{taken.stem}.html")


def _in_words(taken: Taken) -> None:
    from gmmviz.report.transcript import transcript

    st.markdown(
        "The run as a transcript: one sentence for the start, for each half-step, and for how it ended."
    )
    st.download_button(
        "Transcript",
        lambda: transcript(
            taken.points.x, taken.run, taken.points.title, taken.points.columns, taken.points.logs
        ),
        f"{taken.stem}-transcript.txt",
        "text/plain",
        key="take transcript",
        on_click="ignore",
    )


def _new_rows(taken: Taken) -> None:
    bring_rows.part(taken.points, taken.run.states[-1].mixture, f"{taken.stem}-new-rows.csv")


def _link(taken: Taken) -> None:
    own = sources.own_file(taken.scenario.data) if taken.scenario.data.startswith(UPLOAD) else None
    base = phone.base_address(st.context.url or "")
    words, picture = st.columns([3, 2])
    with words:
        st.markdown(
            "This fit on Watch, with all settings and the view. The same link shows the same picture."
        )
        st.code(f"{base}/?{to_query(taken.scenario)}", language=None, wrap_lines=True)
    with picture:
        phone.part(phone.query_for_phones(taken.scenario))
    if own is not None:
        st.markdown(
            "A link does not carry the file: whoever opens it is asked for the same file, under any name, and it "
            "is recognised."
        )
        st.download_button(
            "The file as it was opened", own.content, file_name(own.name), key="take file", on_click="ignore"
        )
    st.markdown(
        "Pictures (PNG, SVG) are saved from the stage's own menu; the runs of Compare and the grid of Choose are on "
        "their pages, as CSV."
    )


DIALOG_PARTS: dict[str, Callable[[Taken], None]] = {
    "Rows": _rows,
    "Report": _report,
    "Parameters": _parameters,
    "Scripts": _scripts,
    "Player": _player,
    "In words": _in_words,
    "New rows": _new_rows,
    "Link": _link,
}
