"""What pages say of an own file: where it lands, rows that were lost, filters, logarithms, names of rows."""

import html
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from gmmviz.data import RowFilter, dataset, points_from_table, read_table
from gmmviz.em import EMSettings, fit
from gmmviz.em.search.sweep import sweep
from gmmviz.em.statistics.uncertainty import ownership
from gmmviz.figures.palette import LIGHT
from gmmviz.report import allocation_tables, component_cards
from gmmviz.report.component_cards import Described
from gmmviz.report.fit_paragraph import paragraph
from gmmviz.report.row_tables import RowNames
from gmmviz.scenario import ChooseSettings
from gmmviz.scenario.json_words import FILTER_LIST
from gmmviz.ui.choose import choosing
from gmmviz.ui.stage import scenes
from tests.ui.test_charts import calls
from tests.ui.test_profile import facts_of, plain

ROOT = Path(__file__).resolve().parents[2]
FAILING = ROOT / "tests" / "data" / "failing"
X = dataset("faithful").x


def on_data(content: bytes, name: str) -> tuple[str, bool]:
    """What the app says after a file was opened on Data, and whether it is still there."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=90)
    app = app.switch_page("pages/data.py").run()
    app.file_uploader[0].set_value((name, content, "text/csv")).run()
    assert not app.exception
    words = (*app.markdown, *app.caption, *app.warning)
    told = "\n".join(str(each.value) for each in words)
    return told.replace("\u202f", " ").replace("\\", ""), bool(app.file_uploader)


def test_a_file_with_identifiers_stays_on_data_where_they_are_told() -> None:
    told, there = on_data((FAILING / "orders_repeated_ids.csv").read_bytes(), "orders.csv")
    assert there
    assert '"Customer ID" and "Postal Code" look like identifiers: not chosen.' in told
    for words in (".gz", "gmmviz FILE"):  # the ways for files beyond the limit
        assert words in told


def test_rows_lost_while_reading_are_in_the_heading() -> None:
    told, there = on_data((FAILING / "unquoted_comma_in_three_rows.csv").read_bytes(), "birds.csv")
    assert there
    assert "57 of 60 rows, 3 of 4 columns" in told
    assert "3 rows of the file were not read: too many cells (lines " in told
    assert "Put a cell that holds the delimiter in quotes" in told
    assert told.count("too many cells") == 1  # and not again in a notice


def test_a_filter_is_said_on_choose_and_what_says_it_stands_on_basins_and_the_map() -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=90)
    app.query_params["data"] = "faithful"
    wanted = [RowFilter("waiting", low=70.0)]
    app.query_params["filter"] = FILTER_LIST.write(tuple(wanted))
    app.run()
    app.switch_page("pages/choose.py").run()
    assert not app.exception
    kept = int((X[:, 1] >= 70.0).sum())
    sentence = f'{kept} of 272 rows: "waiting" is at least 70.'
    assert any(sentence in each.value.replace("\\", "") for each in app.markdown)
    files = {path.name for path in calls("said_of")}
    assert {"choosing.py", "basins_panel.py", "map_panel.py"} <= files
    points = replace(
        dataset("faithful"), x=X[X[:, 1] >= 70.0], truth=None, filters=tuple(wanted), account=None
    )
    assert [each.replace("\\", "") for each in scenes.said_of(points)] == [
        f'{kept} of {kept} rows: "waiting" is at least 70.'
    ]


@pytest.mark.parametrize(("n", "kind"), [(20, "secondary"), (272, "primary")])
def test_the_button_that_opens_the_best_is_not_the_first_choice_where_rows_are_too_few(
    n, kind, monkeypatch
) -> None:
    cells = [cell for cell in sweep(X[:n], (2,), ("VVV",), starts=4) if cell.finished]
    plan = ChooseSettings(by="bic", most=2)
    board = SimpleNamespace(d=2, plan=plan, wanted=(), points=dataset("faithful"))
    seen = {}
    monkeypatch.setattr(choosing.st, "button", lambda label, key, **rest: seen.setdefault(key, rest))
    monkeypatch.setattr(choosing.taking, "button", lambda *_, **__: None)
    choosing._words(board, cells, SimpleNamespace(found={}, goes_on=False))
    assert seen["choose open"]["type"] == kind


def test_the_count_over_the_chart_is_drawn_beside_the_one_in_the_text_after_the_chart(monkeypatch) -> None:
    drawn: list[str] = []
    plan = ChooseSettings()
    for name in ("_criteria", "_progress", "_chart", "_best_few", "_words"):
        monkeypatch.setattr(choosing, name, lambda *_, name=name: drawn.append(name))
    monkeypatch.setattr(choosing.choose_settings, "plan", lambda: plan)
    monkeypatch.setattr(choosing.best_seen, "after_grid", lambda *_: None)
    monkeypatch.setattr(choosing.session, "choose", lambda: SimpleNamespace(cell=None))
    board = SimpleNamespace(plan=plan, points=None, cells=lambda now: [])
    choosing._draw(board, SimpleNamespace())
    assert drawn == ["_chart", "_best_few", "_criteria", "_progress", "_words"]


def test_the_paragraph_says_that_the_best_is_at_the_edge_of_the_range() -> None:
    points = dataset("faithful")
    run = fit(X, EMSettings(k=2, start="kmeans++"))
    last = {(cell.family, cell.k): cell for cell in sweep(X, (1, 2), ("VVV",), starts=4)}
    told = plain(paragraph(facts_of(points, run, cells=tuple(last.values()), planned=2)))
    edge = "The best is at the upper edge of that range, so more components may do better."
    assert f"Tried were K = 1 to 2 in 2 models. {edge}" in told
    more = {(cell.family, cell.k): cell for cell in sweep(X, (1, 2, 3), ("VVV",), starts=4)}
    told = plain(paragraph(facts_of(points, run, cells=tuple(more.values()), planned=3)))
    assert edge not in told


NAMED = "surname,other,length,mass\n" + "".join(
    f"Person {row},code{row},{a:.3f},{np.exp(b):.3f}\n"
    for row, (a, b) in enumerate(zip(X[:, 0], X[:, 1] / 20, strict=True))
)


def test_a_chosen_column_names_typical_ambiguous_and_far_rows() -> None:
    table = read_table(NAMED.encode(), "people.csv")
    points = points_from_table(table, ["length", "mass"], "")
    mixture = fit(points.x, EMSettings(k=2, start="kmeans++")).states[-1].mixture
    owned = ownership(points.x, mixture)
    for chosen, begins in (("surname", "Person "), ("other", "code")):
        names = RowNames(points, table, chosen)
        found = Described(mixture, owned, 0.99, names, points.x.mean(axis=0), points.x.std(axis=0))
        for j in range(2):
            told, examples = component_cards.rows(found, j), owned.examples[j]
            for rows in (examples.typical, examples.shared, examples.far):
                assert len(rows)
                for row in rows:
                    assert re.search(rf">{begins}{row}<", told), (chosen, row)
        rows = owned.undecided(0.99)[:9]
        told = allocation_tables.undecided(names, rows, mixture.responsibilities(points.x[rows]), LIGHT)
        assert len(rows)
        for row in rows:
            assert f">{html.escape(f'{begins}{row}')}<" in told
