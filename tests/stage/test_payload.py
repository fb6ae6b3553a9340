"""The stage's bytes, read back as the browser does: header, addresses, arrays, size."""

import gzip
import json
from base64 import b64decode, b64encode
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gmmviz.data import dataset
from gmmviz.em import EMRun, EMSettings, Mixture, fit, frame_count
from gmmviz.figures.palette import THEMES
from gmmviz.figures.planes import NAMED_PLANES
from gmmviz.figures.view import View
from gmmviz.stage import Scene, StageLane, payload, player
from gmmviz.stage.javascript import FOLDER
from gmmviz.stage.packing import shuffled
from gmmviz.stage.showing import Showing
from tests.stage.node import Node

DTYPES = {"f4": "<f4", "f8": "<f8", "i4": "<i4"}
LARGEST = 100_000  # bytes, of 5,000 points in two columns and 60 iterations


class Read:
    """A payload taken apart: `header`, and arrays by their addresses."""

    def __init__(self, content: bytes) -> None:
        length = int.from_bytes(content[:4], "little")
        self.header: dict[str, Any] = json.loads(content[4 : 4 + length])
        self.body = content[4 + length :]
        self.start = 4 + length

    def array(self, address: dict[str, Any]) -> NDArray:
        return np.frombuffer(self.body, DTYPES[address["dtype"]], address["length"], address["offset"])

    def addresses(self) -> list[dict[str, Any]]:
        arrays = self.header["arrays"]
        lanes = [address for lane in arrays["lanes"] for address in lane.values()]
        return [*arrays["x"], *([arrays["labels"]] if arrays["labels"] else []), *lanes]


def scene_of(x: NDArray[np.float64], *runs: EMRun, labels: NDArray[np.int64] | None = None) -> Scene:
    plane = np.eye(x.shape[1], 2)
    lanes = tuple(StageLane(run) for run in runs)
    return Scene(x, lanes, plane, View(columns=("a", "b")), len(x), labels=labels)


@pytest.fixture(scope="module")
def run() -> EMRun:
    return fit(dataset("iris").x, EMSettings(k=3, seed=4, max_iter=20))


@pytest.fixture(scope="module")
def read(run: EMRun) -> Read:
    iris = dataset("iris")
    return Read(payload(scene_of(iris.x, run, labels=iris.truth)))


def test_arrays_lie_at_multiples_of_eight_one_after_the_other(read: Read) -> None:
    assert read.start % 8 == 0
    end = 0
    for address in sorted(read.addresses(), key=lambda address: address["offset"]):
        assert address["offset"] == end
        assert address["offset"] % 8 == 0
        size = np.dtype(DTYPES[address["dtype"]]).itemsize * address["length"]
        end += size + -size % 8
    assert end == len(read.body)


def test_points_come_back(read: Read) -> None:
    iris = dataset("iris")
    x = np.column_stack([read.array(address) for address in read.header["arrays"]["x"]])
    np.testing.assert_allclose(x + iris.x.mean(axis=0), iris.x, rtol=0, atol=1e-6)
    np.testing.assert_array_equal(read.array(read.header["arrays"]["labels"]), iris.truth)
    np.testing.assert_allclose(read.header["deviations"], iris.x.std(axis=0), rtol=1e-12)


def test_states_come_back(read: Read, run: EMRun) -> None:
    x = dataset("iris").x
    states, k, d = len(run.states), 3, 4
    arrays = {name: read.array(address) for name, address in read.header["arrays"]["lanes"][0].items()}
    assert [*arrays["logLikelihood"]] == [state.log_likelihood for state in run.states]
    means = arrays["means"].reshape(states, k, d) + x.mean(axis=0)
    weights = arrays["weights"].reshape(states, k)
    covariances = arrays["planeCovariances"].reshape(states, k, 3)
    for t, state in enumerate(run.states):
        np.testing.assert_allclose(means[t], state.mixture.means, rtol=0, atol=1e-12)
        np.testing.assert_array_equal(weights[t], state.mixture.weights)
        seen = [(c[0, 0], c[0, 1], c[1, 1]) for c in state.mixture.covariances]
        np.testing.assert_allclose(covariances[t], seen, rtol=1e-13)


def test_constants_and_whiteners_give_the_density(read: Read, run: EMRun) -> None:
    x = dataset("iris").x
    arrays = {name: read.array(address) for name, address in read.header["arrays"]["lanes"][0].items()}
    states, k, d = len(run.states), 3, 4
    whiteners = np.zeros((states, k, d, d))
    lower = np.tril_indices(d)
    whiteners[:, :, lower[0], lower[1]] = arrays["whiteners"].reshape(states, k, -1)
    constants = arrays["constants"].reshape(states, k)
    means = arrays["means"].reshape(states, k, d)
    for t in (0, states - 1):
        away = (x - x.mean(axis=0))[:, None, :] - means[t]
        squares = (np.einsum("kij,nkj->nki", whiteners[t], away) ** 2).sum(axis=-1)
        joint = constants[t] - 0.5 * squares
        density = np.logaddexp.reduce(joint, axis=1)
        np.testing.assert_allclose(density, run.states[t].mixture.log_density(x), rtol=0, atol=1e-10)


