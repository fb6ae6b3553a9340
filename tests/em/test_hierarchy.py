"""The hierarchy of ellipses: against every pair tried, mclust's partitions, and mclust itself where R is."""

from __future__ import annotations

import json
import shutil
import subprocess
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import gmmviz
from gmmviz.em import EMSettings
from gmmviz.em.models.families import family_of
from gmmviz.em.run import rows_for
from gmmviz.em.search.sweep import rows_that_differ, sweep
from gmmviz.em.starts import partitions
from gmmviz.em.starts.hierarchy import clusters_of, hierarchy, scaled
from gmmviz.em.starts.partitions import PARTITION_ROWS, Tree, begun

from .data import REFERENCE, clouds, published

GOLDEN = json.loads((REFERENCE / "hierarchies.json").read_text())
R = shutil.which("Rscript")
R_CODE = """
suppressMessages(library(mclust))
args <- commandArgs(TRUE)
tree <- hc(as.matrix(read.csv(args[1], header = FALSE)), modelName = "VVV", use = "SVD")
write.table(hclass(tree, 2:8), args[2], sep = ",", row.names = FALSE, col.names = FALSE)
"""


def has_mclust() -> bool:
    """Whether R is here, with mclust."""
    asked = "quit(status = !requireNamespace('mclust', quietly = TRUE))"
    return (
        R is not None and subprocess.run([R, "-e", asked], capture_output=True, check=False).returncode == 0
    )


def rows_of(name: str) -> np.ndarray:
    return gmmviz.dataset("wine").x[:, :4] if name == "wine" else published(name)


def term(rows: np.ndarray, least: float) -> float:
    """What a cluster of these rows adds to the criterion, as it is written."""
    size, d = rows.shape
    scatter = (rows - rows.mean(axis=0)).T @ (rows - rows.mean(axis=0))
    volume = np.linalg.det(scatter / size) if size > d else 0.0
    return float(size * np.log(volume + (np.trace(scatter) + least) / size))


def merged_by_trying_every_pair(z: np.ndarray) -> dict[int, np.ndarray]:
    """Labels (n,) of the clusters that are left, by their number, when always the cheapest of all pairs is merged."""
    least, labels, found = z.var(axis=0).mean(), np.arange(len(z)), {}
    while len(left := np.unique(labels)) > 1:
        cost = {
            (i, j): term(z[(labels == i) | (labels == j)], least)
            - term(z[labels == i], least)
            - term(z[labels == j], least)
            for i, j in combinations(left.tolist(), 2)
        }
        i, j = min(cost, key=cost.__getitem__)
        labels[labels == j] = i
        found[len(left) - 1] = np.unique(labels, return_inverse=True)[1]
    return found


@pytest.mark.parametrize("d", [1, 2, 3])
def test_always_the_cheapest_of_all_pairs_is_merged(d: int) -> None:
    z = scaled(clouds(n=24, d=d, k=3))
    merges, expected = hierarchy(z), merged_by_trying_every_pair(z)
    for k in (2, 3, 5, 9, 17):
        assert rows_that_differ(clusters_of(merges, k), expected[k]) == 0


@pytest.mark.parametrize("name", list(GOLDEN))
def test_partitions_are_mclusts(name: str) -> None:
    merges = hierarchy(scaled(rows_of(name)))
    for told, digits in GOLDEN[name].items():
        assert rows_that_differ(clusters_of(merges, int(told[1:])), np.array(list(digits), dtype=int)) == 0


@pytest.mark.skipif(not has_mclust(), reason="R with mclust is not on this machine")
@pytest.mark.parametrize("d", [2, 5])
def test_partitions_of_new_rows_are_those_mclust_makes_now(d: int, tmp_path: Path) -> None:
    assert R is not None
    x = clouds(n=300, d=d, k=4, seed=d)
    np.savetxt(tmp_path / "x.csv", x, delimiter=",", fmt="%.17g")
    (tmp_path / "code.R").write_text(R_CODE)
    command = [R, str(tmp_path / "code.R"), str(tmp_path / "x.csv"), str(tmp_path / "out.csv")]
    subprocess.run(command, check=True, capture_output=True)
    theirs = np.loadtxt(tmp_path / "out.csv", delimiter=",", dtype=int)
    merges = hierarchy(scaled(x))
    for place, k in enumerate(range(2, 9)):
        assert rows_that_differ(clusters_of(merges, k), theirs[:, place]) == 0


def test_clusters_are_numbered_by_their_first_rows_and_every_k_is_there() -> None:
    merges = hierarchy(scaled(clouds(n=40)))
    for k in range(1, 41):
        _, first = np.unique(clusters_of(merges, k), return_index=True)
        assert len(first) == k
        assert (np.diff(first) > 0).all()


def test_the_scale_of_columns_and_their_units_change_nothing() -> None:
    x = clouds(n=90, d=3)
    merges = hierarchy(scaled(x))
    assert np.array_equal(hierarchy(scaled(x * [1e6, 1.0, 1e-5] + 3.0)), merges)


@pytest.mark.parametrize(
    "x", [np.ones((5, 2)), np.array([[1.0, 2.0]]), np.repeat([[0.0, 1.0], [4.0, 4.0]], 4, axis=0)]
)
def test_rows_without_width_have_a_hierarchy_too(x: np.ndarray) -> None:
    labels = clusters_of(hierarchy(scaled(x)), len(np.unique(x, axis=0)))
    assert rows_that_differ(labels, np.unique(x, axis=0, return_inverse=True)[1].ravel()) == 0


def test_a_column_that_follows_from_others_changes_nothing() -> None:
    x = clouds(n=60, d=2)
    assert scaled(np.column_stack([x, x.sum(axis=1)])).shape == (60, 2)


def test_of_many_rows_the_hierarchy_is_that_of_a_sample_and_stands_for_all() -> None:
    x = clouds(n=2 * PARTITION_ROWS, d=2, k=3, apart=8.0)
    rows, family = rows_for(x, EMSettings(k=3)), family_of("VVV")
    found = begun(rows, family, Tree.of(rows).places(rows, 3), 3)
    assert found.counts.sum() == pytest.approx(rows.n)
    assert Tree.of(rows).rows.n == PARTITION_ROWS


def test_a_search_makes_one_tree_for_every_k_and_family(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(partitions, "hierarchy", lambda z: made.append(len(z)) or hierarchy(z))
    list(sweep(clouds(n=80, d=2), [2, 3], ["VVV", "EII"], starts=6))
    assert made == [80]
