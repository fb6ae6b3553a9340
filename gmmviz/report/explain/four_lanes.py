"""k-means, hard EM, annealed EM and EM from one start, as lanes of a race."""

from __future__ import annotations

from dataclasses import replace

from gmmviz.report.lane_choices import beside_kmeans
from gmmviz.scenario import Lane


def four_lanes(lane: Lane) -> tuple[Lane, ...]:
    """k-means, hard, annealed and soft, all from the lane's start; three where hard EM of this model is k-means."""
    soft, kmeans = beside_kmeans(
        replace(lane, settings=replace(lane.settings, variant="em", accelerate=False))
    )
    others = [
        replace(soft, settings=replace(soft.settings, variant=variant)) for variant in ("hard", "annealed")
    ]
    return tuple(dict.fromkeys((kmeans, *others, soft)))
