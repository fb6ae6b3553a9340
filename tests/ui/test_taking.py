"""Take away without a browser: what is offered and said, files that are sent from disk, new rows."""

import errno
import gc
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from gmmviz.data import Account, Loss, dataset
from gmmviz.data.account import READING_PART
from gmmviz.data.assigned_rows import ROWS_OF_A_PIECE, SourceRows, pieces
from gmmviz.data.export import csv_blocks
from gmmviz.data.labelled_file import NotLabelled
from gmmviz.data.new_rows import FittedColumns, read_new_rows
from gmmviz.em import EMSettings, fit
from gmmviz.report.evidence.cluster_words import Grouping
from gmmviz.report.rows import rows_csv
from gmmviz.report.rows.left_out import left_out_words
from gmmviz.report.transcript import transcript
from gmmviz.scenario import Scenario
from gmmviz.ui.server import prepared
from gmmviz.ui.take_away import own_file, rows_file
from gmmviz.ui.take_away.dialog import DIALOG_PARTS

ROOT = Path(__file__).resolve().parents[2]
FAITHFUL = fit(dataset("faithful").x, EMSettings(k=2, seed=13))
MIXTURE = FAITHFUL.states[-1].mixture


def opened(part: str, query: str = "v=1&data=faithful&k=2&family=VVV&start=points&seed=13") -> AppTest:
    """The app at an address, with this part of Take away open."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in parse_qsl(query):
        app.query_params[name] = value
    app.run()
    app.session_state["take part"] = part
    app.button(key="take away").click().run()
    assert [error.value for error in app.exception] == []
    return app


def said(app: AppTest) -> str:
    elements = (*app.markdown, *app.code, *app.info, *app.caption)
    return "\n".join(str(element.value) for element in elements).replace(
        "\u202f", " "
    )  # thin spaces in numbers


def offered(app: AppTest) -> list[str]:
    return [button.proto.label for button in app.get("download_button")]


@pytest.mark.parametrize("part", DIALOG_PARTS)
def test_every_part_says_which_fit_it_is_about(part: str) -> None:
    told = said(opened(part))
    assert (
        "**Old Faithful**, K = 2, free ellipses: Settled after 15 iterations. Log-likelihood −1 130.26."
        in told
    )


def test_nothing_is_mounted_before_it_is_opened() -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert offered(app) == []


def test_rows_and_parameters_are_one_click() -> None:
    assert offered(opened("Rows")) == ["Rows (CSV)"]
    app = opened("Parameters")
    assert offered(app) == ["Parameters (JSON)"]
    assert "gmmviz.read_fit('Old-Faithful-fit.json')" in said(app)


def test_the_player_says_its_size_before_it_is_saved() -> None:
    (label,) = offered(opened("Player"))
    assert re.fullmatch(r"Player \(HTML\), 2\.[012] MB", label)


def test_scripts_that_get_there_are_offered() -> None:
    app = opened("Scripts")
    assert offered(app) == ["Script with gmmviz", "Script with scikit-learn"]
    assert said(app).count("Tried just now: log-likelihood −1 130.26") == 2
    assert "It reads Old-Faithful-rows.csv, which is under Rows" in said(app)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("family=VEE", "scikit-learn does not have the shape “one ellipse, own sizes”"),
        ("variant=hard", "scikit-learn fits mixtures by EM only, and this run is hard EM."),
        ("weights=equal", "scikit-learn cannot keep all components the same size."),
        ("accelerate=1", "scikit-learn takes plain steps only, and this run jumps ahead."),
        ("floor=0.3", "scikit-learn knows no smallest width"),
    ],
)
def test_what_scikit_learn_cannot_reproduce_is_not_offered(query: str, words: str) -> None:
    app = opened("Scripts", f"v=1&data=faithful&k=3&start=points&seed=2&{query}")
    assert offered(app) == ["Script with gmmviz"]
    assert words in said(app)


def test_the_link_is_of_this_fit_and_view() -> None:
    app = opened("Link", "v=1&data=iris&k=3&family=EEE&start=kmeans&seed=4&scaling=standardise&frame=3")
    assert "/?v=1&data=iris&scaling=standardise&k=3&family=EEE&start=kmeans&seed=4&frame=3" in said(app)


def test_what_rows_are_told_is_what_the_mixture_says() -> None:
    x = dataset("faithful").x
    told = rows_csv.annotate(MIXTURE, np.zeros(2, bool))(x)
    assert list(told) == ["component", "responsibility 1", "responsibility 2", "uncertainty", "log-density"]
    responsibilities = MIXTURE.responsibilities(x)
    np.testing.assert_array_equal(told["component"], responsibilities.argmax(axis=1) + 1)
    np.testing.assert_array_equal(told["responsibility 2"], responsibilities[:, 1])
    np.testing.assert_allclose(told["uncertainty"], 1 - responsibilities.max(axis=1), atol=1e-15)
    assert told["log-density"].sum() == pytest.approx(FAITHFUL.states[-1].log_likelihood, rel=1e-12)
    assert all(len(values) == 0 for values in rows_csv.annotate(MIXTURE, np.zeros(2, bool))(x[:0]).values())


def test_a_piece_that_is_left_out_whole_is_there_too() -> None:
    n = ROWS_OF_A_PIECE + 2
    columns = {"a": np.full(n, np.nan), "b": np.arange(float(n))}
    columns["a"][-1] = 3.0
    blocks = list(rows_csv.rows_csv(SourceRows("line", np.arange(n), columns, ("a", "b")), MIXTURE))
    lines = b"".join(blocks).decode().splitlines()
    assert lines[1] == "0,,0,,,,,,no value in a"
    assert lines[-1].startswith(f"{n - 1},3,{n - 1},")
    assert lines[-1].endswith(",")


def test_new_rows_are_counted_by_what_becomes_of_them() -> None:
    new = read_new_rows(
        b"waiting,eruptions\n79,4.3\n,2\n300,3\n9999,1\n", "new.csv", FittedColumns(("eruptions", "waiting"))
    )
    assert rows_csv.counts_of_new(new.rows, MIXTURE) == (
        "3 rows assigned. 1 row left out for want of a value: see the column “left out”. 2 rows are improbable, "
        "outside the 0.999 region of every component: the fit has not seen the like, so do not trust their component."
    )
    header, first, *_ = (
        b"".join(csv_blocks(pieces(new.rows, rows_csv.annotate_new(MIXTURE, new.rows.logged))))
        .decode()
        .splitlines()
    )
    assert header == (
        "line,waiting,eruptions,component,responsibility 1,responsibility 2,uncertainty,log-density,improbable,left out"
    )
    assert first.startswith("2,79,4.3,2,")


def test_a_prepared_file_is_sent_by_its_token_and_deleted_when_nobody_holds_it() -> None:
    file = prepared.PreparedFile('it\'s "q".csv', "text/csv")
    file.write(b"a,b\r\n")
    assert status(file.token) == 404  # it is not finished
    file.close()
    assert status(file.token) == 200
    assert status(file.token[:-1]) == 404
    path, token = file.path, file.token
    assert path.read_bytes() == b"a,b\r\n"
    del file
    gc.collect()
    assert not path.exists()
    assert status(token) == 404


def test_a_full_disk_is_told_and_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: prepared.PreparedFile, block: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(rows_file, "MAX_CELLS_AT_ONCE", 0)
    monkeypatch.setattr(prepared.PreparedFile, "write", full)
    app = opened("Rows", "v=1&data=faithful&k=2")
    (write,) = [button for button in app.button if button.key == "take write rows"]
    write.click()
    app.button(key="take away").click().run()  # a dialog stays open by itself in a browser only
    assert [error.value for error in app.error] == [
        rows_file.NOT_WRITTEN.format(why="No space left on device")
    ]
    gc.collect()
    assert not [file for file in prepared.written() if file.path.exists()]


def status(token: str) -> int:
    scope = {"type": "http", "path_params": {"token": token}, "headers": [], "app": Starlette()}
    return prepared._send(Request(scope)).status_code


def ended_on(mixture: Any) -> Any:
    """A run of which only its end is looked at."""
    return SimpleNamespace(states=[SimpleNamespace(mixture=mixture)])


OWN = b"name,a,b\n" + b"".join(
    f"{'xy'[row % 2]}{row},{row % 7 + 20 * (row % 2)},{row % 11 + 30 * (row % 2)}\n".encode()
    for row in range(60)
)


def opened_on_own_file(part: str, monkeypatch: pytest.MonkeyPatch) -> tuple[AppTest, list[Callable[[], Any]]]:
    """The app with an own file and this part of Take away open, and what makes the downloads that it offers."""
    contents: list[Callable[[], str | bytes]] = []
    offer = st.download_button

    def recorded(label: str, content: Any, *given: Any, **words: Any) -> bool:
        if callable(content):
            contents.append(content)
        return offer(label, content, *given, **words)

    monkeypatch.setattr(st, "download_button", recorded)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.switch_page("pages/data.py").run()
    app.file_uploader[0].set_value(("own.csv", OWN, "text/csv")).run()
    app.switch_page("pages/watch.py").run()
    app.session_state["take part"] = part
    app.button(key="take away").click().run()
    return app, contents


def check_made_elsewhere(contents: list[Callable[[], Any]]) -> None:
    """A download that is made on demand is made in a thread of the server that knows no session."""
    with ThreadPoolExecutor(1) as elsewhere:
        for content in contents:
            assert len(elsewhere.submit(content).result()) > 100


@pytest.mark.parametrize("part", [part for part in DIALOG_PARTS if part != "Report"])
def test_what_is_saved_of_an_own_file_is_made_without_the_session(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That of a report is made in `test_one_click_makes_the_report`."""
    app, contents = opened_on_own_file(part, monkeypatch)
    assert "own\\.csv" in said(app)
    assert part != "Rows" or contents
    labels = [button.proto.label for button in app.get("download_button")]
    assert ("Your file with labels" in labels) == (part == "Rows")
    check_made_elsewhere(contents)


