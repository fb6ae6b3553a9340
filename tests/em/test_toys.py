"""A family and a variant are one function and one entry: with them, every registry-wide test still holds."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from .toys import TOY_FAMILY, TOY_VARIANT

ROOT = Path(__file__).resolve().parents[2]


def test_a_toy_family_and_a_toy_variant_pass_every_registry_wide_test() -> None:
    """In a process of its own, which puts them into the registries before it collects tests."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.em.toys"]
    command += ["-k", f"{TOY_FAMILY.name} or {TOY_VARIANT.name}", "tests/em", "tests/stage", "tests/figures"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-3000:]
    listed = subprocess.run(
        [*command, "--collect-only"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    tests = re.findall(r"::(\w+)\[.*(?:SYM|warmed)", listed.stdout)
    assert len(tests) > 400
    assert {
        "test_no_neighbour_in_the_family_is_better",
        "test_the_likelihood_never_falls_and_the_bound_lies_between",
        "test_scaling_all_columns_changes_units_only",
        "test_hard_data_end_in_finite_numbers_a_verdict_or_a_message",
        "test_the_slope_is_that_of_the_log_likelihood_within_the_family",
        "test_acceleration_never_lowers_the_likelihood_and_ends_as_high",
    } <= set(tests)
