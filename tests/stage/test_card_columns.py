"""What a card says of its columns: the browser's numbers, from the run that the stage has, are the engine's."""

from base64 import b64encode
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gmmviz.data import Points, dataset
from gmmviz.em import EMSettings, fit
from gmmviz.em.statistics.uncertainty import ownership
from gmmviz.figures.palette import LIGHT
from gmmviz.figures.view import View
from gmmviz.report import component_cards
from gmmviz.report.component_cards import Described
from gmmviz.report.row_tables import RowNames, rounded
from gmmviz.report.rows.own_units import spread_text
from gmmviz.stage import Scene, StageLane, payload
from gmmviz.thousands import MINUS
from tests.stage.node import Node

COLUMNS = "../../ui/charts/shown/card_columns"
LINES = """(m, text, state, columns, j) => {
    const scene = m.readPayload(Uint8Array.from(Buffer.from(text, "base64")));
    return m.columnLines(columns, m.mixtureIn(scene, state), j);
}"""


def lines_of(
    node: Node, points: Points, settings: EMSettings, state: int
) -> tuple[Any, list[list[dict[str, Any]]]]:
    """A run of the points, and the lines of every component's card at a state."""
    run = fit(points.x, settings)
    scene = Scene(
        points.x, (StageLane(run),), np.eye(points.d, 2), View(columns=points.columns[:2]), points.n
    )
    text = b64encode(payload(scene)).decode()
    mixture = run.states[state].mixture
    mean, sd = points.x.mean(axis=0), points.x.std(axis=0)
    found = Described(mixture, ownership(points.x, mixture), 0.8, RowNames(points), mean, sd)
    columns = component_cards.columns(found, LIGHT)
    modules = f"{COLUMNS} ../../ui/charts/shown/stage_mixture scene/payload"
    return found, [node.call(modules, LINES, text, state, columns, j) for j in range(settings.k)]


def number(text: str) -> float:
    return float(text.replace(MINUS, "-").replace("\u202f", ""))


@pytest.mark.parametrize(("family", "data"), [("VVV", "iris"), ("EEI", "wine")])
def test_a_card_has_means_and_sds_of_the_state_and_what_sets_the_component_apart_first(
    node: Node, family: str, data: str
) -> None:
    points = dataset(data)
    for state in (0, 3):
        found, cards = lines_of(node, points, EMSettings(k=4, family=family, seed=1, max_iter=4), state)
        for j, lines in enumerate(cards):
            assert [line["name"] for line in lines] == [points.file_columns[p] for p in found.order(j)]
            for p, line in zip(found.order(j), lines, strict=True):
                spread = np.sqrt(found.mixture.covariances[j, p, p])
                assert line["middle"] == rounded(found.mixture.means[j, p], found.sd[p])
                assert line["spread"] == rounded(spread, found.sd[p])
                assert number(line["far"]) == pytest.approx(found.apart[j, p], abs=0.005001)
                assert line["far"].startswith("+") == (found.apart[j, p] > 0.005)


def test_a_column_of_one_value_sets_nothing_apart_and_comes_last(node: Node) -> None:
    columns = {"names": ["a", "b"], "means": [3.0, 1.0], "sds": [0.0, 2.0], "logged": [False, False]}
    mixture = {"means": [[3.0, 2.0]], "covariances": [[[1.0, 0.0], [0.0, 1.0]]]}
    lines = node.call(COLUMNS, "(m, ...given) => m.columnLines(...given, 0)", columns, mixture)
    assert [(line["name"], line["far"], line["middle"]) for line in lines] == [
        ("b", "+0.50", "2.00"),
        ("a", "0.00", "3.00"),
    ]


def test_a_card_tells_a_logarithm_by_its_median_and_a_factor(node: Node) -> None:
    iris = dataset("iris")
    logs = iris.columns[:2]
    x = np.column_stack([np.log(iris.x[:, :2]), iris.x[:, 2:]])
    points = Points(x, iris.columns, logs=logs, file_columns=iris.columns)
    found, cards = lines_of(node, points, EMSettings(k=2, seed=1, max_iter=3), 3)
    for j, lines in enumerate(cards):
        for p, line in zip(found.order(j), lines, strict=True):
            mean, spread = found.mixture.means[j, p], float(np.sqrt(found.mixture.covariances[j, p, p]))
            assert line["median"] == (p < 2)
            if p < 2:
                assert line["middle"] == rounded(np.exp(mean), np.exp(mean) * found.sd[p])
                assert line["spread"] == spread_text(points, int(p), spread, "")


def test_a_number_is_rounded_as_python_rounds_it(node: Node) -> None:
    @given(st.floats(-1e15, 1e15), st.floats(0.0, 1e15))
    @example(1.5e-9, 1e-9)
    @example(2.5e13, 1e12)
    @example(-0.0004, 0.1)
    @example(float("inf"), float("inf"))
    @example(0.0, 0.0)
    def holds(value: float, spread: float) -> None:
        given_ = [str(value).replace("inf", "Infinity"), str(spread).replace("inf", "Infinity")]
        told = node.call(
            COLUMNS, "(m, value, spread) => m.roundedText(Number(value), Number(spread))", *given_
        )
        assert told == rounded(value + 0.0, spread)  # -0.0 is 0

    holds()