def test_the_header_names_both_themes_and_what_the_lane_says(read: Read, run: EMRun) -> None:
    assert read.header["themes"].keys() == read.header["figures"].keys() == THEMES.keys()
    (lane,) = read.header["lanes"]
    assert lane["k"] == 3
    assert lane["verdict"]["kind"] == run.verdict.kind
    assert lane["verdict"]["sentence"].startswith(run.verdict.sentence)
    assert read.header["total"] == 150


def test_of_one_component_no_discriminant_plane_is_offered() -> None:
    one = fit(dataset("iris").x, EMSettings(k=1))
    columns = dataset("iris").columns
    asked = Showing(dataset("iris").x, (one,), columns, plane=("discriminant",)).scene()
    assert asked.chosen == columns[:2]
    assert [name for name, *_ in Read(payload(asked)).header["namedPlanes"]] == ["principal"]


def test_planes_across_columns_have_names_and_words_from_python_only(read: Read) -> None:
    assert read.header["namedPlanes"] == [
        [name, each.words, each.title] for name, each in NAMED_PLANES.items()
    ]
    script = (FOLDER / "js/controls/planes.js").read_text(encoding="utf-8")
    assert "scene.namedPlanes" in script
    assert [
        text for name, each in NAMED_PLANES.items() for text in (f'"{name}"', each.words) if text in script
    ] == []


def test_several_lanes_have_arrays_of_their_own(run: EMRun) -> None:
    x = dataset("iris").x
    other = fit(x, EMSettings(k=2, seed=1))
    read = Read(payload(scene_of(x, run, other)))
    lengths = [lane["logLikelihood"]["length"] for lane in read.header["arrays"]["lanes"]]
    assert lengths == [len(run.states), len(other.states)]
    assert [lane["k"] for lane in read.header["lanes"]] == [3, 2]


def test_points_are_exact_only_where_they_must_be() -> None:
    x = dataset("stripes").x
    plain = Read(payload(scene_of(x, fit(x, EMSettings(k=2, max_iter=5)))))
    assert {address["dtype"] for address in plain.header["arrays"]["x"]} == {"f4"}
    near = Mixture([0.5, 0.5], [x[0], x[0] + 1e-4], np.tile(1e-8 * np.eye(2), (2, 1, 1)))
    tight = fit(x, EMSettings(k=2, max_iter=1), start=near)
    exact = Read(payload(scene_of(x, tight)))
    assert {address["dtype"] for address in exact.header["arrays"]["x"]} == {"f8"}


@pytest.mark.parametrize("key", ["olympic", "stripes"])
def test_sixty_iterations_of_five_thousand_points_are_small(key: str) -> None:
    x = dataset(key).x
    run = fit(x, EMSettings(k=2, tol=0.0, max_iter=60, seed=2))
    assert frame_count(run) == 122
    assert len(payload(scene_of(x, run))) < LARGEST


def test_the_same_scene_is_the_same_bytes(run: EMRun) -> None:
    x = dataset("iris").x
    assert payload(scene_of(x, run)) == payload(scene_of(x, run))


def test_a_constant_column_does_not_divide_by_zero() -> None:
    x = np.column_stack((dataset("faithful").x, np.full(272, 3.0)))
    plane = np.eye(3)[:, [0, 2]]
    settings = EMSettings(k=2, family="VII", max_iter=3)
    scene = Scene(x, (StageLane(fit(x, settings)),), plane, View(columns=("a", "b")), len(x))
    read = Read(payload(scene))
    assert read.header["deviations"][2] == 1.0
    assert read.header["planeDeviations"][1] == 1.0


def test_a_player_refuses_rows_of_another_fit(run: EMRun) -> None:
    with pytest.raises(ValueError) as refusal:
        player(dataset("faithful").x, run)
    assert str(refusal.value) == (
        "x has shape (272, 2), but the run was fitted to 4 columns: pass x as (n, 4)."
    )
    with pytest.raises(ValueError) as refusal:
        player([1.0, 2.0], run)
    assert str(refusal.value) == (
        "x has shape (2,), but rows by columns (n, d) are needed: for a single column give x[:, None]."
    )


def test_a_player_of_one_column_is_drawn_too() -> None:
    x = dataset("faithful").x[:, :1]
    read = Read(payload(player(x, fit(x, EMSettings(k=2))).scene))
    assert read.header["plane"] == [[1.0], [0.0]]


def test_a_title_is_text_in_the_page_and_in_the_notebook(run: EMRun) -> None:
    shown = player(dataset("iris").x, run, title="<script>alert(1)</script>")
    assert "<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>" in shown.html()
    assert shown._repr_html_().startswith('<iframe srcdoc="&lt;!doctype html&gt;')


def test_a_payload_that_is_stored_by_the_places_of_its_bytes_comes_back(node: Node) -> None:
    faithful = dataset("faithful")
    whole = payload(player(faithful.x, fit(faithful.x, EMSettings(k=3, seed=7))).scene)
    stored = shuffled(whole)
    assert len(stored) == len(whole)
    assert len(gzip.compress(stored)) < 0.95 * len(gzip.compress(whole))
    body = "(m, text) => Buffer.from(m.unshuffled(new Uint8Array(Buffer.from(text, 'base64')))).toString('base64')"
    assert b64decode(node.call("scene/payload", body, b64encode(stored).decode())) == whole
