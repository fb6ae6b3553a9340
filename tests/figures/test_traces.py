"""Every trace of every figure has a name, and says what its customdata are: the data of a picture are read by them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import gmmviz
from gmmviz.em import Mixture
from gmmviz.em.evidence.cuts import cuts
from gmmviz.figures.cut_figure import IN_FILE_UNITS, cut_figure
from gmmviz.figures.view import View

PACKAGE = Path(gmmviz.__file__).parent
KINDS = {"scatter", "scattergl", "bar", "sankey", "heatmap", "histogram", "contour"}
PLACES = [
    path for room in ("figures", "report", "lessons", "ui", "cli") for path in (PACKAGE / room).rglob("*.py")
]


def traces_made() -> Iterator[tuple[str, set[str | None]]]:
    """Where a trace is made, and what is given to it: calls such as `add_scatter(...)`, `go.Bar(...)`."""
    for path in PLACES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                made = node.func.attr.removeprefix("add_")
                if made.lower() in KINDS and made in (node.func.attr.lower()[4:], made.capitalize()):
                    yield f"{path.name}:{node.lineno}", {word.arg for word in node.keywords}


def records_with_customdata() -> Iterator[tuple[str, set[str]]]:
    """Where customdata is given to a trace, be it in a call or in a dictionary of one, and what is given with it."""
    for path in PLACES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            given: set[str] = set()
            if isinstance(node, ast.Call):
                given = {word.arg for word in node.keywords if word.arg}
            elif isinstance(node, ast.Dict):
                given = {str(key.value) for key in node.keys if isinstance(key, ast.Constant)}
            inner = {
                "source",
                "thickness",
                "column",
            }  # links and nodes of flows, which have columns of their own; `meta`
            if "customdata" in given and len(given) > 1 and not given & inner:
                yield f"{path.name}:{node.lineno}", given


def test_every_trace_has_a_name() -> None:
    made = dict(traces_made())
    assert len(made) > 25
    assert [place for place, given in made.items() if "name" not in given and None not in given] == []


def test_every_customdata_is_told() -> None:
    found = dict(records_with_customdata())
    assert len(found) > 8
    assert [place for place, given in found.items() if "meta" not in given] == []


@pytest.mark.parametrize("logged", [False, True])
def test_the_data_of_a_cut_hold_the_cuts_with_their_intervals_and_the_units(logged: bool) -> None:
    mixture = Mixture([0.4, 0.6], [[1.0], [3.0]], [[[0.1]], [[0.2]]])
    x, _ = mixture.sample(200, np.random.default_rng(1))
    (cut,) = [each for each in cuts(mixture) if 1.0 < each.place < 3.0]
    view = View(columns=("log size",), logged=("log size",) if logged else ())
    data = cut_figure(x[:, 0], mixture, [(cut.place, cut.place - 0.1, cut.place + 0.1)], view).data
    assert all(
        trace.meta["x is"] == ("natural logarithm of size" if logged else "log size") for trace in data
    )
    assert all(trace.meta["y is"] == "density, per unit of x" for trace in data)
    (told,) = [trace for trace in data if trace.name == "cut"]
    units = np.exp if logged else float
    assert told.meta["customdata"] == [IN_FILE_UNITS]
    assert told.x == (cut.place,)
    assert told.customdata == pytest.approx([units(cut.place)])
    ends = [told.meta[f"95\u202f% interval {side}"] for side in ("from", "to")]
    assert ends == pytest.approx([units(cut.place - 0.1), units(cut.place + 0.1)])
    gaussians = mixture.weights / np.sqrt(2.0 * np.pi * mixture.covariances[:, 0, 0])
    at_cut = gaussians * np.exp(-0.5 * (cut.place - mixture.means[:, 0]) ** 2 / mixture.covariances[:, 0, 0])
    assert told.y == pytest.approx([at_cut[0]])  # where the two curves cross
    assert at_cut[0] == pytest.approx(at_cut[1])


@pytest.mark.parametrize("sd", [1e-3, 1e-5])
def test_a_component_much_narrower_than_the_picture_has_its_own_height(sd: float) -> None:
    mixture = Mixture([0.9, 0.1], [[0.0], [0.3]], [[[1.0]], [[sd * sd]]])
    x, _ = mixture.sample(300, np.random.default_rng(1))
    narrow = next(
        t for t in cut_figure(x[:, 0], mixture, [], View(columns=("a",))).data if t.name == "component 2"
    )
    assert max(narrow.y) == pytest.approx(0.1 / (sd * np.sqrt(2.0 * np.pi)), rel=1e-3)
    assert np.trapezoid(narrow.y, narrow.x) == pytest.approx(0.1, rel=1e-2)
