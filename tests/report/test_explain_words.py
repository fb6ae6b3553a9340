"""What the drawers say in the odd case: one component, samples that could not be fitted."""

from dataclasses import replace

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from gmmviz.em.explain.bound import along_mean, half_steps, slice_towards
from gmmviz.em.explain.gaussianity import ENVELOPE_SAMPLES, QuantileEnvelope
from gmmviz.em.explain.hardness import HardFit
from gmmviz.em.models.variants import VARIANTS
from gmmviz.figures.bound_bars import bars_range
from gmmviz.figures.number_text import nats_text
from gmmviz.figures.view import tick_step
from gmmviz.report.explain.bound_words import slice_reading
from gmmviz.report.explain.gaussianity_words import headline
from gmmviz.report.explain.hardness_words import hardness_reading
from gmmviz.report.explain.variant_lanes import side_by_side, variant_lanes
from gmmviz.scenario import Lane

FAITHFUL = dataset("faithful").x
ONE = fit(FAITHFUL, EMSettings(k=1))


def test_a_new_variant_is_raced_beside_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VARIANTS, "toy", replace(VARIANTS["annealed"], name="toy"))
    lanes = variant_lanes(Lane(EMSettings(k=2, variant="hard", seed=4)))
    assert {lane.settings.variant for lane in lanes} == set(VARIANTS)
    assert {lane.settings.seed for lane in lanes} == {4}
    assert side_by_side() == "k-means, hard, annealed, toy and EM side by side"


def test_one_component_has_no_undecided_rows() -> None:
    state = ONE.states[-1]
    found = HardFit(1.0, state.mixture, 1, state.log_likelihood)
    assert "undecided" not in hardness_reading(found, found, FAITHFUL)
    assert "Every row is the only component's." in hardness_reading(found, found, FAITHFUL)


def test_the_bound_of_one_component_is_said_to_lie_on_the_curve() -> None:
    now = ONE.states[-1].mixture
    said = slice_reading(slice_towards(FAITHFUL, now, along_mean(now, 0)), "a mean")
    assert "the bound lies on it all along: no row is shared." in said
    assert nats_text(1e-9) == "less than 0.000001"
    shared = fit(FAITHFUL, EMSettings(k=2)).states[1].mixture
    assert "below it" in slice_reading(slice_towards(FAITHFUL, shared, along_mean(shared, 0)), "a mean")


def test_ticks_of_bars_that_are_level_can_be_told_apart_and_are_short() -> None:
    low, high = bars_range(half_steps(ONE))
    step = tick_step(low, high)
    ticks = [f"{step * place:,.10g}" for place in range(int(np.ceil(low / step)), int(high / step) + 1)]
    assert len(set(ticks)) == len(ticks)
    assert max(map(len, ticks)) <= len("-1,289.601")


def test_the_verdict_says_what_became_of_samples_that_could_not_be_fitted() -> None:
    rng = np.random.default_rng(0)
    kept = ENVELOPE_SAMPLES - 10
    simulated, leaning = rng.uniform(1.0, 2.0, (kept, 1, 3)), rng.normal(size=(kept, 1, 2))
    found = QuantileEnvelope(
        np.ones(3), simulated[0], simulated, leaning[0], leaning, 100, 100, failed=ENVELOPE_SAMPLES - kept
    )
    assert headline(found).endswith(
        f"It stands on {kept} samples: 10 of {ENVELOPE_SAMPLES} were left out, since a component collapsed or "
        "lost its rows "
        "when the sample was fitted."
    )
    assert "left out" not in headline(replace(found, failed=0, samples=kept))
