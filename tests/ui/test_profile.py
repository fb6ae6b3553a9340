"""Profile and How good without a browser: every number is the engine's, every name stays a name."""

import html
import json
import re
from base64 import b64decode
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from gmmviz.data import Points, dataset, points_from_table, read_table
from gmmviz.em import EMRun, EMSettings, fit, fit_in, units_of
from gmmviz.em.search.sweep import Cell, fit_cell
from gmmviz.em.statistics.criteria import bic, measures
from gmmviz.em.statistics.uncertainty import ownership
from gmmviz.figures.escape import one_line
from gmmviz.figures.palette import LIGHT
from gmmviz.report import allocation_tables, component_cards
from gmmviz.report.component_cards import Described
from gmmviz.report.fit_paragraph import Facts, paragraph
from gmmviz.report.row_tables import RowNames, short_percent
from gmmviz.scenario import opening
from gmmviz.ui.stage.embedded import packed
from tests.ui.parts import parts, text_of_parts
from tests.ui.test_pages import opened, without_traceback

HOSTILE = ("![p](http://example.org/x.png)", "<img src=x onerror=alert(1)>", "=cmd()|'x'!A0")
TAGS = {
    "div",
    "article",
    "header",
    "h2",
    "p",
    "strong",
    "span",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "b",
    "i",
}
CSV = ("id," + ",".join(f'"{name}"' for name in HOSTILE) + ",class\n").encode() + b"".join(
    b'"<i>%d</i>",%d.5,%s,%d.25,"<b>%s</b>"\n'
    % (
        i,
        i * 37 % 101 + 60 * (i % 2),
        b"" if i in {3, 8} else b"%d" % (i * i % 23),
        i * 7 % 31,
        b"pq"[i % 2 :][:1],
    )
    for i in range(60)
)


def facts_of(points: Points, run: EMRun, at: int = -1, **given: Any) -> Facts:
    shown = run.states[at]
    owned = ownership(points.x, shown.mixture)
    mean, sd = points.x.mean(axis=0), points.x.std(axis=0)
    found = Described(shown.mixture, owned, 0.8, RowNames(points, given.pop("table", None)), mean, sd)
    return Facts(points, run, shown, found, **given)


def test_a_grid_is_told_with_its_range_its_gaps_and_its_edge(
    faithful: Facts, neighbours: tuple[Cell, ...]
) -> None:
    whole = plain(paragraph(replace(faithful, cells=neighbours, planned=len(neighbours))))
    ks = sorted({cell.k for cell in neighbours})
    assert f"Tried were K = {ks[0]} to {ks[-1]} in {len(neighbours)} models." in whole
    unfinished = plain(paragraph(replace(faithful, cells=neighbours, planned=24)))
    assert (
        f"The grid was unfinished: {len(neighbours)} of 24 models, so far K = {ks[0]} to {ks[-1]}."
        in unfinished
    )
    assert "edge" not in unfinished
    models = tuple(
        replace(cell, settings=replace(cell.settings, family="EEE")) if cell.k == 1 else cell
        for cell in neighbours
    )
    largest = max(models, key=lambda cell: cell.k)
    lost = replace(largest, optima=(), failures=("A component lost its points.",))
    cells = tuple(lost if cell is largest else cell for cell in models)
    gaps = plain(paragraph(replace(faithful, cells=cells, planned=len(cells))))
    assert "Missing: " in gaps
    assert "No start could be used. A component lost its points." in gaps


def plain(text: str) -> str:
    """Text as it is searched: ordinary spaces and minus signs."""
    return text.replace("\u202f%", " %").replace("\u202f", ",").replace("−", "-")


def words(content: str) -> str:
    """What HTML says, without its tags."""
    return plain(html.unescape(re.sub(r"<[^>]+>", " ", content)))


@pytest.fixture(scope="module")
def faithful() -> Facts:
    points = dataset("faithful")
    return facts_of(points, fit(points.x, EMSettings(k=2, seed=13)))


@pytest.fixture(scope="module")
def neighbours() -> tuple:
    x, settings = dataset("faithful").x, EMSettings(k=2, tol=1e-8)
    return tuple(list(fit_cell(x, replace(settings, k=k), 4 if k > 1 else 1))[-1] for k in (1, 2, 3))


