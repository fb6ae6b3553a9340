"""What exists twice: the browser's E-step, blend and outlines equal those of the engine and the figures."""

from base64 import b64decode, b64encode
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gmmviz.data import DATASETS, dataset
from gmmviz.em import FAMILIES, VARIANTS, EMRun, EMSettings, EMState, Mixture, Verdict, fit, frame
from gmmviz.figures.ellipse import ring
from gmmviz.figures.palette import THEMES, Theme, blend
from gmmviz.figures.view import View
from gmmviz.limits import COMPONENTS
from gmmviz.stage import Scene, StageLane, payload
from tests.stage.node import Node

TOLERANCE = 1e-5  # of a responsibility: what rounding the points to float32 may cost
STATES_LOOKED_AT = 6

RESPONSIBILITIES = """({ readPayload, eStep }, base64, wanted) => {
    const scene = readPayload(new Uint8Array(Buffer.from(base64, "base64")));
    const [lane] = scene.lanes;
    return wanted.map((state) => {
        const tally = {};
        const responsibilities = eStep(scene.x, lane, state, tally);
        return [Buffer.from(responsibilities.buffer).toString("base64"), tally.logLikelihood];
    });
}"""


def scene_of(x: NDArray[np.float64], run: EMRun) -> Scene:
    d = x.shape[1]
    columns = tuple(f"x{column}" for column in range(d))
    return Scene(
        x, (StageLane(run),), np.eye(d, 2), View(columns=(*columns, "")[:2]), len(x), columns=columns
    )


def looked_at(run: EMRun) -> list[int]:
    """Some states of a run, evenly spaced, with the start and the end."""
    count = min(STATES_LOOKED_AT, len(run.states))
    return sorted({round(at) for at in np.linspace(0, len(run.states) - 1, count)})


def assert_the_browser_agrees(node: Node, x: NDArray[np.float64], run: EMRun) -> None:
    """Every responsibility of every point and the log-likelihood, in the states looked at."""
    wanted = looked_at(run)
    base64 = b64encode(payload(scene_of(x, run))).decode()
    found = node.call("scene/payload math/estep", RESPONSIBILITIES, base64, wanted)
    for state, (text, level) in zip(wanted, found, strict=True):
        expected_level = run.states[state].log_likelihood
        assert level == pytest.approx(expected_level, rel=1e-6, abs=TOLERANCE * len(x)), f"state {state}"
        shares = np.frombuffer(b64decode(text), dtype="<f4").reshape(run.states[state].mixture.k, len(x)).T
        expected = frame(x, run, 2 * state + 1).responsibilities  # of the Assign that follows the state
        np.testing.assert_allclose(shares, expected, rtol=0, atol=TOLERANCE, err_msg=f"state {state}")


def still(x: NDArray[np.float64], mixture: Mixture) -> EMRun:
    """A run of one state: a mixture as it is given."""
    level = mixture.log_likelihood(x)
    state = EMState(0, mixture, level, None, None, level)
    return EMRun(
        EMSettings(k=mixture.k), (state,), Verdict("still climbing", "Still climbing after 0 iterations.")
    )


def clouds(centres: Any, sd: Any, n: int, seed: int) -> NDArray[np.float64]:
    """Rows around centres (k, d), n each, with the given sd."""
    rng = np.random.default_rng(seed)
    centres = np.asarray(centres, dtype=np.float64)
    return np.concatenate([centre + rng.normal(size=(n, len(centre))) * sd for centre in centres])


@pytest.mark.parametrize("key", DATASETS)
def test_in_every_data_set(node: Node, key: str) -> None:
    x = dataset(key).x
    family = "VVV" if len(x) > 200 else "VVI"
    settings = EMSettings(k=DATASETS[key].k + 1, family=family, start="kmeans++", max_iter=30)
    assert_the_browser_agrees(node, x, fit(x, settings))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("offset", [0.0, 1e6])
def test_in_every_family_also_far_from_the_origin(node: Node, family: str, offset: float) -> None:
    x = dataset("iris").x + offset
    run = fit(x, EMSettings(k=3, family=family, start="responsibilities", max_iter=40))
    assert len(run.states) > 1
    assert_the_browser_agrees(node, x, run)


@pytest.mark.parametrize("d", [1, 2, 4, 13])
@pytest.mark.parametrize("k", [1, 2, 5])
def test_in_any_number_of_columns(node: Node, d: int, k: int) -> None:
    scales = 10.0 ** np.linspace(-3, 4, d)
    x = clouds(np.linspace(0, 2.5, 4)[:, None] * np.ones(d), 1.0, 53, seed=d) * scales - 300.0 * scales
    assert_the_browser_agrees(node, x, fit(x, EMSettings(k=k, family="VVI", max_iter=60)))


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("d", [1, 2, 5])
def test_in_every_way_of_assigning(node: Node, variant: str, d: int) -> None:
    x = clouds(np.linspace(0, 4, 3)[:, None] * np.ones(d), 1.0, 97, seed=d) + 20.0
    run = fit(x, EMSettings(k=3, family="VII", variant=variant, start="kmeans++", max_iter=40))
    assert len(run.states) > 2
    hard = frame(x, run, 3).responsibilities
    assert (set(np.unique(hard)) == {0.0, 1.0}) == (variant == "hard")
    assert_the_browser_agrees(node, x, run)


