"""This step: the formulas' numbers in JavaScript are the engine's, over families, variants and frames."""

from base64 import b64encode
from typing import Any

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import FAMILIES, EMSettings, fit, frame, frame_count
from gmmviz.figures.view import View
from gmmviz.report.explain.update_rules import update_rule
from gmmviz.stage import Scene, StageLane, payload
from gmmviz.thousands import percent
from tests.stage.node import Node

BODY = """(m, text, frame, row, component) => {
    const scene = m.readPayload(Uint8Array.from(Buffer.from(text, "base64")));
    const lane = scene.lanes[0];
    const states = m.statesOf(frame, lane.lastFrame);
    const row_ = m.rowNumbers(scene, lane, states.owning, row);
    const plain = (value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);
    const found = { states, products: plain(row_.products), sum: row_.sum, shares: plain(row_.responsibilities),
        logResponsibilities: plain(row_.logResponsibilities) };
    if (states.before !== null) {
        const sums = m.componentSums(scene, lane, states.before);
        found.counts = plain(sums.counts);
        found.means = sums.means.map(plain);
        found.quotients = Object.fromEntries(Object.entries(m.QUOTIENTS).map(([name, of]) => {
            const { matrix, trace, scale } = of(sums, component);
            return [name, matrix ? matrix.map((cells) => Array.from(cells, (cell) => cell / scale)) : trace / scale];
        }));
        found.before = m.covarianceOf(lane, scene.x.length, states.before, component).map(plain);
        found.after = m.covarianceOf(lane, scene.x.length, states.after, component).map(plain);
        found.mean = m.meanOf(scene, lane, states.after, component);
    }
    return found;
}"""


SAID = """(m, text, exact, rule) => {
    const element = (tag) => ({
        tag, kids: [], setAttribute() {},
        append(...kids) { this.kids.push(...kids); },
        cloneNode() { return this; },
    });
    globalThis.document = { createElementNS: (_, tag) => element(tag) };
    const flat = (part) => typeof part === "string" ? part
        : part.tag === "mfrac" ? `(${part.kids.map(flat).join(" / ")})` : part.kids.map(flat).join("");
    const scene = m.readPayload(Uint8Array.from(Buffer.from(text, "base64")));
    const drawing = { scene, lane: scene.lanes[0], theme: { components: ["#000", "#111", "#222"], colours: ["#000"] } };
    const told = { rule, covariance: "", equal: false, exact };
    return m.componentFormulas(drawing, told, { before: 2, after: 3 }, 1)
        .map(({ words, formulas }) => [words, ...formulas.map(flat)]);
}"""


def found_by_the_browser(node: Node, x: Any, run: Any, asked: tuple[int, int, int]) -> dict[str, Any]:
    scene = Scene(x, (StageLane(run),), np.eye(x.shape[1], 2), View(columns=("a", "b")), len(x))
    text = b64encode(payload(scene)).decode()
    found: dict[str, Any] = node.call("scene/payload explain/sums", BODY, text, *asked)
    return found


@pytest.mark.parametrize("variant", ["em", "hard", "annealed", "logarithms"])
@pytest.mark.parametrize("family", FAMILIES)
def test_every_number_of_the_formulas_is_the_engines(node: Node, family: str, variant: str) -> None:
    """k-means is the hard variant of circles of one size with equal weights."""
    x = dataset("iris").x if family in {"EII", "VEV"} else dataset("faithful").x
    x = np.log(x) if variant == "logarithms" else x
    variant = "em" if variant == "logarithms" else variant
    weights = "equal" if (family, variant) == ("EII", "hard") else "free"
    run = fit(x, EMSettings(k=3, family=family, variant=variant, weights=weights, seed=10, max_iter=6))
    for at in (0, 1, 4, frame_count(run) - 1):
        row, component = 7 * (at + 1), at % 3
        found = found_by_the_browser(node, x, run, (at, row, component))
        states = found["states"]
        owning = run.states[states["owning"]].mixture
        shown = frame(x, run, max(at, 1))
        assert found["sum"] == pytest.approx(owning.log_density(x[row : row + 1])[0], abs=1e-9)
        assert shown.responsibilities is not None
        assert found["shares"] == pytest.approx(shown.responsibilities[row], abs=1e-9)
        logs = np.array(
            [-np.inf if value is None else value for value in found["logResponsibilities"]]
        )  # JSON has no infinity
        assert np.exp(logs) == pytest.approx(found["shares"], rel=1e-9)
        before, after = run.states[states["before"]].mixture, run.states[states["after"]].mixture
        owned = frame(x, run, 2 * states["before"] + 1).responsibilities
        assert owned is not None
        assert found["counts"] == pytest.approx(owned.sum(axis=0), rel=1e-9)
        if weights == "free":
            np.testing.assert_allclose(np.divide(found["counts"], len(x)), after.weights, rtol=1e-8)
        np.testing.assert_allclose(found["means"], after.means, rtol=1e-8, atol=1e-9)
        np.testing.assert_allclose(found["mean"], after.means[component], rtol=1e-12, atol=1e-12)
        scale = np.abs(after.covariances).max()
        np.testing.assert_allclose(found["before"], before.covariances[component], atol=1e-8 * scale)
        np.testing.assert_allclose(found["after"], after.covariances[component], atol=1e-8 * scale)
        rule = update_rule(run.settings, "none").rule
        if rule is not None:
            quotient = np.array(found["quotients"][rule])
            made = quotient * np.eye(x.shape[1]) if quotient.ndim == 0 else quotient
            np.testing.assert_allclose(made, after.covariances[component], atol=1e-7 * scale)


