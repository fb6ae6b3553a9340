"""What the stage says of a half-step is what the transcript says of it, in every variant."""

import json
import math
import re
import struct

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import VARIANTS, EMSettings, fit, frame, frame_count
from gmmviz.em.statistics.assigning import SURE_SHARE
from gmmviz.figures.view import View
from gmmviz.report.transcript import sentences
from gmmviz.stage import Scene, StageLane, payload
from tests.stage.node import Node

SAID_BY_THE_STAGE = """(m, scene, lane, owned, n) => {
    lane.inverseTemperatures = lane.inverseTemperatures.map((power) => power ?? Infinity);
    return owned.flatMap((now, state) => [
        ...(state ? [m.updateSentence(scene, lane, state)] : []),
        m.assignSentence(state ? owned[state - 1] : null, now, lane.k, { total: n, sureShare: scene.sureShare }),
    ]);
}"""


@pytest.mark.parametrize("k", [1, 3])
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_stage_and_the_transcript_say_the_same(variant: str, k: int, node: Node) -> None:
    x = dataset("overlapping").x
    run = fit(x, EMSettings(k=k, family="VII", variant=variant, seed=4, max_iter=60))
    mixtures = [state.mixture for state in run.states]
    powers = [VARIANTS[variant].power(state.iteration) for state in run.states]
    lane = {
        "k": k,
        "means": np.array([mixture.means for mixture in mixtures]).ravel().tolist(),
        "weights": np.array([mixture.weights for mixture in mixtures]).ravel().tolist(),
        "logLikelihood": [state.log_likelihood for state in run.states],
        "inverseTemperatures": [None if math.isinf(power) else power for power in powers],
    }
    shares = [frame(x, run, number).responsibilities for number in range(1, frame_count(run), 2)]
    owned = [share.T.ravel().tolist() for share in shares if share is not None]
    scene = {"x": [None] * x.shape[1], "deviations": x.std(axis=0).tolist(), "sureShare": SURE_SHARE}
    found = node.call("words/sentences", SAID_BY_THE_STAGE, scene, lane, owned, len(x))
    written = [re.sub(r"^\d+\. ", "", line) for line in sentences(x, run)][1:-1]
    assert found == written
    falls = any(
        now < before for before, now in zip(lane["logLikelihood"], lane["logLikelihood"][1:], strict=False)
    )
    assert any("It may fall" in line for line in written) <= falls
    assert falls or variant != "annealed" or k == 1


def test_a_row_is_undecided_below_the_share_that_python_sends(node: Node) -> None:
    x = dataset("faithful").x
    run = fit(x, EMSettings(k=2))
    (length,) = struct.unpack(
        "<I", (sent := payload(Scene(x, (StageLane(run),), np.eye(2), View(), len(x))))[:4]
    )
    scene = json.loads(sent[4 : 4 + length])
    assert scene["sureShare"] == SURE_SHARE
    owned = [0.85, 0.15, 0.15, 0.85]
    said = node.call(
        "words/sentences", "(m, scene, owned) => m.assignSentence(null, owned, 2, scene)", scene, owned
    )
    assert "2 of them are undecided (no share reaches 90\u202f%)" in said
    scene["sureShare"] = 0.8
    said = node.call(
        "words/sentences", "(m, scene, owned) => m.assignSentence(null, owned, 2, scene)", scene, owned
    )
    assert "0 of them are undecided (no share reaches 80\u202f%)" in said
