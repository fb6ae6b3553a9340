"""How the values of a column fall on the components: counts, and which of them are far from what the margins give."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.statistics.agreement import contingency

NOTABLE_RESIDUAL = 3.0  # of a standardised residual: Agresti (2002), section 3.3.1, for tables of many cells


@dataclass(frozen=True, eq=False)
class Crossing:
    """How the values of a column fall on groups of rows.

    `table` (values, groups) counts rows, the commonest value first; `residuals` are standardised Pearson
    residuals: how many standard errors a count lies from the one that the margins alone would give; 0 where
    there is nothing to expect. `others` values beyond the ones listed hold `rest` (groups,) rows.
    """

    names: tuple[str, ...]
    table: NDArray[np.int64]
    residuals: NDArray[np.float64]
    others: int
    rest: NDArray[np.int64]

    @property
    def notable(self) -> NDArray[np.bool_]:
        """Which counts (values, groups) are far from what the margins would give."""
        return np.abs(self.residuals) >= NOTABLE_RESIDUAL


def crossing(
    codes: NDArray[np.integer], names: tuple[str, ...], groups: NDArray[np.integer], k: int, most: int = 12
) -> Crossing:
    """Rows by their value (codes (n,) into `names`) and their group (n,) of k; `most` values are listed."""
    table = contingency(codes, groups, (len(names), k))
    residuals = standardised_residuals(table)
    order = np.argsort(-table.sum(axis=1), kind="stable")
    order = order[table[order].sum(axis=1) > 0]
    kept, left = order[:most], order[most:]
    return Crossing(
        tuple(names[value] for value in kept),
        table[kept],
        residuals[kept],
        len(left),
        table[left].sum(axis=0),
    )


def standardised_residuals(table: NDArray[np.int64]) -> NDArray[np.float64]:
    """Standardised Pearson residuals of a table of counts, of its shape. Haberman (1973); Agresti (2002), eq. 3.13.

    (count - e) / sqrt(e (1 - row share) (1 - column share)), e = row total * column total / total.

    >>> standardised_residuals(np.array([[30, 10], [20, 40]])).round(3).tolist()
    [[4.082, -4.082], [-4.082, 4.082]]
    """
    total = table.sum()
    across, down = table.sum(axis=1, keepdims=True), table.sum(axis=0, keepdims=True)
    expected = across * down / max(total, 1)
    variance = expected * (1.0 - across / max(total, 1)) * (1.0 - down / max(total, 1))
    residuals = np.zeros(table.shape)
    np.divide(table - expected, np.sqrt(variance), out=residuals, where=variance > 0.0)
    return residuals
