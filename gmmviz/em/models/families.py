"""FAMILIES: what shapes the components may take. A family is one M-step (in `covariances`) and one entry here."""

from __future__ import annotations

from math import comb  # comb(d, 2): the angles of an orientation in d columns

from gmmviz.em.models import covariances as steps
from gmmviz.em.models.covariances import log_space
from gmmviz.em.models.family import Family
from gmmviz.em.models.stacked_families import stacked_step

FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family(
            "EII",
            "equal circles",
            None,
            "All components are round and equally large.",
            "circle",
            steps.eii,
            lambda k, d: 1,
            equal_volumes=True,
            shared=True,
            depends_on_units=True,
            takes_floor=True,
            own_sizes=False,
            plain_in_one_column="one width",
            letter_in_one_column="E",
            plain_for_one_component="a circle",
            quotient=True,
            log_space=log_space("equal", "round"),
            stacked=stacked_step("E", "I", "I"),
        ),
        Family(
            "VII",
            "circles",
            "spherical",
            "Each component is round, with its own size.",
            "circle",
            steps.vii,
            lambda k, d: k,
            depends_on_units=True,
            takes_floor=True,
            for_one_component="EII",
            plain_in_one_column="own widths",
            letter_in_one_column="V",
            quotient=True,
            log_space=log_space("own", "round"),
            stacked=stacked_step("V", "I", "I"),
        ),
        Family(
            "EEI",
            "one axis-aligned ellipse",
            None,
            "All components have the same size and shape, along the axes.",
            "axes",
            steps.eei,
            lambda k, d: d,
            equal_volumes=True,
            shared=True,
            takes_floor=True,
            own_sizes=False,
            in_one_column="EII",
            plain_for_one_component="an axis-aligned ellipse",
            quotient=True,
            log_space=log_space("equal", "equal"),
            stacked=stacked_step("E", "E", "I"),
        ),
        Family(
            "VEI",
            "axis-aligned, one shape",
            None,
            "Components lie along the axes with one shape, each with its own size.",
            "axes",
            steps.vei,
            lambda k, d: k + d - 1,
            in_one_column="VII",
            for_one_component="EEI",
            log_space=log_space("own", "equal"),
            stacked=stacked_step("V", "E", "I"),
        ),
        Family(
            "EVI",
            "axis-aligned, one size",
            None,
            "Components lie along the axes, equally large, each with its own shape.",
            "axes",
            steps.evi,
            lambda k, d: 1 + k * (d - 1),
            equal_volumes=True,
            in_one_column="EII",
            for_one_component="EEI",
            log_space=log_space("equal", "own"),
            stacked=stacked_step("E", "V", "I"),
        ),
        Family(
            "VVI",
            "axis-aligned",
            "diag",
            "Each component has its own size and shape, along the axes.",
            "axes",
            steps.vvi,
            lambda k, d: k * d,
            takes_floor=True,
            in_one_column="VII",
            for_one_component="EEI",
            quotient=True,
            log_space=log_space("own", "own"),
            stacked=stacked_step("V", "V", "I"),
        ),
        Family(
            "EEE",
            "one shared ellipse",
            "tied",
            "All components have the same size, shape and direction.",
            "ellipse",
            steps.eee,
            lambda k, d: comb(d, 2) + d,
            equal_volumes=True,
            shared=True,
            takes_floor=True,
            own_sizes=False,
            in_one_column="EII",
            plain_for_one_component="an ellipse",
            quotient=True,
            log_space=log_space("equal", "equal"),
            stacked=stacked_step("E", "E", "E"),
        ),
        Family(
            "VEE",
            "one ellipse, own sizes",
            None,
            "Components share shape and direction, each with its own size.",
            "ellipse",
            steps.vee,
            lambda k, d: k + d - 1 + comb(d, 2),
            in_one_column="VII",
            for_one_component="EEE",
            log_space=log_space("own", "equal"),
            stacked=stacked_step("V", "E", "E"),
        ),
        Family(
            "EVE",
            "one direction, one size",
            None,
            "Components share size and direction, each with its own shape.",
            "ellipse",
            steps.eve,
            lambda k, d: 1 + k * (d - 1) + comb(d, 2),
            equal_volumes=True,
            depends_on_units=True,
            in_one_column="EII",
            for_one_component="EEE",
            log_space=log_space("equal", "own"),
            turns="shared",
            stacked=stacked_step("E", "V", "E"),
        ),
        Family(
            "VVE",
            "one direction",
            None,
            "Components share their direction, each with its own size and shape.",
            "ellipse",
            steps.vve,
            lambda k, d: k * d + comb(d, 2),
            depends_on_units=True,
            in_one_column="VII",
            for_one_component="EEE",
            log_space=log_space("own", "own"),
            turns="shared",
            stacked=stacked_step("V", "V", "E"),
        ),
        Family(
            "EEV",
            "one ellipse, own directions",
            None,
            "Components share size and shape, each with its own direction.",
            "ellipse",
            steps.eev,
            lambda k, d: d + k * comb(d, 2),
            equal_volumes=True,
            depends_on_units=True,
            takes_floor=True,
            own_sizes=False,
            in_one_column="EII",
            for_one_component="EEE",
            log_space=log_space("equal", "equal"),
            turns="own",
            stacked=stacked_step("E", "E", "V"),
        ),
        Family(
            "VEV",
            "one shape",
            None,
            "Components share their shape, each with its own size and direction.",
            "ellipse",
            steps.vev,
            lambda k, d: k + d - 1 + k * comb(d, 2),
            depends_on_units=True,
            in_one_column="VII",
            for_one_component="EEE",
            log_space=log_space("own", "equal"),
            turns="own",
            stacked=stacked_step("V", "E", "V"),
        ),
        Family(
            "EVV",
            "one size",
            None,
            "Components are equally large, each with its own shape and direction.",
            "ellipse",
            steps.evv,
            lambda k, d: 1 + k * (comb(d, 2) + d - 1),
            equal_volumes=True,
            in_one_column="EII",
            for_one_component="EEE",
            log_space=log_space("equal", "own"),
            stacked=stacked_step("E", "V", "V"),
        ),
        Family(
            "VVV",
            "free ellipses",
            "full",
            "Each component has its own size, shape and direction.",
            "ellipse",
            steps.vvv,
            lambda k, d: k * (comb(d, 2) + d),
            takes_floor=True,
            in_one_column="VII",
            for_one_component="EEE",
            quotient=True,
            log_space=log_space("own", "own"),
            stacked=stacked_step("V", "V", "V"),
        ),
    )
}

