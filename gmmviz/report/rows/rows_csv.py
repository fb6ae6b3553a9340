"""What a fit says of its rows, as columns of a CSV: component, responsibilities, uncertainty, log-density."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.assigned_rows import LEFT_OUT_REASON, Annotate, Annotations, SourceRows, pieces
from gmmviz.data.export import csv_blocks
from gmmviz.data.notices import counted
from gmmviz.em import Mixture
from gmmviz.em.evidence.merging import merged_columns
from gmmviz.em.evidence.stability import Stability
from gmmviz.em.statistics.assigning import ORDINARY_SHARE, assigned

IMPROBABLE_COLUMN = "improbable"
STABILITY_COLUMN = "bootstrap stability"
OUTSIDE_WORDS = f"outside the {ORDINARY_SHARE:g} region of every component"


def annotate(mixture: Mixture, logged: NDArray[np.bool_], clusters: tuple[int, ...] = ()) -> Annotate:
    """What a fit says of its rows: component, responsibilities, uncertainty, log-density.

    The density is per unit of the file: of columns (d,) that are `logged`, for y = log v, p(v) = p(y) / v. `clusters`
    (K,) are those that the components are merged into, if they are: cluster and its responsibilities follow.
    """

    def annotations(x: NDArray[np.float64]) -> Annotations:
        if not len(x):
            return dict.fromkeys([*names_of(mixture), *names_of_clusters(clusters)], np.empty(0))
        found = assigned(x, mixture)
        density = found.log_density - x[:, logged].sum(axis=1)
        columns = (found.components + 1, *found.responsibilities.T, found.uncertainty, density)
        columns_by_name = dict(zip(names_of(mixture), columns, strict=True))
        if clusters:
            merged = merged_columns(found.responsibilities, clusters)
            also = (merged.argmax(axis=1) + 1, *merged.T)
            columns_by_name |= dict(zip(names_of_clusters(clusters), also, strict=True))
        return columns_by_name

    return annotations


def names_of_clusters(clusters: tuple[int, ...]) -> list[str]:
    """Names of the columns that merged components add; none where none are merged.

    >>> names_of_clusters((0, 1, 0))
    ['cluster', 'responsibility of cluster 1', 'responsibility of cluster 2']
    """
    if not clusters:
        return []
    return ["cluster", *(f"responsibility of cluster {each + 1}" for each in range(max(clusters) + 1))]


def names_of(mixture: Mixture) -> list[str]:
    """Names of the columns that a fit adds."""
    shares = [f"responsibility {component + 1}" for component in range(mixture.k)]
    return ["component", *shares, "uncertainty", "log-density"]


def stability_column(stable: Stability | None) -> Annotations:
    """How stable the owner of each fitted row is, a share (n,) of bootstrap samples; no column where none is known.

    nan for a row that no sample has drawn.
    """
    return {} if stable is None or not stable.drawn.any() else {STABILITY_COLUMN: stable.of_rows}


def rows_csv(
    rows: SourceRows, mixture: Mixture, clusters: tuple[int, ...] = (), stable: Stability | None = None
) -> Iterator[bytes]:
    """The CSV in blocks: one of its first line, then one for PIECE rows each.

    `stable` is what bootstrap samples of the fitted rows made of their owners, if that was examined.
    """
    return csv_blocks(pieces(rows, annotate(mixture, rows.logged, clusters), stability_column(stable)))


def annotate_new(mixture: Mixture, logged: NDArray[np.bool_]) -> Annotate:
    """What a fit says of new rows: as of the rows of the fit, and whether they are improbable under every component."""
    known = annotate(mixture, logged)

    def annotations(x: NDArray[np.float64]) -> Annotations:
        marks = np.where(assigned(x, mixture).improbable, OUTSIDE_WORDS, "") if len(x) else np.empty(0)
        return {**known(x), IMPROBABLE_COLUMN: marks}

    return annotations


def counts_of_new(rows: SourceRows, mixture: Mixture) -> str:
    """How many rows were assigned, left out, improbable."""
    left_out = improbable = 0
    for piece in pieces(rows, annotate_new(mixture, rows.logged)):
        *_, marks, reasons = piece.values()
        left_out += sum(map(bool, reasons))
        improbable += sum(map(bool, marks))
    words = f"{counted(rows.n - left_out, 'row')} assigned."
    if left_out:
        words += (
            f" {counted(left_out, 'row')} left out for want of a value: see the column “{LEFT_OUT_REASON}”."
        )
    if improbable:
        which, whose = ("is", "its") if improbable == 1 else ("are", "their")
        words += (
            f" {counted(improbable, 'row')} {which} improbable, {OUTSIDE_WORDS}: the fit has not seen the like, "
            f"so do not trust {whose} component."
        )
    return words