ROW_SAID = """(m, text, most) => {
    const element = (tag) => ({ tag, setAttribute() {}, append() {}, cloneNode() { return this; } });
    globalThis.document = { createElementNS: (_, tag) => element(tag) };
    const scene = m.readPayload(Uint8Array.from(Buffer.from(text, "base64")));
    const drawing = { scene, lane: scene.lanes[0], theme: { components: scene.themes.light.components, colours: [] } };
    return m.rowFormulas(drawing, 2, 7, most ? m.MAX_ON_A_WALL : undefined)
        .map(({ words, formulas }) => [words, formulas.length]);
}"""


@pytest.mark.parametrize("k", [3, 4, 8])
def test_on_a_wall_no_more_components_are_written_out_than_fit_beside_the_stage(node: Node, k: int) -> None:
    x = dataset("faithful").x
    run = fit(x, EMSettings(k=k, seed=3, max_iter=4))
    scene = Scene(x, (StageLane(run),), np.eye(2), View(columns=("a", "b")), len(x))
    text = b64encode(payload(scene)).decode()
    modules = "scene/payload explain/row_formulas"
    for wall, most in ((False, 6), (True, 3)):
        said = node.call(modules, ROW_SAID, text, wall)
        assert [count for _, count in said] == [min(k, most), 2, min(k, most)]
        assert (f"Of {k} components the {most} likeliest are written out." in said[0][0]) == (k > most)


def test_a_family_without_a_quotient_says_so_in_words() -> None:
    for name in FAMILIES:
        told = update_rule(EMSettings(family=name), "none")
        assert (told.rule is not None) == FAMILIES[name].quotient == (not told.covariance)
    assert update_rule(EMSettings(family="EII"), "standardise").covariance.startswith("The columns were")
    assert update_rule(EMSettings(family="VVV", floor=0.1), "none").covariance.startswith("Widths below")


@pytest.mark.parametrize(
    ("log", "text"),
    [
        (np.log(0.0123456), "0.01235"),
        (np.log(123456.4), "123\u202f456"),
        (np.log(2.5e-7), "2.500 times ten to the power minus 7"),
        (-5000.0, "3.370 times ten to the power minus 2172"),
        (-2302.585092994046, "1.000 times ten to the power minus 1000"),
    ],
)
def test_numbers_are_written_with_four_digits_however_small(node: Node, log: float, text: str) -> None:
    said = node.call("explain/digits", "(m, log) => m.spoken(m.partsOfExp(log))", log)
    assert said == text.replace("\u202f", "")


def test_a_run_that_ended_at_its_start_has_no_update(node: Node) -> None:
    assert node.call("explain/sums", "(m) => m.statesOf(1, 1)") == {
        "owning": 0,
        "before": None,
        "after": None,
        "coming": False,
    }
    told = node.call("explain/sums", "(m) => [0, 1, 2, 3, 4, 5].map((at) => m.statesOf(at, 5))")
    assert [(each["owning"], each["before"], each["after"], each["coming"]) for each in told] == [
        (0, 0, 1, True),
        (0, 0, 1, True),
        (0, 0, 1, False),
        (1, 1, 2, True),
        (1, 1, 2, False),
        (2, 1, 2, False),
    ]


def test_no_equation_of_a_sample_is_printed_as_one_of_the_run(node: Node) -> None:
    whole = dataset("faithful").x
    run = fit(whole, EMSettings(k=3, seed=10, max_iter=6))
    for x in (whole, whole[::3]):
        exact = len(x) == len(whole)
        scene = Scene(x, (StageLane(run),), np.eye(2), View(columns=("a", "b")), len(whole))
        text = b64encode(payload(scene)).decode()
        parts = node.call("scene/payload explain/component_formulas", SAID, text, exact, "own")
        said = " ".join(sentence for part in parts for sentence in part)
        owned = run.states[2].mixture.responsibilities(x)[:, 1].sum()
        weight = run.states[3].mixture.weights[1]
        assert f"{owned:.4g}" in parts[0][1]
        assert f"{weight:.4f}"[:6] in parts[0][2]
        assert (f"all {len(x)} rows" in said) == exact
        assert (f"the {len(x)} rows on the stage" in said) != exact
        assert (" / " in parts[0][2]) == exact
        assert abs(owned / len(x) - weight) < 1e-6 or not exact
        for sums in (*parts[1][1:], parts[2][1]):
            assert ("\u2248" in sums) != exact


