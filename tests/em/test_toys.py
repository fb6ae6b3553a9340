"""A family and a variant are one function and one entry: with them, every registry-wide test still holds."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gmmviz.em import FAMILIES, STARTS, EMSettings
from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.moments import e_step
from gmmviz.em.models.stacked import Stack, stacked
from gmmviz.em.models.step import m_step
from gmmviz.em.run import rows_for, rule_of
from gmmviz.em.search.sweep import fit_cell

from . import test_quasi_newton
from .data import clouds
from .toys import FASTER, TOY_FAMILY, TOY_VARIANT

ROOT = Path(__file__).resolve().parents[2]
REGISTRY_WIDE = ("tests/em", "tests/stage", "tests/figures", "tests/report", "tests/ui/test_choosing.py")
REGISTRY_WIDE += ("tests/test_estimator.py",)


def files_that_name_a_registry() -> list[str]:
    """Test files that run over a registry: no others are read in the process with the toys."""
    files = (file for place in REGISTRY_WIDE for file in [ROOT / place, *(ROOT / place).rglob("test_*.py")])
    names = re.compile(r"\b(FAMILIES|VARIANTS)\b")
    return [str(file) for file in files if file.is_file() and names.search(file.read_text("utf-8"))]


def test_a_toy_family_and_a_toy_variant_pass_every_registry_wide_test() -> None:
    """In a process of its own, which puts them into the registries before it collects tests."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-o",
        "addopts=",
        "-v",
        "-p",
        "no:cacheprovider",
        "-p",
        "tests.em.toys",
    ]
    command += ["-k", f"{TOY_FAMILY.name} or {TOY_VARIANT.name}", *files_that_name_a_registry()]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-3000:]
    tests = re.findall(r"::(\w+)\[.*(?:CSYM|warmed)", ran.stdout)
    assert len(tests) > 250
    assert {
        "test_no_neighbour_in_the_family_is_better",
        "test_the_likelihood_never_falls_and_the_bound_lies_between",
        "test_scaling_all_columns_changes_units_only",
        "test_hard_data_end_in_finite_numbers_a_verdict_or_a_message",
        "test_acceleration_never_lowers_the_likelihood_and_ends_as_high",
        "test_a_familys_cells_are_drawn_told_and_listed",
        "test_every_family_has_a_script_or_a_reason",
        "test_where_a_variant_settles_is_an_optimum_of_the_likelihood_if_its_last_steps_are_ems",
        "test_every_family_is_fitted_as_the_engine_fits_it",
    } <= set(tests)


@pytest.mark.parametrize("family", [TOY_FAMILY, FASTER], ids=["one by one", "at once"])
@pytest.mark.parametrize("name", ["CSYM", "SYM"])
def test_starts_of_a_toy_family_run_together_as_each_alone(name, family, monkeypatch) -> None:
    """Whatever its name: letters mean nothing, and a step that the entry brings is the step that is taken."""
    family, asked = replace(family, name=name), []
    if family.stacked is not None:
        step = family.stacked
        family = replace(family, stacked=lambda *given: asked.append(1) or step(*given))
    monkeypatch.setitem(FAMILIES, name, family)
    x, settings = clouds(), EMSettings(k=3, family=name)
    rows, rule = rows_for(x, settings), rule_of(rows_for(x, settings), settings)
    starts = [STARTS["points"].moments(rows, rule, 3, np.random.default_rng(seed)) for seed in range(4)]
    stack = Stack(rows, rule, stacked(starts))
    alone = [e_step(e_step_for(rows, rule.maximise(moments))) for moments in starts]
    for _ in range(6):
        stack.step()
        assert stack.log_likelihoods == pytest.approx([now.log_likelihood for now in alone], rel=1e-9)
        alone = [e_step(m_step(now, rule)[1]) for now in alone]
    assert bool(asked) == (family.stacked is not None)


def test_a_toy_family_with_a_projection_is_climbed_by_bfgs(monkeypatch) -> None:
    monkeypatch.setitem(FAMILIES, FASTER.name, FASTER)
    test_quasi_newton.test_the_slope_is_that_of_the_log_likelihood_within_the_family(FASTER.name)
    test_quasi_newton.test_a_climb_rises_within_its_family_to_the_top_of_plain_em(FASTER.name)


def test_no_module_of_the_engine_reads_the_letters_of_a_familys_name() -> None:
    """A name is looked up, compared or written; it is never unpacked, cut or asked for a letter."""
    name = r"\b(family|kind)\.name"
    letters = re.compile(rf"\*\w*{name}|{name}(\[|\.\w+\()|\bin {name}\b")
    found = [
        path.name for path in (ROOT / "gmmviz/em").rglob("*.py") if letters.search(path.read_text("utf-8"))
    ]
    assert found == []


def test_a_cell_of_a_toy_family_is_searched(monkeypatch) -> None:
    monkeypatch.setitem(FAMILIES, TOY_FAMILY.name, TOY_FAMILY)
    *_, cell = fit_cell(clouds(), EMSettings(k=3, family=TOY_FAMILY.name), 5)
    end = cell.best.end.mixture
    for covariance in end.covariances:
        assert np.ptp(np.diagonal(covariance)) <= 1e-9 * covariance[0, 0]
        assert np.ptp(covariance[~np.eye(3, dtype=bool)]) <= 1e-9 * covariance[0, 0]
