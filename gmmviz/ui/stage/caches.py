"""Payloads, made once and shared, keyed by digests of our own."""

from functools import cache

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.figures.curve import BestLines
from gmmviz.scenario import Scenario
from gmmviz.ui.stage import scenes
from gmmviz.ui.work.store import Store

MAX_PAYLOAD_BYTES = 64 * 2**20  # of payloads: a hundred and eighty of 5,000 points


@cache
def kept() -> Store[tuple[str, str, BestLines], bytes]:
    """The payloads of all sessions."""
    return Store(MAX_PAYLOAD_BYTES, len)


def payload(address: str, best: BestLines, points: Points, run: EMRun, scenario: Scenario) -> bytes:
    """The stage's bytes for a scenario's first lane; `address` says what of the scenario matters to it."""
    from gmmviz.stage import payload as stage_payload

    key = (points.digest, address, best)
    return kept().got(key, lambda: stage_payload(scenes.scene(points, scenario, run, best)))
