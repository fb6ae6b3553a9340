"""A card a component: how large it is, what sets it apart, and rows to look at, as HTML.

No number tells all its digits here: those of a mixture are in the drawer Numbers, those of a row in Take away. Nearly
every number changes with the frame, and all digits of all of them would be more than half of what a rest sends. So the
page fills in what a card says of its columns (`ui/charts/shown/card_columns.js`): it has the mixture.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmviz.em import Mixture
from gmmviz.em.statistics.uncertainty import Ownership
from gmmviz.figures.escape import html_text, one_line
from gmmviz.figures.number_text import number_text, short_number
from gmmviz.figures.palette import Theme, component_color
from gmmviz.report.crossing import Crossing
from gmmviz.report.row_tables import RowNames, chip, scrolled, short_percent, table
from gmmviz.thousands import count_text

HEADS = (
    "column",
    "mean",
    "sd",
    '<span title="mean − mean of all rows, in sd of all rows">against all rows, in sd</span>',
)
MAX_CARD_VALUES = 4  # columns whose values are listed for a row


@dataclass(frozen=True, eq=False)
class Described:
    """A mixture beside all rows, which have `mean` and `sd` (d,); a row is placed from `share` on.

    `clusters` (k,) are those that the components are merged into, if they are.
    """

    mixture: Mixture
    owned: Ownership
    share: float
    names: RowNames
    mean: NDArray[np.float64]
    sd: NDArray[np.float64]
    clusters: tuple[int, ...] = ()

    @cached_property
    def apart(self) -> NDArray[np.float64]:
        """How far each mean (k, d) lies from that of all rows, in sd of all; 0 for a column of one value."""
        differences = self.mixture.means - self.mean
        return np.divide(differences, self.sd, out=np.zeros_like(differences), where=self.sd > 0.0)

    @cached_property
    def loose(self) -> NDArray[np.int64]:
        """How many of the rows that each component (k,) owns most of are ambiguous."""
        return self.owned.undecided_counts(self.share)

    def order(self, j: int) -> NDArray[np.intp]:
        """Columns (d,), what sets component j apart most first."""
        return np.argsort(-np.abs(self.apart[j]), kind="stable")


def cards(found: Described, theme: Theme) -> str:
    """The cards of all components side by side, as many as fit."""
    each = "".join(card(found, j, theme) for j in range(found.mixture.k))
    return f'<div class="gmm-profile">{each}</div>'


def card(found: Described, j: int, theme: Theme) -> str:
    """One component: its size, what sets it apart, its rows."""
    count, undecided = int(found.owned.counts[j]), int(found.loose[j])
    weight = _share(float(found.mixture.weights[j]))
    size = f"<strong>{weight}</strong> of the mixture, {counted(count)} most likely its own"
    loose = (
        f"{count_text(undecided)} of these ambiguous ({_share(undecided / count)})"
        if count
        else "no row is most likely its own"
    )
    title = f"<header>{chip(j, theme)}<h2>Component {j + 1}{of_cluster(found, j)}</h2></header><p>{size}; {loose}.</p>"
    body = title + table(HEADS, [], css="gmm-apart") + rows(found, j)
    return f'<article class="gmm-card-of" aria-label="Component {j + 1}">{body}</article>'


def _share(share: float) -> str:
    return html_text(short_percent(share))


def of_cluster(found: Described, j: int) -> str:
    """Which cluster a component is merged into, if components are."""
    return f", cluster {found.clusters[j] + 1}" if found.clusters else ""


def counted(count: int) -> str:
    """Rows in words."""
    return f"{count_text(count)} row{'' if count == 1 else 's'}"


def columns(found: Described, theme: Theme) -> dict[str, list[Any]]:
    """What the page needs of the columns to fill in the cards: nothing of it changes with the mixture."""
    points = found.names.points
    return {
        "names": [one_line(name, 40) for name in points.file_columns],
        "means": found.mean.tolist(),
        "sds": found.sd.tolist(),
        "logged": points.logged.tolist(),
        "colours": [component_color(j, theme) for j in range(found.mixture.k)],
    }


def rows(found: Described, j: int) -> str:
    """Typical rows and rows at the edge, in the columns that set the component apart."""
    examples, points = found.owned.examples[j], found.names.points
    shown = found.order(j)[:MAX_CARD_VALUES]
    heads = [
        "",
        *found.names.heads,
        *(html_text(points.file_columns[p], limit=18) for p in shown),
        "its share",
        "from its mean",
    ]
    kinds = (
        ("typical", examples.typical, examples.distances[0]),
        ("shared", examples.shared, examples.distances[1]),
        ("far out", examples.far, examples.distances[2]),
    )
    lines = []
    for kind, chosen, distances in kinds:
        for place, (row, names, distance) in enumerate(
            zip(chosen, found.names.cells(chosen), distances, strict=True)
        ):
            own = points.in_file_units(points.x[[row]])[0]
            values = [short_number(float(own[p])) for p in shown]
            share = _share(1.0 - float(found.owned.uncertainty[row]))
            lines.append([kind if place == 0 else "", *names, *values, share, f"{number_text(distance)} sd"])
    if not lines:
        return ""
    return scrolled(table(heads, lines, css="gmm-rows"), f"Rows of component {j + 1}")


def split(found: Crossing, column: str, theme: Theme) -> str:
    """A column's values by component: counts, marked where they are far from what the margins would give."""
    k = found.table.shape[1]
    heads = [html_text(column), *(chip(j, theme) for j in range(k)), "all"]
    strongest = divmod(int(np.abs(found.residuals).argmax()), k) if found.table.size else None
    lines = []
    for value, name in enumerate(found.names):
        cells = [
            deviation(
                int(found.table[value, j]),
                float(found.residuals[value, j]),
                bool(found.notable[value, j]),
                (value, j) == strongest,
            )
            for j in range(k)
        ]
        lines.append([html_text(name, limit=40), *cells, count_text(int(found.table[value].sum()))])
    if found.others:
        rest = [count_text(count) for count in found.rest.tolist()]
        lines.append([f"{count_text(found.others)} other values", *rest, count_text(int(found.rest.sum()))])
    return scrolled(table(heads, lines, css="gmm-split"), "Components by the values of a column")


def deviation(count: int, residual: float, notable: bool, strongest: bool) -> str:
    """A count, with an arrow where it is notably more or fewer than expected; the strongest deviation is boxed."""
    text = f'<span title="standardised residual {number_text(residual)}">{count_text(count)}</span>'
    if not notable:
        return text
    arrow, word = ("▲", "more") if residual > 0 else ("▼", "fewer")
    css = "gmm-notable gmm-strongest" if strongest else "gmm-notable"
    return f'<span class="{css}"><i role="img" aria-label="{word} than expected">{arrow}</i>{text}</span>'