def test_where_tight_clusters_are_far_apart(node: Node) -> None:
    """Pairs of clouds of sd 0.001 that overlap, in corners 100,000 away from each other."""
    corners = np.array([[0.0, 0.0], [1e5, 0.0], [0.0, 1e5]])
    centres = np.concatenate([corners, corners + np.array([0.002, 0.0])])
    x = clouds(centres, 1e-3, 50, seed=1)
    mixture = Mixture(np.full(6, 1 / 6), centres, np.tile(1e-6 * np.eye(2), (6, 1, 1)))
    shared = mixture.responsibilities(x).max(axis=1)
    assert (shared < 0.9).mean() > 0.2
    assert_the_browser_agrees(node, x, still(x, mixture))


@pytest.mark.parametrize("d", [2, 4, 13])
@pytest.mark.parametrize("half", [3.0, 6.0, 10.0, 15.0, 22.0, 40.0])
def test_where_a_point_is_half_way_between_two_clusters(node: Node, d: int, half: float) -> None:
    """Far from both in sd, and shared by both: there a rounded coordinate moves a share the most."""
    direction = np.ones(d)
    centres = np.array([-half * direction, half * direction])
    crowd = clouds(centres[:1], 1.0, 500, seed=2)
    rng = np.random.default_rng(3)
    between = rng.normal(size=(2000, d)) * 0.3
    between -= np.outer(between @ direction / d, direction) * (1 - 0.05 / half)
    x = np.concatenate([crowd, centres[1:], between])
    mixture = Mixture([0.5, 0.5], centres, np.tile(np.eye(d), (2, 1, 1)))
    shared = mixture.responsibilities(x).max(axis=1)
    assert (shared < 0.9).sum() > 1000
    assert_the_browser_agrees(node, x, still(x, mixture))


def test_where_one_cluster_is_a_needle(node: Node) -> None:
    """A covariance of correlation 0.999999 in a wide cloud: its whitening matrix is large."""
    rng = np.random.default_rng(4)
    along = rng.normal(size=400) * 50.0
    x = np.column_stack((along, along + rng.normal(size=400) * 0.05)) + np.array([7e3, -2e4])
    x = np.concatenate([x, clouds([[7e3, -2e4]], 40.0, 300, seed=5)])
    run = fit(x, EMSettings(k=2), start=np.repeat([0, 1], [400, 300]))
    assert_the_browser_agrees(node, x, run)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
@pytest.mark.parametrize("k", range(1, COMPONENTS.most + 1))
def test_colours_are_those_of_the_palette(node: Node, theme: Theme, k: int) -> None:
    rng = np.random.default_rng(k)
    shares = rng.dirichlet(np.full(k, 0.4), size=500).astype(np.float32)
    shares[:k] = np.eye(k)
    hexes = [theme.components[j % 8] for j in range(k)]
    found = node.call(
        "math/colour",
        "({ blend }, shares, hexes) => Array.from(blend(Float32Array.from(shares), hexes))",
        shares.T.ravel().tolist(),
        hexes,
    )
    expected = blend(shares.astype(np.float64), theme).astype(int)
    # the browser's gamma curve is a table: where a value lies between two levels it may take the other one
    difference = np.abs(np.array(found).reshape(-1, 3) - expected)
    assert difference.max() <= 1
    assert (difference == 0).mean() > 0.95
    np.testing.assert_array_equal(np.array(found).reshape(-1, 3)[:k], expected[:k])


def test_outlines_are_those_of_the_figures(node: Node) -> None:
    rng = np.random.default_rng(6)
    for scale in (1e-6, 1.0, 1e6):
        mean = rng.normal(size=2) * 10 * scale
        factor = rng.normal(size=(2, 2)) * scale
        covariance = factor @ factor.T
        found = node.call(
            "math/outline",
            """({ ringOutline }, mean, covariance, radius) => {
                const { xs, ys } = ringOutline(mean, covariance, radius);
                return [Array.from(xs), Array.from(ys)];
            }""",
            mean.tolist(),
            [covariance[0, 0], covariance[0, 1], covariance[1, 1]],
            2.4477,
        )
        np.testing.assert_allclose(
            np.array(found).T, ring(mean, covariance, 2.4477), rtol=0, atol=1e-12 * scale
        )
