"""What a fit refuses, a page and a command offer to leave out."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from gmmviz.cli import commands
from gmmviz.data import Points, dataset
from gmmviz.data.catalog import DATASETS
from gmmviz.data.concerns import spreads
from gmmviz.em import EMSettings, fit
from gmmviz.em.checks import CollinearColumns, collinear_columns
from gmmviz.report.rows.collinear_words import columns_to_keep, notices_of_columns

RNG = np.random.default_rng(5)
CLOSE = RNG.normal(15.0, 8.0, size=(200, 2))
TABLES = {
    "nearly a total": np.column_stack([CLOSE, CLOSE.sum(axis=1) * (1.0 + 1e-5 * RNG.normal(size=200))]),
    "shares": np.round(100.0 * RNG.dirichlet([4.0, 3.0, 5.0], 200)),
    "total": np.column_stack([CLOSE, CLOSE.sum(axis=1)]),
    "single precision": np.column_stack([CLOSE, CLOSE[:, 0] + 8e-6 * 8.0 * RNG.normal(size=200)]),
}
NAMES = ("length", "width, mm", "sum of both")


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("scaling", ["none", "standardise"])
def test_whatever_a_fit_refuses_for_its_columns_can_be_left_out(name: str, scaling: str) -> None:
    points = Points(TABLES[name], NAMES, scaling=scaling)
    if collinear_columns(points) is None:
        assert columns_to_keep(points) == () or spreads(points)
        return
    gone = {column for notice in notices_of_columns(points) for column in notice.leave_out}
    left = points.x[:, [place for place, column in enumerate(NAMES) if column not in gone]]
    assert collinear_columns(left) is None
    assert fit(left, EMSettings(k=2)).verdict.kind == "settled"
    assert columns_to_keep(points) == tuple(column for column in NAMES if column not in gone)


def test_a_refusal_that_the_reader_does_not_share_has_a_button_of_its_own() -> None:
    x = TABLES["total"][:18].copy()
    x[4, 2] += 3.0  # of so few rows the reader takes none for a slip
    points = Points(x, NAMES)
    assert spreads(points) == []
    refusal = collinear_columns(points)
    assert refusal is not None
    (notice,) = notices_of_columns(points)
    assert (notice.text, notice.button, notice.leave_out) == (
        str(refusal),
        "Leave out sum of both",
        ("sum of both",),
    )
    again = pickle.loads(pickle.dumps(refusal))
    assert (str(again), again.columns, type(again)) == (str(refusal), (2,), CollinearColumns)


@pytest.mark.parametrize("k", ["1", "2"])
def test_a_command_names_the_columns_to_keep_and_has_one_exit_code(
    k: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "shares.csv"
    rows = TABLES["shares"].astype(int).tolist()
    path.write_text('sand,"silt, fine",clay\n' + "\n".join(",".join(map(str, row)) for row in rows))
    code = commands.run("fit", ["-k", k, "--columns", 'sand,"silt, fine",clay', str(path)])
    said = capsys.readouterr().err
    assert code == commands.EXIT_UNSETTLED
    assert "To leave that out, give --columns 'sand,\"silt, fine\"'." in said
    assert "clay follows from sand and silt, fine" in said


def test_no_shipped_table_is_refused() -> None:
    for key in DATASETS:
        assert notices_of_columns(dataset(key)) == [], key
