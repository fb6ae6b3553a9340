"""Words, charts and scripts hold for every family and variant of the registries, also for one that is added."""

import math
from dataclasses import replace

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import FAMILIES, VARIANTS, EMSettings, fit, representative
from gmmviz.em.search.sweep import fit_cell
from gmmviz.figures.view import View
from gmmviz.report import fit_paragraph
from gmmviz.report.criteria_charts import Chart, criterion_chart
from gmmviz.report.criteria_words import findings
from gmmviz.report.explain.update_rules import update_rule
from gmmviz.report.lane_choices import beside_kmeans
from gmmviz.report.scores import family_name, table
from gmmviz.report.scripts import r_scripts, sklearn_script
from gmmviz.scenario import Lane
from tests.ui.test_profile import facts_of

RNG = np.random.default_rng(5)
X = np.concatenate(
    [RNG.normal((-3.0, 10.0), (1.0, 2.0), (40, 2)), RNG.normal((3.0, 16.0), (0.6, 1.0), (35, 2))]
)


@pytest.mark.parametrize("d", [1, 2])
@pytest.mark.parametrize("name", FAMILIES)
def test_a_familys_cells_are_drawn_told_and_listed(name: str, d: int) -> None:
    families = dict.fromkeys(("VVV", name))
    models = dict.fromkeys((representative(family, k, d), k) for k in (1, 2) for family in families)
    cells = [[*fit_cell(X[:, :d], EMSettings(k=k, family=family), 2)][-1] for family, k in models]
    figure = criterion_chart(cells, Chart("bic", tuple(families), d), View())
    drawn = [float(y) for trace in figure.data if trace.y is not None for y in trace.y if y is not None]
    assert np.isfinite(drawn).any()
    assert findings(cells, "bic", d).headline.startswith("BIC")
    for row, cell in zip(table(cells, d), cells, strict=True):
        assert row["shape"] == family_name(cell.family, d, cell.k) != ""


def test_names_say_what_is_left_of_a_family_for_one_component_or_one_column() -> None:
    assert {family_name(name, 1, 1) for name in FAMILIES} == {"one width"}
    told = {family_name(name, 2, 1) for name in ("EII", "VII", "EEI", "VVI", "EEE", "VVV")}
    assert told == {"a circle", "an axis-aligned ellipse", "an ellipse"}
    assert [family_name(name, 1) for name in ("EEE", "VVV")] == ["one width", "own widths"]


def test_mclust_is_refused_a_family_of_ours_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FAMILIES, "OWN", replace(FAMILIES["VVV"], name="OWN", plain="ours"))
    run = fit(X, EMSettings(k=2, family="OWN", max_iter=5))
    assert r_scripts.mclust_why_not(run) == "mclust does not have the shape “ours”."


@pytest.mark.parametrize("name", FAMILIES)
def test_a_quotient_or_words_explain_the_covariances_of_a_family(name: str) -> None:
    found = update_rule(EMSettings(k=2, family=name), "none")
    assert (found.rule is None) == bool(found.covariance)
    assert found.rule is None or found.rule.split()[0] in ("own", "pooled")


@pytest.mark.parametrize("name", VARIANTS)
def test_where_a_variant_settles_is_an_optimum_of_the_likelihood_if_its_last_steps_are_ems(name: str) -> None:
    variant = VARIANTS[name]
    assert variant.ends_as_em == (variant.power(10**9) == 1.0)
    assert variant.is_em == all(variant.power(iteration) == 1.0 for iteration in (0, 1, 50, 10**9))
    assert variant.assigns_whole == (variant.power(0) == math.inf)


@pytest.mark.parametrize("name", VARIANTS)
def test_what_is_said_of_a_fit_and_where_scripts_end_follows_the_entry_of_its_variant(name: str) -> None:
    variant, points = VARIANTS[name], dataset("faithful")
    run = fit(points.x, EMSettings(k=2, variant=name, seed=3))
    text = fit_paragraph.paragraph(facts_of(points, run))
    assert (variant.caveat in text) if variant.caveat else "whole, as in k-means" not in text
    for refusal in (r_scripts.mclust_why_not(run), sklearn_script.why_not(run.settings, 2)):
        assert variant.is_em == (refusal is None)
        assert variant.is_em or variant.plain in str(refusal)
    soft, kmeans = beside_kmeans(Lane(replace(run.settings, variant=name)))
    assert VARIANTS[soft.settings.variant].ends_as_em
    assert kmeans.settings.is_kmeans
