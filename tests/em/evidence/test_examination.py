"""The examination on clouds of which the truth is known; its parts by what must hold."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from gmmviz.em import EMSettings, Mixture, fit
from gmmviz.em.evidence.dossier import _complete, _in_place
from gmmviz.em.evidence.examination import (
    EXAMINATION_KEY,
    Examination,
    ExaminationRequest,
    examination,
    examine,
)
from gmmviz.em.evidence.gain import held_out_gain
from gmmviz.em.evidence.power import (
    PowerAt,
    PowerCurve,
    PowerRequest,
    RatioPower,
    is_drawn,
    power,
    power_curve,
)
from gmmviz.em.evidence.separation import gap_tests
from gmmviz.em.evidence.stability import MIN_DOUBTFUL_JACCARD, jaccard, stability
from gmmviz.em.search.basins import wilson
from gmmviz.em.search.bootstrap import RatioTest
from gmmviz.em.search.sweep import fit_cell

APART = (
    np.random.default_rng(1).normal(size=(240, 2)) + np.repeat([[0.0, 0.0], [6.0, 2.0]], 120, axis=0) + 50.0
)
SKEWED = np.random.default_rng(2).gamma(1.5, size=(240, 2)) + 50.0


def asked_of(x: np.ndarray, k: int = 2, again: int = 10) -> ExaminationRequest:
    run = fit(x, EMSettings(k=k, start="kmeans", seed=3))
    return ExaminationRequest(run.settings, run.states[-1].mixture, samples=39, again=again, ratio_samples=19)


def examined(x: np.ndarray, k: int = 2) -> Examination:
    *_, last = examine(x, asked_of(x, k))
    return last


@cache
def every_step(k: int) -> list[Examination]:
    """The examination of two clouds apart that were fitted with k components, after every sample."""
    return list(examine(APART, asked_of(APART, k)))


def two_clouds(k: int) -> Examination:
    return every_step(k)[-1]


def until_grouped(x: np.ndarray, asked: ExaminationRequest) -> Examination:
    """The examination when its groups are known: what comes later can only take several groups back."""
    return next(found for found in examine(x, asked) if found.grouped)


@cache
def power_steps() -> list[PowerCurve]:
    """Of two clouds apart, fitted with ellipses of one shape, after every sample."""
    return list(power_curve(apart(), POWER_SETTINGS, 40, trials=12))


@cache
def apart() -> Mixture:
    """The two clouds, as they are fitted."""
    return fit(APART, EMSettings(k=2, start="kmeans")).states[-1].mixture


POWER_SETTINGS = EMSettings(k=2, family="EEE", start="kmeans")


def test_two_clouds_apart_are_separate_groups() -> None:
    found = two_clouds(2)
    assert found.verdict == "separate groups"
    assert found.finished
    assert [found.of_cluster(j) for j in range(2)] == [("separate", ())] * 2
    assert not found.doubts
    assert found.stability is not None
    assert (found.stability.means >= MIN_DOUBTFUL_JACCARD).all()
    assert found.gain is not None
    assert found.gain.interval[0] > 0.0


def test_one_skewed_cloud_is_one_cloud_however_it_is_cut() -> None:
    for k in (2, 3):
        found = until_grouped(SKEWED, asked_of(SKEWED, k))
        assert found.verdict == "one cloud"
        assert found.groups == (tuple(range(k)),)


def banana(rng: np.random.Generator) -> np.ndarray:
    x = rng.normal(size=(240, 2))
    x[:, 1] = 0.5 * x[:, 1] + 0.7 * x[:, 0] ** 2
    return x


SHAPES = {
    "skewed": lambda rng: rng.gamma(2.0, size=(240, 2)),
    "heavy-tailed": lambda rng: rng.standard_t(3.0, size=(240, 2)),
    "uniform": lambda rng: rng.random((240, 2)),
    "banana": banana,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_one_cloud_that_is_no_bell_is_not_parted(shape: str) -> None:
    x = SHAPES[shape](np.random.default_rng(7))
    found = until_grouped(x, asked_of(x))
    if len(found.groups) > 1:
        found = examined(x)
        assert found.by_shape
        assert found.doubts.unstable  # its halves do not come back
    assert found.verdict in ("one cloud", "too few rows")


def test_fewer_gaussians_are_refused_where_there_are_two_and_kept_where_there_is_one() -> None:
    single = np.random.default_rng(4).normal(size=(240, 2)) + 50.0
    two, one = two_clouds(3), list(examine(single, asked_of(single, again=0)))[-1]
    assert [test.rejects for test in two.ratios] == [True, False]
    assert [test.k for test in one.ratios] == [1]
    assert not one.ratios[0].rejects


@pytest.mark.parametrize(("seed", "ends"), [(4, {"one cloud", "too few rows"}), (14, {"apart"})])
def test_no_pair_is_judged_otherwise_before_its_round_ends_than_after_it(seed: int, ends: set[str]) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(60, 2)) + np.repeat([[0.0, 0.0], [3.6, 0.0], [1.8, 3.0]], 20, axis=0)
    run = fit(x, EMSettings(k=3, start="kmeans", seed=3, family="EEE"))
    asked = ExaminationRequest(run.settings, run.states[-1].mixture, samples=19, again=1, ratio_samples=1)
    seen = []
    for now in examine(x, asked):
        seen.append(now)
        if now.grouped:
            break
    last, were_open = seen[-1], set()
    for pair in (pair for now in seen for pair in now.pairs):
        after = last.between(pair.gap.one, pair.gap.other)
        assert after is not None
        assert after.verdict != "open"
        assert pair.verdict in ("open", after.verdict)
        if pair.gap.finished and pair.verdict == "open":
            were_open.add(after.verdict)
    assert were_open == ends


def test_three_components_on_two_clouds_make_two_groups() -> None:
    found = two_clouds(3)
    assert len(found.groups) == 2
    assert found.verdict == "some groups"


def test_one_component_has_nothing_to_examine() -> None:
    assert examined(SKEWED, 1).verdict == "one component"


def test_a_verdict_is_not_given_before_the_groups_are_known() -> None:
    run = fit(APART, EMSettings(k=2, start="kmeans"))
    first = next(
        examine(
            APART,
            ExaminationRequest(run.settings, run.states[-1].mixture, samples=39, again=10, ratio_samples=19),
        )
    )
    assert first.verdict is None
    assert not first.finished


def test_the_same_seed_gives_the_same_examination() -> None:
    """Fewer samples are the first of more."""
    one, few = two_clouds(2), replace(asked_of(APART, again=3), samples=19, ratio_samples=1)
    *_, other = examine(APART, few)
    assert one.pairs[0].gap.simulated.tolist()[:19] == other.pairs[0].gap.simulated.tolist()
    assert one.stability is not None
    assert other.stability is not None
    assert one.stability.jaccard.tolist()[:3] == other.stability.jaccard.tolist()


def test_too_few_rows_of_a_cluster_are_never_apart() -> None:
    x = np.vstack([APART[:100], APART[-5:]])
    soft = np.eye(2)[np.repeat([0, 1], [100, 5])]
    *_, gap = gap_tests(x, EMSettings(k=2), soft, ((0,), (1,)))
    assert not gap.apart


def grouped(x: np.ndarray, settings: EMSettings) -> Examination:
    mixture = fit(x, settings).states[-1].mixture
    return until_grouped(x, ExaminationRequest(settings, mixture, samples=19, again=1, ratio_samples=1))


def test_where_nothing_could_be_tested_there_are_too_few_rows_to_say() -> None:
    rng = np.random.default_rng(11)
    x = np.vstack([rng.normal(0.0, 1.0, (7, 2)), rng.normal(6.0, 1.0, (5, 2))])
    for k in (2, 3):
        found = grouped(x, EMSettings(k=k, family="EII", start="kmeans", seed=0))
        assert found.verdict == "too few rows"
        assert all(pair.gap.few and pair.verdict == "too few rows" for pair in found.pairs)
        assert all(found.of_cluster(j)[0] == "too few rows" for j in range(k))
        single = [pair for pair in found.pairs if len(pair.gap.one) == len(pair.gap.other) == 1]
        assert max(pair.modes for pair in single) > 1  # the ridgeline needs no test
        assert all(pair.modes == 0 for pair in found.pairs if pair not in single)


def test_what_could_not_be_tested_is_joined_after_what_hangs_together_and_is_no_piece_of_it() -> None:
    rng = np.random.default_rng(5)
    x = np.vstack([rng.normal(size=(150, 2)) * [3.0, 1.0], rng.normal(30.0, 1.0, (6, 2))])
    settings = EMSettings(k=3, start="kmeans", seed=0)
    found = grouped(x, settings)
    few = int(fit(x, settings).states[-1].mixture.means[:, 0].argmax())
    others = tuple(j for j in range(3) if j != few)
    assert found.verdict == "too few rows"
    assert found.of_cluster(few) == ("too few rows", others)
    assert [found.of_cluster(j) for j in others] == [("a piece", (others[1],)), ("a piece", (others[0],))]
    assert found.between(others, (few,)) is not None


def test_jaccard_is_rows_in_both_over_rows_in_either() -> None:
    one, other = np.array([0, 0, 0, 1, 1]), np.array([1, 1, 0, 0, 0])
    np.testing.assert_allclose(jaccard(one, other, 2), [[0.2, 2 / 3], [2 / 3, 0.0]])


def test_clusters_far_apart_come_back_whole() -> None:
    far = APART + np.repeat([[0.0, 0.0], [30.0, 0.0]], 120, axis=0)
    run = fit(far, EMSettings(k=2, start="kmeans"))
    mixture = run.states[-1].mixture
    *_, found = stability(far, run.settings, mixture.responsibilities(far).argmax(axis=1), mixture, 8)
    np.testing.assert_allclose(found.means, 1.0)
    assert found.owners_kept == 1.0


def test_the_held_out_gain_is_told_of_rows_that_were_not_fitted() -> None:
    for done, found in enumerate(held_out_gain(APART, EMSettings(k=2)), start=1):
        assert found.done == done
        assert 40 <= np.isfinite(found.gains).sum() / done <= 60
    with pytest.raises(ValueError, match=r"^One component has none fewer to compare with.$"):
        next(held_out_gain(APART, EMSettings(k=1)))


def test_clouds_apart_are_found_again_and_chance_rises_with_rows() -> None:
    curve = power_steps()[-1]
    assert curve.finished
    assert [each.n for each in curve.sizes] == [20, 40, 80, 160]
    assert curve.sizes[-1].chance == 1.0


def test_a_power_curve_that_goes_on_ends_as_one_that_never_paused(monkeypatch: pytest.MonkeyPatch) -> None:
    every = power_steps()
    for left in (12, 7, 1):
        again = list(power_curve(apart(), POWER_SETTINGS, 40, 12, every[-1 - left]))
        assert len(again) == left
        assert again[-1].sizes == every[-1].sizes
        assert again[-1].test.gains.tolist() == every[-1].test.gains.tolist()
        assert again[-1].test.null.tolist() == every[-1].test.null.tolist()
    monkeypatch.setattr("gmmviz.em.evidence.power.MIN_SAMPLES", 2)
    hurried = PowerRequest(POWER_SETTINGS, apart(), 40, trials=4, seconds=0.0)
    *_, (_, first) = power(APART, hurried, {})
    assert first.trials_of_each == 2
    assert not is_drawn({EXAMINATION_KEY: first}, hurried)
    *_, (_, second) = power(APART, hurried, {EXAMINATION_KEY: first})
    assert second.trials_of_each == 3
    *_, (_, last) = power(APART, hurried, {EXAMINATION_KEY: second})
    assert is_drawn({EXAMINATION_KEY: last}, hurried)


def test_the_power_of_the_ratio_test_is_high_for_clouds_apart_and_one_component_has_no_test() -> None:
    curve = power_steps()[-1]
    assert curve.test is not None
    assert (curve.test.n, len(curve.test.gains), len(curve.test.null)) == (40, 12, 24)
    assert curve.test.rejections >= 10  # both of a sample's two starts may miss
    *_, single = power_curve(Mixture([1.0], np.zeros((1, 1)), np.ones((1, 1, 1))), EMSettings(k=1), 40, 2)
    assert single.test is None


def test_the_critical_value_of_a_test_takes_nineteen_samples() -> None:
    null = np.arange(1.0, 20.0)
    assert RatioPower(40, np.array([99.0]), null[:18]).rejections == 0
    assert RatioPower(40, np.array([99.0]), null).critical == 19.0
    many = RatioPower(40, np.array([95.0, 96.0]), np.arange(1.0, 100.0))
    assert (many.critical, many.rejections) == (95.0, 1)
    failed = RatioPower(40, np.array([-np.inf, 99.0]), null)
    assert (failed.rejections, len(failed.gains)) == (1, 2)


def test_the_interval_of_a_tests_power_holds_the_doubt_about_its_critical_value() -> None:
    gains, null = np.linspace(2.0, 8.0, 60), np.linspace(0.0, 6.0, 40)
    power = RatioPower(40, gains, null)
    alone = wilson(power.rejections, 60)
    low, high = power.interval
    assert low < alone[0] < power.rejections / 60 < alone[1] <= high
    sure = RatioPower(40, gains + 100.0, null)
    assert sure.interval == pytest.approx(wilson(60, 60))
    assert RatioPower(40).interval == (0.0, 1.0)


def test_the_rows_for_a_chance_are_where_the_curve_has_it() -> None:
    curve = PowerCurve(2, (PowerAt(50, 40, 40, 2), PowerAt(100, 40, 40, 20), PowerAt(200, 40, 40, 38)), 40)
    assert curve.rows_for(0.9).how == "about"
    assert curve.curve([curve.rows_for(0.9).n])[0] == pytest.approx(0.9)
    assert curve.rows_for(0.5).n == pytest.approx(100.0, rel=0.01)
    low, high = curve.band([100.0])
    assert low[0] < 0.5 < high[0]


def test_where_every_size_succeeds_the_smallest_is_enough_and_where_none_does_more_are_needed() -> None:
    numbers = (50, 100, 200)
    always = PowerCurve(2, tuple(PowerAt(n, 40, 40, 40) for n in numbers), 40)
    never = PowerCurve(2, tuple(PowerAt(n, 40, 0, 0) for n in numbers), 40)
    falling = PowerCurve(
        2, tuple(PowerAt(n, 40, 40, hits) for n, hits in zip(numbers, (20, 12, 4), strict=True)), 40
    )
    assert (always.rows_for().n, always.rows_for().how) == (50.0, "at most")
    assert (never.rows_for().n, never.rows_for().how) == (200.0, "more than")
    assert falling.rows_for().how == "more than"


def test_the_tests_of_a_report_take_the_place_of_the_examinations_where_their_chain_is_whole() -> None:
    rejects, keeps = (RatioTest(1, observed, np.arange(19.0), 19) for observed in (50.0, -1.0))
    assert rejects.rejects
    assert not keeps.rejects
    tests = {1: rejects, 2: replace(rejects, k=2), 3: replace(keeps, k=3), 4: replace(rejects, k=4)}
    assert [test.k for test in _complete(tests, 3)] == [1, 2]
    assert [test.k for test in _complete(tests, 6)] == [1, 2, 3]  # the first that does not reject ends them
    assert _complete({1: rejects}, 3) == ()
    assert _complete({2: tests[2]}, 3) == ()
    begun = replace(tests[2], samples=99)
    assert not begun.finished
    assert _complete({1: rejects, 2: begun}, 3) == ()
    assert _complete({1: keeps, 2: begun}, 3) == (keeps,)


def test_tests_of_fewer_samples_do_not_take_the_place_of_the_examinations() -> None:
    few, many = RatioTest(1, 5.0, np.zeros(5), 5), RatioTest(1, 5.0, np.zeros(99), 99)
    assert not few.can_reject
    assert _in_place((few,), 99) == ()
    assert _in_place((many, few), 99) == ()
    assert _in_place((many,), 99) == (many,)


def test_an_examination_that_goes_on_ends_as_one_that_never_stopped() -> None:
    every, asked = every_step(3), asked_of(APART, 3, again=0)
    half = next(now for now in every if [test.finished for test in now.ratios] == [True, False])
    again = [now for _, now in examination(APART, asked, {EXAMINATION_KEY: half})]
    known = sum(len(pair.gap.simulated) for pair in half.pairs) + len(half.ratios[0].simulated)
    assert len(again) <= len(every) - 10 - known + 2  # a step to say so may stay of each kind of test
    assert again[-1].groups == every[-1].groups
    assert [pair.gap.p for pair in again[-1].pairs] == [pair.gap.p for pair in every[-1].pairs]
    assert [test.p for test in again[-1].ratios] == [test.p for test in every[-1].ratios]


@pytest.mark.parametrize(
    ("k", "sizes", "means"),
    # fpc 2.2-13, clusterboot(faithful, B = 100, clustermethod = noisemclustCBI, modelNames = "EEE", seed = 1)
    [(2, [98, 174], [0.9972, 0.9985]), (3, [41, 134], [0.7453, 0.9161])],
)
def test_the_stability_of_old_faithful_is_the_one_of_fpc(
    k: int, sizes: list[int], means: list[float]
) -> None:
    x = np.loadtxt(Path(__file__).parents[1] / "reference" / "faithful.csv", delimiter=",", skiprows=1)
    *_, cell = fit_cell(x, EMSettings(k=k, family="EEE"), 5)
    assert cell.best is not None
    mixture = cell.best.end.mixture
    labels = mixture.responsibilities(x).argmax(axis=1)
    *_, found = stability(x, cell.settings, labels, mixture, 25)
    counts = np.bincount(labels, minlength=k).tolist()
    ours = [found.means[counts.index(size)] for size in sizes]
    errors = np.nanstd(found.jaccard, axis=0) / np.sqrt(25)
    for mean, theirs, size in zip(ours, means, sizes, strict=True):
        assert abs(mean - theirs) < 4.0 * float(errors[counts.index(size)]) + 0.002
