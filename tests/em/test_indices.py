"""Fit indices of our own fits against those of mclust's, to 1e-6, and against brute force.

Entropies are steep where the likelihood is flat, and mclust's end a little short of the maximum: 2e-6 on Old Faithful.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import EMSettings
from gmmviz.em.search.sweep import fit_cell
from gmmviz.em.statistics.criteria import CRITERIA, Measures
from gmmviz.em.statistics.indices import caic, class_quality, relative_entropy, sabic

MCLUST = json.loads((Path(__file__).parent / "reference" / "indices.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("told", MCLUST, ids=lambda told: f"{told['data']} {told['family']} {told['k']}")
def test_all_indices_of_a_fit_are_mclusts(told: dict[str, float]) -> None:
    x = dataset(str(told["data"])).x
    settings = EMSettings(k=int(told["k"]), family=str(told["family"]), start="kmeans++")
    *_, cell = fit_cell(x, settings, 8)
    assert cell.best is not None
    measures, k = cell.best.end.measures, cell.k
    found = {
        "log_likelihood": measures.log_likelihood,
        "parameters": measures.parameters,
        "n": measures.n,
        **{name: CRITERIA[name].score(measures) for name in ("aic", "bic", "aicc")},
        "sabic": sabic(measures),
        "caic": caic(measures),
    }
    assert found == {name: pytest.approx(told[name], abs=1e-6) for name in found}
    assert measures.entropy == pytest.approx(told["entropy"], rel=1e-6, abs=1e-9)
    assert relative_entropy(measures, k) == pytest.approx(told["relative_entropy"], abs=1e-6)
    quality = class_quality(x, cell.best.end.mixture)
    order = np.argsort(quality.counts)
    theirs = np.argsort(told["counts"])
    assert quality.counts[order].tolist() == np.array(told["counts"])[theirs].tolist()
    averages = np.array(told["average_posteriors"])[theirs]
    np.testing.assert_allclose(quality.average_posteriors[order], averages, atol=1e-6)


def test_the_entropy_of_one_component_is_undefined_and_of_sure_rows_one() -> None:
    assert np.isnan(relative_entropy(Measures(-10.0, 2, 5), 1))
    assert relative_entropy(Measures(-10.0, 2, 5, entropy=0.0), 3) == 1.0
    assert relative_entropy(Measures(-10.0, 2, 5, entropy=5 * np.log(3)), 3) == pytest.approx(0.0)


def test_a_class_without_rows_has_no_average_posterior() -> None:
    x = np.array([[0.0], [0.1], [0.2]])
    *_, cell = fit_cell(dataset("faithful").x, EMSettings(k=2), 2)
    assert cell.best is not None
    far = cell.best.end.mixture.project([[1.0], [0.0]])
    quality = class_quality(x, far)
    soft = far.responsibilities(x)
    owners = soft.argmax(axis=1)
    assert quality.counts.tolist() == np.bincount(owners, minlength=2).tolist()
    assert quality.smallest == 0
    assert np.isnan(quality.average_posteriors[int(quality.counts.argmin())])