FOUR_FAMILIES = ("VVV", "EEE", "VVI", "VII")  # offered first: free, shared, axis-parallel and round
FAMILIES_IN_ONE_COLUMN = {"E": "EII", "V": "VII"}  # what the families come down to when d = 1


def family_of(name: str) -> Family:
    """The family with this name (VVV), scikit-learn's word for it (full), or E and V of one column.

    Error: an unknown name, with the choices there are.
    """
    for family in FAMILIES.values():
        if name in (family.name, family.alias) or FAMILIES_IN_ONE_COLUMN.get(name) == family.name:
            return family
    words = ", ".join(family.alias for family in FAMILIES.values() if family.alias)
    raise ValueError(f"There is no family {name!r}: choose one of {', '.join(FAMILIES)} (or {words}).")


def representative(name: str, k: int, d: int) -> str:
    """The first family that gives the same fits as this one for k components in d columns.

    With one column or one component many names coincide: fit once, show once.

    >>> representative("VVE", 3, 1), representative("VVE", 1, 3)
    ('VII', 'EEE')
    """
    family = family_of(name)
    if d == 1 and family.in_one_column is not None:
        family = FAMILIES[family.in_one_column]
    if k == 1 and family.for_one_component is not None:
        family = FAMILIES[family.for_one_component]
    return family.name
