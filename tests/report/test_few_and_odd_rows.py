"""Of few and odd rows nothing is said that the counts do not hold: no share of nothing, no number that is none."""

import re
from collections.abc import Iterator
from itertools import islice

import numpy as np
import pytest

from gmmviz.em import EMSettings, Mixture, fit
from gmmviz.em.evidence.cuts import cut_intervals
from gmmviz.em.evidence.examination import Examination, ExaminationRequest, examine
from gmmviz.em.evidence.merging import merge
from gmmviz.em.evidence.power import PowerCurve, power_curve
from gmmviz.em.units import units_of
from gmmviz.report.evidence import cluster_words, cut_words, examination_words, power_words, stability_words
from gmmviz.report.evidence.error_rates import error_words
from gmmviz.report.evidence.fewer_words import gain_words, ratio_words, unlooked_words
from gmmviz.report.readings.evidence_charts import cut_reading, elbow_reading, power_reading, tree_reading
from gmmviz.thousands import percent

RNG = np.random.default_rng(7)
THREE = np.repeat([[3.0, 1.0], [8.0, 5.0], [13.0, 9.5]], 4, axis=0) + RNG.normal(size=(12, 2)) * 0.6
DATA = {
    "one row": np.array([[3.0, 1.0]]),
    "two rows": THREE[[0, 11]],
    "three rows": THREE[[0, 5, 11]],
    "five rows": THREE[[0, 1, 5, 10, 11]],
    "twelve rows": THREE,
    "one column": THREE[:, :1],
    "two values": np.repeat([[1.0], [2.0]], 6, axis=0),
    "all the same": np.full((8, 2), 4.0),
    "each row twice": np.repeat(THREE[:6], 2, axis=0),
    "a constant column": np.column_stack([THREE[:, 0], np.ones(12)]),
    "more columns than rows": RNG.normal(size=(4, 6)),
    "one far row": np.vstack([THREE, [[900.0, -900.0]]]),
}
HOW = [
    {},
    {"family": "VVI"},
    {"family": "EII", "weights": "equal"},
    {"variant": "hard"},
    {"variant": "annealed"},
]
NO_NUMBER = re.compile(
    r"\b[nN]a[nN]\b|\b[iI]nf(inity)?\b|∞|\bNone\b|\b(of|from) 0\b(?!\.)|  |\(\)|−0(\.0+)?\b(?!\.)|\b1 (samples|rows)\b"
)
SHARE = re.compile(r"(\d+(?:\.\d+)?)\u202f%")
COUNTS = re.compile(r"\b(\d+) of (?:the )?(\d+)\b")


def told(found: Examination, x: np.ndarray, labels: np.ndarray) -> list[str]:
    """All that is said of an examination."""
    stable = found.stability
    rows = [] if stable is None else [stability_words.row_words(stable, i, labels[i]) for i in range(len(x))]
    return [
        examination_words.headline(found),
        *examination_words.verdict_words(found),
        *(examination_words.pair_words(pair) for pair in found.pairs),
        *examination_words.cluster_words(found),
        stability_words.owner_words(stable),
        stability_words.k_words(stable),
        stability_words.column_words(stable).strip(),
        gain_words(found),
        ratio_words(found),
        unlooked_words(found),
        error_words(found, *x.shape),
        *rows,
    ]


def is_held_by_the_counts(found: Examination) -> None:
    """What is said of gain and stability, against the counts that are kept."""
    words, gain, stable = gain_words(found), found.gain, found.stability
    if gain is not None and gain.finished:
        known, n = int(np.isfinite(gain.gains).sum()), len(gain.gains)
        assert ("nats per row" in words) == (known >= 2 and 2 * known >= n)
        assert (f"of {n} rows" in words) == (n > 1 and 0 < known < n)
        assert (gain.failed > 0) == (known < n)
        assert n < 2 or (f"of {gain.folds} folds" in words) == (gain.failed > 0)
    if stable is None:
        return
    fitted = int(np.isfinite(stable.jaccard).any(axis=1).sum())
    of_clusters = " ".join(examination_words.cluster_words(found))
    indices = [float(each) for each in re.findall(r"Jaccard index (\d\.\d+)", of_clusters)]
    means = [float(np.nanmean(column)) for column in stable.jaccard.T if np.isfinite(column).any()]
    half = fitted and 2 * fitted >= len(stable.jaccard)
    assert indices == pytest.approx(means if half else [], abs=0.005001)
    assert ("no sound fit" in of_clusters) == (fitted < len(stable.jaccard))
    assert stable.drawn.max() <= fitted
    assert (stable.kept <= stable.drawn).all()
    assert half or not found.doubts.unstable
    words = stability_words.owner_words(stable)
    assert bool(words) == bool(fitted)
    assert not words or percent(stable.kept.sum() / stable.drawn.sum(), 1) in words
    assert stable.compared or "BIC could not compare" in stability_words.k_words(stable)