def test_a_share_too_small_to_be_held_is_written_with_its_power_and_never_as_zero(node: Node) -> None:
    x = np.vstack((np.random.default_rng(3).normal(size=(40, 2)), [[200.0, 0.0], [201.0, 1.0], [200.0, 2.0]]))
    run = fit(x, EMSettings(k=2, seed=1, max_iter=50))
    found = found_by_the_browser(node, x, run, (frame_count(run) - 1, 0, 0))
    mixture = run.states[-1].mixture
    assert min(found["shares"]) == 0.0
    parts = [
        np.log(mixture.weights[j])
        - 0.5 * np.linalg.slogdet(mixture.covariances[j])[1]
        - 0.5 * (x[0] - mixture.means[j]) @ np.linalg.solve(mixture.covariances[j], x[0] - mixture.means[j])
        for j in range(2)
    ]
    assert min(found["logResponsibilities"]) == pytest.approx(min(parts) - max(parts), rel=1e-6)
    said = node.call(
        "explain/digits", "(m, log) => m.spoken(m.partsOfExp(log))", min(found["logResponsibilities"])
    )
    assert "times ten to the power minus" in said


def test_shares_are_written_alike_on_the_stage_and_in_words(node: Node) -> None:
    ends = [0.0, 1e-12, 0.0004, 0.0005, 0.0049, 0.005, 0.0051, 0.0249, 0.5]
    shares = [*ends, *(1.0 - share for share in ends), *np.linspace(0.0, 1.0, 401)]
    told = node.call(
        "words/numbers", "(m, shares) => shares.map((share) => m.percent(share))", [float(s) for s in shares]
    )
    assert told == [percent(share) for share in shares]
    between = [text for share, text in zip(shares, told, strict=True) if 0.0 < share < 1.0]
    assert not {percent(0.0), percent(1.0)} & set(between)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0.0"), (1e-9, "<0.1"), (0.0005, "0.1"), (0.25, "25.0"), (0.99951, ">99.9"), (1.0, "100.0")],
)
def test_a_share_that_is_not_0_or_1_is_not_written_so(node: Node, share: float, text: str) -> None:
    assert node.call("words/numbers", "(m, share) => m.percentNumber(share)", share) == text


SYMBOLS = """(m, text, row) => {
    const element = (tag) => ({
        tag, kids: [], is: {}, setAttribute(name, value) { this.is[name] = value; },
        append(...kids) { this.kids.push(...kids); },
        cloneNode() { return this; },
    });
    globalThis.document = { createElementNS: (_, tag) => element(tag) };
    const flat = (part) => typeof part === "string" ? part : part.kids.map(flat).join("");
    const marked = (part) => typeof part === "string" ? [] : [
        ...(part.tag === "msub" ? [[flat(part.kids[0]), flat(part.kids[1]), part.kids[1].is]] : []),
        ...part.kids.flatMap(marked),
    ];
    const scene = m.readPayload(Uint8Array.from(Buffer.from(text, "base64")));
    const theme = { ...scene.themes.dark, name: "dark" };
    const drawing = { scene, lane: scene.lanes[0], theme };
    const colours = Array.from({ length: 3 }, (_, j) => m.componentStyle(scene, theme, j).colour);
    return [m.rowFormulas(drawing, 1, row).flatMap(({ formulas }) => formulas.flatMap(marked)), colours];
}"""


def test_every_symbol_of_a_component_has_its_number_and_colour(node: Node) -> None:
    x = dataset("faithful").x
    run = fit(x, EMSettings(k=3, seed=10, max_iter=6))
    scene = Scene(x, (StageLane(run),), np.eye(2), View(columns=("a", "b")), len(x))
    text = b64encode(payload(scene)).decode()
    modules = "scene/payload explain/row_formulas scene/component_style"
    symbols, colours = node.call(modules, SYMBOLS, text, 5)
    assert len(set(colours)) == 3
    for number, colour in enumerate(colours, 1):
        mine = [(letter, mark) for letter, told, mark in symbols if told == str(number)]
        assert {letter for letter, _ in mine} == {"\u03c0", "\u03bc", "\u03a3", "r"}
        assert all(mark == {"class": "gmm-of", "style": f"--of: {colour}"} for _, mark in mine)
    assert {told for _, told, _ in symbols} == {"1", "2", "3"}
