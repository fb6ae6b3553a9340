"""How the engine is cut: the kernel stands alone, no imports go in a circle, an E-step is a value."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import numpy as np
import pytest

import gmmviz.em
from gmmviz.em import FAMILIES, EMSettings, iterate
from gmmviz.em.kernel.joint import WhitenedEStep, e_step_for
from gmmviz.em.kernel.moments import e_step
from gmmviz.em.kernel.parameters import standardise
from gmmviz.em.models.step import m_step
from gmmviz.em.models.variants import VARIANTS
from gmmviz.em.run import rows_for, rule_of

from .data import clouds

pytestmark = pytest.mark.usefixtures("hot_loop")
ENGINE = Path(gmmviz.em.__file__).parent
MODULES = {
    ".".join(("gmmviz.em", *path.relative_to(ENGINE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in ENGINE.rglob("*.py")
}


def imported(name: str) -> set[str]:
    """The engine's modules that a module imports, also inside functions."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    found = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {module for module in found if module in MODULES} - {name}


def test_the_kernel_imports_nothing_else_of_the_engine() -> None:
    kernel = [name for name in MODULES if name.startswith("gmmviz.em.kernel.")]
    assert len(kernel) > 5
    assert {m for name in kernel for m in imported(name) if not m.startswith("gmmviz.em.kernel")} == set()


def test_no_imports_of_the_engine_go_in_a_circle() -> None:
    order = list(TopologicalSorter({name: imported(name) for name in MODULES}).static_order())
    assert sorted(order) == sorted(MODULES)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("variant", VARIANTS)
def test_an_e_step_taken_twice_is_the_same_and_in_any_order_of_calls(family: str, variant: str) -> None:
    settings = EMSettings(k=3, family=family, variant=variant, start="kmeans")
    x = clouds()
    rows, rule = rows_for(x, settings), rule_of(rows_for(x, settings), settings)
    start = standardise(rows, next(iterate(x, settings)).mixture)
    for prepared in (e_step_for(rows, start), WhitenedEStep(rows, start)):
        once = e_step(prepared, VARIANTS[variant].at(0))
        sums = once.sums.copy()
        ahead = m_step(once, rule)[1]
        e_step(ahead)
        again = e_step(prepared, VARIANTS[variant].at(0))
        assert once.counts.sum() == pytest.approx(len(x), rel=1e-12)
        assert np.array_equal(once.sums, sums)
        assert np.array_equal(again.sums, sums)
        assert again.log_likelihood == once.log_likelihood
        assert np.array_equal(m_step(again, rule)[1].mixture.covariances, ahead.mixture.covariances)