def are_sound(sentences: list[str]) -> None:
    """No sentence has a number that is none, a share beyond its whole, or no end."""
    for sentence in filter(None, sentences):
        assert not NO_NUMBER.search(sentence), sentence
        assert all(float(share) <= 100.0 for share in SHARE.findall(sentence)), sentence
        assert all(int(part) <= int(whole) for part, whole in COUNTS.findall(sentence)), sentence
        assert sentence[0].isupper() or sentence[0].isdigit(), sentence
        assert sentence[-1] in ".:", sentence


def tables(rows: list[dict[str, object]] | list[dict[str, str]]) -> list[str]:
    """The cells of a table, as sentences."""
    return [f"A {value}." for row in rows for value in row.values()]


def fits() -> Iterator[tuple[str, int, int]]:
    """Which data are fitted with which K, and how: each way of fitting is met by every K."""
    for place, name in enumerate(DATA):
        for k in (1, 2, 3, 4):
            yield name, k, (place + k) % len(HOW)


@pytest.mark.parametrize(("name", "k", "how"), list(fits()))
def test_what_is_said_of_few_and_odd_rows_is_true_of_counts_that_are_kept(
    name: str, k: int, how: int
) -> None:
    x = DATA[name]
    settings = EMSettings(k=k, **HOW[how])  # type: ignore[arg-type]
    try:
        run = fit(x, settings)
    except ValueError:
        return  # the page says why there is no fit
    mixture = run.states[-1].mixture
    labels = mixture.responsibilities(x).argmax(axis=1)
    request = ExaminationRequest(settings, mixture, samples=2, again=3, ratio_samples=19 if k == 2 else 2)
    for found in examine(x, request):
        are_sound(told(found, x, labels))
        is_held_by_the_counts(found)
    assert found.finished
    assert unlooked_words(found) == ""
    of_components(x, mixture)
    if k > 1 and x.shape[1] == 1:
        of_cuts(x, settings, mixture)
    for curve in islice(power_curve(mixture, settings, len(x), trials=1), 3):
        of_power(curve, len(x))


def of_components(x: np.ndarray, mixture: Mixture) -> None:
    soft = mixture.responsibilities(x)
    found = merge(soft)
    for count in range(1, found.k + 1):
        grouping = cluster_words.Grouping(found.groups[count - 1])
        are_sound([cluster_words.grouping_words(grouping)])
        are_sound(tables(cluster_words.cluster_table(soft, grouping)))
        if found.k > 1:
            are_sound([tree_reading(found, grouping)])
    words = cluster_words.elbow_words(found)
    are_sound([words, elbow_reading(found, words)])


def of_cuts(x: np.ndarray, settings: EMSettings, mixture: Mixture) -> None:
    if not cut_words.plain(mixture):
        are_sound([cut_words.none_words(mixture)])
        return
    data = (float(x.min()), float(x.max()))
    for found in cut_intervals(x, settings, mixture, samples=6):
        written = cut_words.written_cuts(mixture, units_of(x, "none"), found, data=data)
        quote = cut_words.quote(mixture, written, "size")
        are_sound([quote, cut_reading(x[:, 0], "size", quote), cut_words.sample_words(written)])
        are_sound(tables(cut_words.cut_table(written)))


def of_power(curve: PowerCurve, n: int) -> None:
    words = power_words.headline(curve, n)
    are_sound([words, power_words.rows_words(curve), power_words.test_words(curve)])
    are_sound([power_reading(curve, words)])