def test_the_paragraph_has_the_numbers_of_the_engine(faithful: Facts, neighbours: tuple) -> None:
    """Each is computed here another way: by responsibilities (n, k) and the criteria's own measures."""
    told = plain(paragraph(replace(faithful, cells=neighbours)))
    mixture, x = faithful.shown.mixture, faithful.points.x
    responsibilities = mixture.responsibilities(x)
    owners, level = responsibilities.argmax(axis=1), bic(measures(x, mixture, 11))
    assert (
        "A mixture of 2 Gaussian components (shape: free ellipses, VVV) was fitted to 272 rows of Old Faithful"
        in told
    )
    assert "No row was left out." in told
    for j in (0, 1):
        count, apart = int((owners == j).sum()), (mixture.means[j] - x.mean(axis=0)) / x.std(axis=0)
        assert (
            f"Component {j + 1} holds {100 * mixture.weights[j]:.0f} % ({count} rows most likely its own)"
            in told
        )
        for value, mean in zip(apart, mixture.means[j], strict=True):
            assert f", {value:+.1f} sd)" in told
            assert f"(mean {mean:.3g}" in told or f"(mean {mean:.2f}" in told
    assert f"BIC is {level:,.2f} (lower is better; 11 parameters, log-likelihood -1,130.26)" in told
    for cell in (neighbours[0], neighbours[2]):
        lead = bic(cell.best.end.measures) - level
        assert f"with {cell.k} component{'s' if cell.k > 1 else ''} it is {lead:,.2f} higher" in told
    reached = len(neighbours[1].best.reached_by)
    assert f"{reached} of 4 starts ended on this same optimum, none on a higher one." in told
    assert (responsibilities.max(axis=1) >= 0.8).all()
    assert "No row is ambiguous: one component owns at least 80 % of each." in told


def test_starts_beyond_those_of_the_grid_are_counted_where_none_ended_higher(
    faithful: Facts, neighbours: tuple
) -> None:
    told = plain(paragraph(replace(faithful, cells=neighbours, seen=14)))
    assert "starts ended on this same optimum, and none of the 14 that were tried on a higher one." in told


def test_ambiguous_rows_are_counted() -> None:
    points = dataset("faithful")
    run = fit(points.x, EMSettings(k=3, seed=4))
    loose = int((run.states[-1].mixture.responsibilities(points.x).max(axis=1) < 0.8).sum())
    told = plain(paragraph(facts_of(points, run)))
    assert f"{loose} rows ({100 * loose / 272:.1f} %) are ambiguous: no component owns 80 % of them." in told


def test_a_grid_is_named_by_its_next_best(faithful: Facts, neighbours: tuple) -> None:
    told = plain(paragraph(replace(faithful, cells=neighbours, planned=len(neighbours))))
    lead = bic(neighbours[2].best.end.measures) - faithful.bic
    assert "the lowest of 3 models; the next, K = 3, free ellipses (VVV), is" in told
    assert f"is {lead:,.2f} higher" in told


def test_a_fit_below_the_best_known_says_so(neighbours: tuple) -> None:
    points = dataset("faithful")
    poor = fit(points.x, EMSettings(k=2, seed=13, max_iter=3))
    told = paragraph(facts_of(points, poor, cells=neighbours))
    higher = neighbours[1].best.end.log_likelihood - poor.states[-1].log_likelihood
    assert (
        f"None of 4 starts ended on this same optimum; {len(neighbours[1].best.reached_by)} ended {higher:,.2f} higher"
        in told
    )
    assert f"Careful: {poor.verdict.sentence}" in told


def test_what_is_not_known_is_not_claimed(faithful: Facts) -> None:
    told = paragraph(faithful)
    assert "it was not compared with other numbers of components" in told
    assert "One start was tried (random points, no. 13)." in told


def test_caveats_name_the_frame_the_parameters_the_units_and_the_assignment(faithful: Facts) -> None:
    early = facts_of(faithful.points, faithful.run, at=2)
    last = faithful.run.states[-1].iteration
    assert f"Careful: This is the mixture after 2 of {last} updates, not the end of the run." in paragraph(
        early
    )
    assert "at the end of a run only" in paragraph(early)
    wine = dataset("wine")
    assert "Careful: 314 parameters for 178 rows" in paragraph(
        facts_of(wine, fit(wine.x, EMSettings(k=3, seed=1)))
    )
    circles = fit(faithful.points.x, EMSettings(k=2, family="VII", variant="hard"))
    told = paragraph(facts_of(faithful.points, circles))
    assert "Careful: This shape depends on the units" in told
    assert "Careful: Rows were assigned whole, as in k-means" in told


