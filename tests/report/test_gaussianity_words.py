"""Is it Gaussian? in words: what is said to decide is what decides, and figures agree with the verdict."""

import re

import numpy as np
import pytest
from scipy.stats import skew

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from gmmviz.em.explain.gaussianity import EnvelopeRequest, QuantileEnvelope, envelope_iter
from gmmviz.figures.number_text import number_text
from gmmviz.report.explain.collapse_words import WHY
from gmmviz.report.explain.gaussianity_words import (
    component_sentence,
    fake_sentence,
    headline,
    reading,
    remedy_sentence,
)


def judged(data: str, settings: EMSettings) -> QuantileEnvelope:
    x = dataset(data).x
    *_, (_, found) = envelope_iter(x, EnvelopeRequest(settings, fit(x, settings).states[-1].mixture), {})
    return found


def test_a_skewed_component_inside_its_band_is_called_skewed_and_not_heavy_tailed() -> None:
    points, settings = dataset("faithful"), EMSettings(k=2, seed=13)
    found = judged("faithful", settings)
    run = fit(points.x, settings)
    assert headline(found).startswith("Not bells: component 1 departs")
    said = component_sentence(found, 0, points.columns)
    rows = points.x[run.states[-1].mixture.responsibilities(points.x).argmax(axis=1) == 0, 0]
    (value,) = re.findall(rf"its skewness in {points.columns[0]} is ([\d.]+)", said)
    assert float(value) == pytest.approx(skew(rows), abs=0.05)
    samples = found.simulated_skewness[:, 0, 0]
    assert f"from {number_text(float(samples.min()), 2)} to {number_text(float(samples.max()), 2)}" in said
    assert float(value) > samples.max()
    assert "It has a longer tail to the right." in said
    assert "heavy tails" not in said
    assert ": what departs is its skewness" in reading(found, 0)


def test_quantiles_outside_the_band_do_not_contradict_gaussians_that_will_do() -> None:
    found = judged("iris", EMSettings(k=3, start="kmeans"))
    assert headline(found).startswith("Bells will do")
    for component in range(3):
        own, observed = found.simulated[:, component], found.observed[component]
        share = float(((observed < own.min(axis=0)) | (observed > own.max(axis=0))).mean())
        said = reading(found, component)
        assert f"{100 * share:.0f}\u202f% of its quantiles" in said
        assert ("which the verdict allows for" in said) == (share > 0.0)


def test_heavy_tails_are_told_where_the_outer_quantiles_leave_the_band() -> None:
    rng = np.random.default_rng(8)
    x = rng.standard_normal((300, 2)) / np.sqrt(rng.chisquare(2, (300, 1)) / 2)
    settings = EMSettings(k=1)
    *_, (_, found) = envelope_iter(x, EnvelopeRequest(settings, fit(x, settings).states[-1].mixture), {})
    assert found.departing == (0,)
    said = component_sentence(found, 0, ("a", "b"))
    decides = found.furthest(0)
    assert not decides.low <= decides.value <= decides.high
    assert ("heavy tails" in said) == (decides.column is None)
    assert number_text(decides.value, 2) in said or number_text(decides.value, 1) in said
    assert found.outside(0)[-1] == 1.0


def test_what_one_can_do_names_a_logarithm_only_of_a_positive_column_that_departs_by_its_skewness() -> None:
    """A transformation, free ellipses where they are not, more components as a density, another family."""
    points, settings = dataset("faithful"), EMSettings(k=2, seed=13)
    found = judged("faithful", settings)
    assert found.departing == (0,)
    assert found.skewness[0, 0] > 0.7 > found.skewness[0, 1]
    said = remedy_sentence(found, (True, True), points.columns, free=True)
    assert "take the logarithm of eruptions; use more components and read them as a density" in said
    assert "another kind of cluster than a bell" in said
    assert "waiting" not in said
    assert "VVV" not in said
    assert "logarithm" not in remedy_sentence(found, (False, True), points.columns, free=True)
    assert "let the ellipses be free (VVV)" in remedy_sentence(
        found, (True, True), points.columns, free=False
    )


def test_one_guess_among_nine_panels_is_no_verdict_on_the_gaussians() -> None:
    right, wrong = fake_sentence(3, 3), fake_sentence(2, 3)
    assert "the data are panel 4" in wrong
    assert "by guessing alone eight in nine miss" in wrong
    assert "By guessing alone one in nine finds it" in right
    for verdict in ("explains them well", "you can tell"):
        assert verdict not in right + wrong


def test_rows_without_a_ceiling_are_those_in_a_plane_and_not_only_as_few_as_columns() -> None:
    rng = np.random.default_rng(4)
    rows = rng.normal(size=(7, 4))
    rows[:, 3] = rows[:, :3].sum(axis=1)  # seven rows of four columns, in a plane of three
    assert np.linalg.svd(rows - rows.mean(axis=0), compute_uv=False)[-1] < 1e-12
    assert "whose rows lie in a plane" in WHY
    assert "As few rows as there are columns always lie so; more may" in WHY
