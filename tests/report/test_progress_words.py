"""How far an examination is, rises from 0 to 1 while it goes on."""

import numpy as np

from gmmviz.em import EMSettings, fit
from gmmviz.em.evidence.examination import Examination, ExaminationRequest, examine
from gmmviz.report.evidence.progress_words import share_done


def test_the_share_done_never_falls_and_ends_at_one() -> None:
    rng = np.random.default_rng(3)
    for x in (rng.normal(size=(90, 1)) + 9.0 * (np.arange(90) % 2)[:, None], rng.gamma(2.0, size=(90, 1))):
        run = fit(x, EMSettings(k=3, start="kmeans", seed=3))
        request = ExaminationRequest(
            run.settings, run.states[-1].mixture, samples=5, again=4, ratio_samples=3
        )
        shares = [share_done(found) for found in examine(x, request)]
        assert 0.0 <= shares[0] < 0.1
        assert shares[-1] == 1.0
        assert (np.diff(shares) >= 0.0).all()
        assert len(set(shares)) > 8


def test_nothing_is_left_to_do_with_one_component() -> None:
    assert share_done(Examination(1, ((0,),), grouped=True)) == 1.0
