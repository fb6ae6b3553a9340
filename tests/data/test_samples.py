"""The 37 samples do what their manifest says an analyst would want."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest

from gmmviz.data import UnreadableTable, points_from_table, read_table

SAMPLES = Path(__file__).parent / "csv-samples"
MANIFEST = {
    entry["file"].removeprefix("files/"): entry
    for entry in json.loads((SAMPLES / "manifest.json").read_text(encoding="utf-8"))["files"]
}


def clean(entry):
    """The numeric columns a sample should yield, (n, d), NaN where blank."""
    with (SAMPLES / entry["clean"]).open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    return np.array([[float(cell or "nan") for cell in row] for row in rows])


def test_there_are_37_samples():
    assert len(MANIFEST) == 37


@pytest.mark.parametrize(
    "name", [name for name, entry in MANIFEST.items() if entry["expect"] == "clear_error"]
)
def test_a_sample_that_is_no_table_is_refused_with_a_reason(name):
    with pytest.raises(UnreadableTable) as error:
        read_table(SAMPLES / "files" / name)
    assert any(
        re.search(pattern, str(error.value), re.IGNORECASE) for pattern in MANIFEST[name]["error_any_of"]
    )


@pytest.mark.parametrize(
    "name", [name for name, entry in MANIFEST.items() if entry["expect"] != "clear_error"]
)
def test_a_sample_yields_its_clean_columns(name):
    entry = MANIFEST[name]
    table = read_table(SAMPLES / "files" / name)
    numeric = [column.name for column in table.columns if column.kind == "number"]
    expected = entry["numeric_columns"]
    if entry.get("names_free"):
        assert len(numeric) == len(expected)
    else:
        assert set(expected) <= set(numeric) <= set(expected) | set(entry.get("optional_numeric_columns", []))
        assert set(entry.get("non_numeric_columns", [])) <= set(table.frame.columns)
        numeric = expected
    values = clean(entry)
    np.testing.assert_array_equal(table.frame[numeric].to_numpy(), values)
    assert all(str(table.frame[name].dtype) == "float64" for name in numeric)
    if patterns := entry.get("notice_any_of"):
        assert any(re.search(pattern, notice.text) for pattern in patterns for notice in table.notices)
    points = points_from_table(table, numeric)
    assert points.n == np.isfinite(values).all(axis=1).sum() == entry["usable_rows"]
    np.testing.assert_array_equal(points.x, values[np.isfinite(values).all(axis=1)])


@pytest.mark.parametrize(
    "name", ["all_missing_column.csv", "big_integers_ids.csv", "r_write_table_rownames.csv"]
)
def test_the_proposed_columns_cost_no_rows_and_hold_no_identifiers(name):
    points = points_from_table(read_table(SAMPLES / "files" / name))
    assert points.columns == tuple(MANIFEST[name]["numeric_columns"])
    assert points.n == 60
    assert len(points.dropped.rows) == 0
