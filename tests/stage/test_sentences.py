"""What the stage says of a half-step is what the transcript says of it, in every variant."""

import math
import re

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import VARIANTS, EMSettings, fit, frame, frame_count
from gmmviz.em.statistics.assigning import SURE_SHARE
from gmmviz.report.transcript import sentences
from tests.stage.node import Node

SAID_BY_THE_STAGE = """(m, scene, lane, owned, n) => {
    lane.inverseTemperatures = lane.inverseTemperatures.map((power) => power ?? Infinity);
    return owned.flatMap((now, state) => [
        ...(state ? [m.updateSentence(scene, lane, state)] : []),
        m.assignSentence(state ? owned[state - 1] : null, now, lane.k, n),
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
    scene = {"x": [None] * x.shape[1], "deviations": x.std(axis=0).tolist()}
    found = node.call("words/sentences", SAID_BY_THE_STAGE, scene, lane, owned, len(x))
    written = [re.sub(r"^\d+\. ", "", line) for line in sentences(x, run)][1:-1]
    assert found == written
    falls = any(
        now < before for before, now in zip(lane["logLikelihood"], lane["logLikelihood"][1:], strict=False)
    )
    assert any("It may fall" in line for line in written) <= falls
    assert falls or variant != "annealed" or k == 1


def test_a_row_is_undecided_below_one_share_in_both(node: Node) -> None:
    assert node.call("words/sentences", "(m) => m.SURE_SHARE") == SURE_SHARE