def test_an_own_file_takes_the_cluster_of_merged_components_beside_the_component(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offered: dict[str, Any] = {}
    told: list[tuple[int, ...]] = []
    captions: list[str] = []
    monkeypatch.setattr("streamlit.session_state", {})

    def labelled(content: bytes, table: Any, points: Any, columns: dict[str, Any]) -> bytes:
        told.append(tuple(columns["cluster"]))
        return ",".join(columns).encode()

    whole = dataset("faithful")
    mixture = fit(whole.x, EMSettings(k=3, seed=1)).states[-1].mixture
    monkeypatch.setattr(own_file, "labelled_file", labelled)
    monkeypatch.setattr(own_file.sources, "own_file", lambda data: SimpleNamespace(content=b"", name="a.csv"))
    frame = SimpleNamespace(columns=whole.columns)
    monkeypatch.setattr(own_file.sources, "table", lambda scenario: SimpleNamespace(frame=frame))
    monkeypatch.setattr(own_file.known_owners, "known", lambda points, run: None)
    monkeypatch.setattr(own_file.clusters, "chosen", lambda points, mixture: Grouping((0, 1, 0)))
    monkeypatch.setattr(
        own_file,
        "st",
        SimpleNamespace(
            download_button=lambda label, content, *given, **words: offered.update({label: content}),
            caption=captions.append,
        ),
    )
    own_file.part(Scenario(), whole, ended_on(mixture))
    names = offered["Your file with labels"].decode().split(",")
    assert names[names.index("cluster") + 1 :] == [
        "responsibility of cluster 1",
        "responsibility of cluster 2",
    ]
    assert set(told[0]) == {1, 2}
    own_file.part(Scenario(), whole, ended_on(mixture))
    assert len(told) == 1  # a report is drawn every second while it is made: the file is labelled once
    moved = fit(whole.x, EMSettings(k=3, seed=2)).states[-1].mixture
    own_file.part(Scenario(), whole, ended_on(moved))
    assert len(told) == 2
    assert offered["Your file with labels"] == ",".join(names).encode()


def test_a_file_that_takes_no_columns_is_tried_once_and_told_why(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    captions: list[str] = []

    def labelled(*given: Any) -> bytes:
        tried.append(1)
        raise NotLabelled("It is a workbook.")

    whole = dataset("faithful")
    mixture = fit(whole.x, EMSettings(k=2)).states[-1].mixture
    monkeypatch.setattr("streamlit.session_state", {})
    monkeypatch.setattr(own_file, "labelled_file", labelled)
    monkeypatch.setattr(
        own_file.sources, "own_file", lambda data: SimpleNamespace(content=b"", name="a.xlsx")
    )
    frame = SimpleNamespace(columns=whole.columns)
    monkeypatch.setattr(own_file.sources, "table", lambda scenario: SimpleNamespace(frame=frame))
    monkeypatch.setattr(own_file.known_owners, "known", lambda points, run: None)
    monkeypatch.setattr(own_file.clusters, "chosen", lambda points, mixture: None)
    monkeypatch.setattr(own_file, "st", SimpleNamespace(caption=captions.append))
    for _ in range(3):
        own_file.part(Scenario(), whole, ended_on(mixture))
    assert len(tried) == 1
    assert len(captions) == 3
    assert all("It is a workbook" in caption for caption in captions)


@pytest.mark.parametrize(
    ("gone", "losses", "words"),
    [
        (0, (), ""),
        (1, (), "The row that was left out is there too, blank in these columns, with the reason."),
        (0, (Loss(3, "too many cells", READING_PART, (9, 25, 43)),),
         "Not there, because not read, are 3 of the 60 rows in the file: 3 with too many cells (lines 9, 25 and 43)."),
        (2, (Loss(3, "too many cells", READING_PART), Loss(1, "open quotes", READING_PART, (70,)),
             Loss(2, "no value in x")),
         "The 2 rows that were left out are there too, blank in these columns, with the reason. Not there, because not "
         "read, are 4 of the 63 rows in the file: 3 with too many cells, 1 with open quotes (line 70)."),
    ],
)  # fmt: skip
def test_rows_that_are_not_in_the_csv_are_told_with_the_account_of_rows(gone, losses, words):
    points = replace(dataset("faithful"), x=dataset("faithful").x[:57], truth=None)
    points = replace(points, rows=None, lines=None, account=Account(57, losses))
    assert left_out_words(points, 57 + gone) == words


def test_the_run_is_taken_away_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    offered: dict[str, Any] = {}
    offer = st.download_button

    def recorded(label: str, content: Any, *given: Any, **words: Any) -> Any:
        offered[label] = content
        return offer(label, content, *given, **words)

    monkeypatch.setattr(st, "download_button", recorded)
    opened("In words")
    points = dataset("faithful")
    assert offered["Transcript"]() == transcript(
        points.x, FAITHFUL, points.title, points.columns, points.logs
    )