def test_a_spurious_component_is_told() -> None:
    x = np.vstack([np.random.default_rng(3).normal(size=(60, 2)), [[9.0, 9.0], [9.0, 9.001], [9.001, 9.0]]])
    labels = np.repeat([0, 1], [60, 3])
    run = fit(x, EMSettings(k=2), start=labels)
    assert run.flags
    told = paragraph(facts_of(Points(x, ("a", "b")), run))
    assert f"Careful: {run.flags[0].sentence}" in told
    assert "a component that shrank makes it low without end, so it is no evidence for a model." in told
    assert "evidence for 2" not in told


def test_standardised_columns_are_told_in_the_units_of_the_file() -> None:
    points = replace(dataset("faithful"), scaling="standardise")
    run = fit_in(points.x, EMSettings(k=2, family="VII", seed=1), units_of(points.x, "standardise"))
    facts = facts_of(points, run)
    told = paragraph(facts)
    assert "(eruptions, waiting), standardised for the fit." in told
    assert "depends on the units" not in told
    assert facts.bic == pytest.approx(
        bic(measures(points.x, run.states[-1].mixture, facts.parameters)), rel=1e-9
    )


def test_a_card_has_sizes_and_rows_of_its_component() -> None:
    points = dataset("iris")
    facts = facts_of(points, fit(points.x, EMSettings(k=3, seed=4)))
    mixture, found = facts.shown.mixture, facts.found
    responsibilities = mixture.responsibilities(points.x)
    owners = responsibilities.argmax(axis=1)
    for j in range(3):
        card = component_cards.card(found, j, LIGHT)
        mine = owners == j
        loose = int((responsibilities[mine].max(axis=1) < 0.8).sum())
        assert f"{mine.sum()} rows most likely its own; {loose} of these ambiguous" in " ".join(
            words(card).split()
        )
        assert f"<strong>{short_percent(mixture.weights[j])}</strong>" in card
        (typical,) = re.findall(r'<th scope="row">typical</th><td>(\d+)</td>', card)
        assert int(typical) - 1 == facts.found.owned.examples[j].typical[0]


def test_a_column_of_one_value_sets_nothing_apart() -> None:
    x = np.column_stack([np.arange(8.0), np.full(8, 3.0)])
    run = fit(x[:, :1], EMSettings(k=2, seed=1))
    wide = run.states[-1].mixture
    covariances = np.zeros((2, 2, 2))
    covariances[:, 0, 0], covariances[:, 1, 1] = wide.covariances[:, 0, 0], 1.0
    mixture = type(wide)(wide.weights, np.column_stack([wide.means, [3.0, 3.0]]), covariances)
    names = RowNames(Points(x, ("a", "b")))
    found = Described(mixture, ownership(x, mixture), 0.8, names, x.mean(axis=0), x.std(axis=0))
    assert (found.apart[:, 1] == 0.0).all()
    assert found.order(0).tolist() == [0, 1]


def test_rows_are_named_by_row_line_and_identifier() -> None:
    table = read_table(CSV)
    points = points_from_table(table)
    names = RowNames(points, table)
    assert names.heads == ["row", "line", "id"]
    assert names.cells(np.array([0, 3])) == [
        ["1", "2", "&lt;i&gt;0&lt;/i&gt;"],
        ["5", "6", "&lt;i&gt;4&lt;/i&gt;"],
    ]
    assert RowNames(points).cells(np.array([3])) == [["5"]]


