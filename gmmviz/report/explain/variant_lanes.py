"""k-means and every variant of EM from one start, as lanes of a race."""

from __future__ import annotations

from dataclasses import replace

from gmmviz.em.models.variants import VARIANTS
from gmmviz.report.lane_choices import beside_kmeans
from gmmviz.scenario import Lane

EM_VARIANT = next(name for name, variant in VARIANTS.items() if variant.is_em)


def other_variants() -> tuple[str, ...]:
    """The names of all variants but EM itself, in the order of their registry."""
    return tuple(name for name in VARIANTS if name != EM_VARIANT)


def side_by_side() -> str:
    """What is raced, in words for a button.

    >>> side_by_side()
    'k-means, hard, annealed and EM side by side'
    """
    return f"{', '.join(('k-means', *other_variants()))} and EM side by side"


def variant_lanes(lane: Lane) -> tuple[Lane, ...]:
    """k-means, every other variant and EM, all from the start of a lane; hard EM once where it is k-means."""
    soft, kmeans = beside_kmeans(
        replace(lane, settings=replace(lane.settings, variant=EM_VARIANT, accelerate=False))
    )
    others = [replace(soft, settings=replace(soft.settings, variant=variant)) for variant in other_variants()]
    return tuple(dict.fromkeys((kmeans, *others, soft)))
