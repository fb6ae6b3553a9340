"""How an M-step makes a covariance, for the panel that fills its formula: a quotient of sums, or words instead."""

from __future__ import annotations

from dataclasses import dataclass

from gmmviz.em import FAMILIES, EMSettings, Family

CUT_TO = {
    "ellipse": "",
    "axes": " diagonal",
    "circle": " round",
}  # what is kept of the scatter, by a family's shape


@dataclass(frozen=True)
class UpdateRule:
    """What the panel must know of an M-step.

    `rule` is how the covariance is made, None where it is no single quotient: `covariance` then says in words how.
    `equal`: weights are kept equal. `jumps`: the run is accelerated, so states are not one M-step apart.
    """

    rule: str | None
    covariance: str
    equal: bool
    jumps: bool


def update_rule(settings: EMSettings, scaling: str) -> UpdateRule:
    """The M-step of a run with these settings, on columns of this scaling, in the file's units.

    >>> update_rule(EMSettings(family="EEE"), "none").rule
    'pooled'
    """
    family = FAMILIES[settings.family]
    rule = _quotient(family)
    words = ""
    if rule is None:
        words = (
            f"No single quotient gives the covariances of this family ({family.plain}). {family.sentence} "
            "They are the most likely ones of that form, given the scatters W (Celeux & Govaert, 1995)."
        )
    elif settings.floor > 0.0:
        rule, words = None, "Widths below the smallest width that the settings allow are raised to it."
    elif family.depends_on_units and scaling != "none":
        rule, words = (
            None,
            "The columns were standardised before the fit, and the circle was made in those units.",
        )
    return UpdateRule(rule, words, settings.weights == "equal", settings.accelerate)


def _quotient(family: Family) -> str | None:
    """Which quotient makes a family's covariances: a key of QUOTIENTS in stage/js/explain/sums.js."""
    pooled = "pooled" if family.shared else "own"
    return pooled + CUT_TO[family.shape] if family.quotient else None