def test_hostile_names_stay_names_in_every_table() -> None:
    table = read_table(CSV)
    points = points_from_table(table)
    run = fit(points.x, EMSettings(k=2, family="VVI", seed=1))
    facts = facts_of(points, run, table=table)
    told = paragraph(facts)
    assert told.startswith("A mixture of 2 Gaussian components")
    assert "58 of the 60 rows in the file are fitted; left out: 2 with no value in " in told
    assert all(name in told for name in points.columns)
    rows = np.arange(5)
    responsibilities = run.states[-1].mixture.responsibilities(points.x[rows])
    for content in (
        component_cards.cards(facts.found, LIGHT),
        allocation_tables.undecided(facts.found.names, rows, responsibilities, LIGHT),
    ):
        assert set(re.findall(r"</?([a-z0-9]+)", content)) <= TAGS
        assert "<img" not in content
        assert "onerror=alert" not in re.sub(r">[^<]*<", "><", content)
    assert component_cards.columns(facts.found, LIGHT)["names"] == [one_line(name) for name in points.columns]
    assert all(html.escape(name)[:20] in content for name in points.columns)


def test_rows_nobody_can_place_have_the_shares_of_the_engine() -> None:
    points = dataset("faithful")
    mixture = fit(points.x, EMSettings(k=3, seed=4)).states[-1].mixture
    responsibilities = mixture.responsibilities(points.x)
    rows = ownership(points.x, mixture).undecided(0.8)
    content = allocation_tables.undecided(RowNames(points), rows, responsibilities[rows], LIGHT)
    assert [int(row) - 1 for row in re.findall(r'<th scope="row">(\d+)</th>', content)] == rows.tolist()
    for share in responsibilities[rows].ravel():
        assert f'title="{float(share)!r}"' in content


def test_rows_travel_as_bits() -> None:
    bits = np.unpackbits(
        np.frombuffer(b64decode(packed(np.array([70, 0, 9, 8]))), np.uint8), bitorder="little"
    )
    assert np.flatnonzero(bits).tolist() == [0, 8, 9, 70]
    assert packed(np.empty(0, dtype=np.int64)) == ""


def drawer(app: AppTest, name: str) -> AppTest:
    (found,) = [group for group in app.button_group if group.key == "drawer"]
    return without_traceback(found.select(name).run())


def shown(app: AppTest) -> str:
    """All that tables, paragraphs and st.markdown say."""
    said = (
        [element.proto.body for element in app.get("html")]
        + [text_of_parts(app)]
        + [element.value for element in app.markdown]
    )
    return plain(" ".join(said).replace("\\", "").replace("\u2060", ""))


def marked(app: AppTest) -> dict[str, Any] | None:
    """What the stage was told to ring."""
    (envelope,) = [
        element.proto
        for element in app.get("bidi_component")
        if element.proto.component_name.endswith("stage.envelope")
    ]
    told: dict[str, Any] | None = json.loads(envelope.json)[0]["marked"]
    return told


def test_the_drawers_follow_the_frame_at_rest() -> None:
    """The mixture is the one that Numbers shows: of frame 4 the one after two updates, of the run on the stage."""
    x = dataset("faithful").x
    run = fit(x, EMSettings(k=2, seed=13))
    app = drawer(opened("data=faithful&k=2&seed=13&frame=4"), "Profile")
    (cards,) = parts(app, "cards")
    (sent,) = [
        element.proto.bytes
        for element in app.get("bidi_component")
        if element.proto.component_name == "gmmviz.stage.run"
    ]
    assert f'"digest": "{cards["of"][0]}"'.encode() in sent
    assert cards["of"][1] == 2
    assert all(
        f"<strong>{plain(short_percent(weight))}</strong>" in shown(app)
        for weight in run.states[2].mixture.weights
    )
    app = drawer(app, "How good")
    mixture = run.states[2].mixture
    assert f"**{len(ownership(x, mixture).undecided(0.8))} rows** of 272" in shown(app)
    assert marked(app) == {"least": 0.8, "words": "that nobody can place."}


def test_the_threshold_is_the_readers_and_the_same_in_both_drawers() -> None:
    run = fit(dataset("faithful").x, EMSettings(k=3, seed=4))
    owned = ownership(dataset("faithful").x, run.states[-1].mixture)
    app = drawer(opened("data=faithful&k=3&seed=4&frame=9999"), "How good")
    without_traceback(app.slider[0].set_value(95).run())
    loose = len(owned.undecided(0.95))
    assert f"**{loose} rows** of 272" in shown(app)
    assert marked(app) == {"least": 0.95, "words": "that nobody can place."}
    without_traceback(app.checkbox[0].uncheck().run())
    assert marked(app) is None
    app = drawer(app, "Profile")
    assert f"; {owned.undecided_counts(0.95)[1]} of these ambiguous" in words(shown(app)).replace("  ", " ")


def test_five_rows_are_listed_and_more_where_they_are_asked_for() -> None:
    def listed(app: AppTest) -> int:
        return shown(app).count('<th scope="row">') - 3  # the components' own table has one of each

    app = drawer(opened("data=faithful&k=3&seed=1&frame=5"), "How good")
    assert listed(app) == 5
    (more,) = [button for button in app.button if button.key == "good more"]
    offered = int(more.label.split()[1])
    without_traceback(more.click().run())
    assert listed(app) == 5 + offered


def test_one_component_has_nothing_to_place() -> None:
    app = drawer(opened("data=faithful&k=1&frame=9999"), "How good")
    assert "nothing to place" in shown(app)
    assert marked(app) is None
    drawer(app, "Profile")


@pytest.mark.parametrize(
    "query",
    ["data=wine&k=12&family=VII&frame=9999", "data=iris&k=3&max_iter=1&frame=9999", "data=olympic&k=5"],
)
def test_the_drawers_open_on_any_fit(query: str) -> None:
    app = opened(query)
    for name in ("Profile", "How good", "Numbers"):
        app = drawer(app, name)


def test_the_truth_is_not_given_away_unasked() -> None:
    app = drawer(opened("data=iris&k=3&frame=9999"), "How good")
    assert "Adjusted Rand" not in shown(app)
    app = drawer(app, "Profile")
    assert "setosa" not in shown(app)
    (split,) = [box for box in app.selectbox if box.label.startswith("Split")]
    without_traceback(split.select_index(0).run())
    assert "setosa" in shown(app)


def test_importing_watch_does_not_import_the_drawers() -> None:
    import subprocess
    import sys

    script = (
        "import gmmviz.ui.watch.watching, sys; "
        "print(*('gmmviz.ui.watch.' + n in sys.modules for n in ('profile_drawer', 'allocation')))"
    )
    root = Path(__file__).resolve().parents[2]
    printed = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert printed.stdout.split() == ["False", "False"]


def test_a_grid_and_basins_of_the_session_are_what_a_fit_is_compared_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The basins know how many starts agree; the grid knows the next best model, and goes first."""
    from gmmviz.scenario import ChooseSettings, CompareSettings
    from gmmviz.ui.choose import choose_settings
    from gmmviz.ui.compare import compare_settings
    from gmmviz.ui.frame import session
    from gmmviz.ui.watch import rivals
    from gmmviz.ui.work import basins_search, grid_search

    points, scenario = dataset("faithful"), opening("faithful")
    run = fit(points.x, scenario.settings)
    monkeypatch.setattr("streamlit.session_state", {})
    session.replace_scenario(
        replace(scenario, compare=CompareSettings(starts=20), choose=ChooseSettings(most=2, starts=2))
    )
    session.compare().opened_page = True
    asked = basins_search.basins_request(scenario.lanes[0], compare_settings.plan().methods, 20)
    search = basins_search.search(points, asked)
    assert rivals.from_basins(points, run) == ()
    search.job.join("one")
    assert search.job.wait(lambda _: False, 60)
    cells, planned = rivals.known(points, run)
    assert planned == 0
    assert [(cell.k, cell.starts) for cell in cells] == [(2, asked.total), (1, 1), (3, 20)]
    told = paragraph(facts_of(points, run, cells=cells))
    assert f"{asked.total} of {asked.total} starts ended on this same optimum" in told

    session.choose().opened_page = True
    filled = grid_search.grid(points, 2, "free", 0.1)
    models = grid_search.models_of(points.d, 2, choose_settings.plan().names)
    filled.job.join("one", filled.wanted(models, 0))
    assert filled.job.wait(lambda _: False, 60)
    cells, planned = rivals.known(points, run)
    assert planned
    assert {(cell.family, cell.k) for cell in cells} == set(models)
    told = plain(paragraph(facts_of(points, run, cells=cells, planned=len(cells))))
    assert f"of {len(models)} models the lowest" in told or f"the lowest of {len(models)} models" in told
