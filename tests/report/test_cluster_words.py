"""Merged components, cuts and the chance to be found again: what is said is what was found."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import ndtri

from gmmviz.data.assigned_rows import ROWS_OF_A_PIECE, SourceRows
from gmmviz.em import Mixture
from gmmviz.em.evidence.cuts import cuts
from gmmviz.em.evidence.merging import merge
from gmmviz.em.evidence.power import PowerAt, PowerCurve, RatioPower
from gmmviz.em.evidence.stability import Stability
from gmmviz.em.kernel.rows import Array
from gmmviz.report.evidence import cluster_words, cut_words, power_words
from gmmviz.report.evidence.cluster_words import Grouping
from gmmviz.report.evidence.cut_words import WrittenCut
from gmmviz.report.rows.rows_csv import rows_csv

TWO = Mixture([0.4, 0.6], [[10.0], [14.0]], [[[1.0]], [[1.0]]])
WIDE = Mixture([0.5, 0.5], [[10.0], [14.0]], [[[0.25]], [[16.0]]])


def test_a_grouping_is_told_by_its_members_and_coloured_by_its_first() -> None:
    grouping = Grouping((0, 1, 1, 2, 0, 3))
    assert cluster_words.grouping_words(grouping) == "6 components, 4 clusters: 1 + 5; 2 + 3; 4; 6."
    assert grouping.colors == (0, 1, 1, 3, 0, 5)


def test_the_cluster_table_adds_up_to_all_rows() -> None:
    soft = np.random.default_rng(0).dirichlet(np.ones(4), 50)
    table = cluster_words.cluster_table(soft, Grouping((0, 1, 0, 1)))
    assert sum(int(str(row["rows"])) for row in table) == 50
    assert table[0]["components"] == "1, 3"


def test_sharp_labels_are_said_to_need_no_merging() -> None:
    sharp = np.repeat(np.eye(3), 50, axis=0)
    assert cluster_words.elbow_words(merge(sharp)).endswith("little speaks for merging.")


def test_an_elbow_is_told_where_there_is_one_and_that_there_is_none() -> None:
    sharp = np.repeat(np.eye(3), 50, axis=0)
    split = np.column_stack([sharp[:, :2] / 2, sharp[:, :2] / 2, sharp[:, 2]])
    assert cluster_words.elbow_words(merge(split)).startswith(
        "The elbow is at 3 clusters: merging 5 components"
    )
    noise = np.random.default_rng(0).dirichlet(np.full(3, 0.4), 90)
    told = cluster_words.elbow_words(merge(noise))
    assert told == "The entropies show no elbow: 3 components are too few for one."
    more = np.random.default_rng(0).dirichlet(np.full(5, 0.4), 90)
    assert cluster_words.elbow_words(merge(more)) == "The entropies show no elbow."


def test_taken_rows_have_their_cluster_beside_their_component() -> None:
    three = Mixture([0.3, 0.3, 0.4], [[0.0], [1.0], [9.0]], [[[1.0]]] * 3)
    x = np.array([0.2, 8.8])
    rows = SourceRows("row", np.array([1, 2]), {"size": x}, ("size",))
    text = b"".join(rows_csv(rows, three, (0, 0, 1))).decode()
    head, first, second = (line.split(",") for line in text.strip().splitlines())
    at = head.index("cluster")
    assert head[at + 1 : at + 3] == ["responsibility of cluster 1", "responsibility of cluster 2"]
    assert (first[at], second[at]) == ("1", "2")
    soft = three.responsibilities(x[:, None])
    assert float(first[at + 1]) == pytest.approx(soft[0, :2].sum(), rel=1e-12)
    assert "cluster" not in b"".join(rows_csv(rows, three)).decode()


def test_taken_rows_have_the_stability_of_their_owner_only_where_it_was_examined() -> None:
    """Rows that were left out stay blank, and so does one that no sample has drawn, also past a piece's end."""
    n = ROWS_OF_A_PIECE + 5
    values = np.linspace(8.0, 16.0, n)
    values[[1, ROWS_OF_A_PIECE - 1, ROWS_OF_A_PIECE + 1]] = np.nan
    rows = SourceRows("row", np.arange(1, n + 1), {"size": values}, ("size",))
    fitted = int(np.isfinite(values).sum())
    drawn = np.full(fitted, 4)
    drawn[0] = 0
    kept = np.minimum(np.arange(fitted) % 5, drawn)
    stable = Stability(np.ones((5, 2)), kept, drawn, 5, np.full(5, 2))
    lines = b"".join(rows_csv(rows, TWO, (), stable)).decode().strip().splitlines()
    at = lines[0].split(",").index("bootstrap stability")
    told = [line.split(",")[at] for line in lines[1:]]
    assert [told[row] for row in (0, 1, ROWS_OF_A_PIECE - 1, ROWS_OF_A_PIECE + 1)] == ["", "", "", ""]
    known = [float(text) for text, value in zip(told, values, strict=True) if np.isfinite(value) and text]
    assert known == (kept[1:] / 4).tolist()
    assert "stability" not in b"".join(rows_csv(rows, TWO)).decode()


def test_the_sentence_to_quote_names_the_cut_its_interval_and_both_errors() -> None:
    (plain,) = cut_words.plain(TWO)
    place = 12.0 + np.log(0.4 / 0.6) / 4.0
    assert plain.cut.place == pytest.approx(place)
    told = cut_words.quote(TWO, [WrittenCut(plain.cut, 11.7, 12.1, 200)], "size")
    assert told.startswith(
        "At size = 11.90 (95\u202f% bootstrap interval 11.70 to 12.10, 200 samples) a value is as likely"
    )
    assert (
        f"{100 * plain.cut.wrong_left:.1f}\u202f% of all rows come from component 1 and lie above it" in told
    )


def test_two_crossings_are_two_cuts_and_one_owns_what_lies_between() -> None:
    told = cut_words.plain(WIDE)
    assert len(told) == 2
    quote = cut_words.quote(WIDE, told, "size")
    assert "between them component 1 is the likelier one, on both sides component 2, which is wider" in quote
    assert "as many rows of either" not in quote
    shares = cut_words.misplaced(WIDE, [each.cut for each in told])
    x, owner = WIDE.sample(200_000, np.random.default_rng(1))
    found = WIDE.responsibilities(x).argmax(axis=1)
    for component, share in enumerate(shares):
        assert np.mean((owner == component) & (found != component)) == pytest.approx(share, abs=3e-3)


def test_more_than_two_components_have_a_table_of_cuts() -> None:
    three = Mixture([0.3, 0.3, 0.4], [[0.0], [5.0], [9.0]], [[[1.0]]] * 3)
    told = cut_words.plain(three)
    assert cut_words.quote(three, told, "size").startswith("2 cuts of size part the 3 components: ")
    hidden = Mixture([0.4, 0.1, 0.5], [[0.0], [9.0], [9.0]], [[[1.0]]] * 3)
    one = cut_words.quote(hidden, cut_words.plain(hidden), "size")
    assert one.startswith("One cut of size parts 2 of the 3 components: ")
    assert one.endswith(
        "Component 2 is the likeliest owner nowhere among the data: all of its rows count as misplaced."
    )
    assert [(row["below"], row["above"]) for row in cut_words.cut_table(told)] == [
        ("component 1", "component 2"),
        ("component 2", "component 3"),
    ]


def test_the_chance_is_told_with_its_interval_and_the_rows_for_ninety_per_cent() -> None:
    curve = PowerCurve(2, (PowerAt(50, 40, 40, 2), PowerAt(100, 40, 40, 20), PowerAt(200, 40, 40, 38)), 40)
    told = power_words.headline(curve, 100)
    assert told.startswith(
        "Were the 2 components the truth, they and their labels would be found in 100 rows 50\u202f% of the time"
    )
    assert "50\u202f% of the time, by the share of samples of that size (95" in told
    of_curve = f"By the curve through all sizes, 90\u202f% takes about {power_words.rounded(curve.rows_for().n)} rows"
    assert of_curve in told
    begun = replace(curve, sizes=(PowerAt(100, 1, 1, 1),))
    assert power_words.headline(begun, 100) == "A chance takes 5 samples of 100 rows; so far there is 1."
    always = PowerCurve(2, tuple(PowerAt(n, 40, 40, 40) for n in (50, 100)), 40)
    assert power_words.rows_words(always) == (
        "50 rows, the fewest tried, are already enough for 90\u202f% (40 samples of each size)."
    )
    never = PowerCurve(2, tuple(PowerAt(n, 40, 0, 0) for n in (50, 100)), 40)
    assert (
        power_words.rows_words(never)
        == "For 90\u202f% it takes more than the 100 rows of the largest sample tried (40 samples of each size)."
    )


@given(
    trials=st.lists(st.integers(1, 40), min_size=2, max_size=5),
    share=st.lists(st.floats(0.0, 1.0), min_size=5, max_size=5),
)
def test_how_many_rows_it_takes_is_told_with_its_doubt_and_the_samples_it_comes_from(
    trials: list[int], share: list[float]
) -> None:
    sizes = tuple(
        PowerAt(50 * 2**place, count, count, round(share[place] * count))
        for place, count in enumerate(trials)
    )
    curve = PowerCurve(2, sizes, 40)
    told, rows = power_words.rows_words(curve), curve.rows_for()
    assert re.search(r"\d+ samples?\b", told)
    match rows.how:
        case "about":
            assert "(95\u202f% interval " in told
            assert rows.low <= rows.n * 1.02
            assert rows.n <= rows.high * 1.02
        case "at most":
            assert ("are already enough" in told) == (sizes[0].interval[0] >= 0.9)
            assert ("not certain" in told) == (sizes[0].interval[0] < 0.9)
        case "more than":
            assert ("it takes more" in told) == (sizes[-1].interval[1] < 0.9)
            assert ("not certain" in told) == (sizes[-1].interval[1] >= 0.9)


def test_five_samples_that_all_succeed_are_not_said_to_be_enough() -> None:
    five = PowerCurve(2, tuple(PowerAt(n, 5, 5, 5) for n in (68, 136, 272)), 40)
    assert power_words.rows_words(five) == (
        "68 rows, the fewest tried, may be enough for 90\u202f%: from 5 samples that is not certain (95\u202f% "
        "interval of the chance 57\u202f% to 100\u202f%)."
    )


def test_the_power_of_the_test_is_told_once_there_are_samples_enough() -> None:
    null = np.arange(1.0, 20.0)
    test = RatioPower(100, np.array([30.0, 40.0, 2.0, 50.0]), null)
    curve = PowerCurve(3, (PowerAt(100, 4, 4, 4),), 40, test)
    assert power_words.test_words(curve) == ""
    assert power_words.test_words(replace(curve, test=None)) == ""
    drawn = (PowerAt(100, 5, 4, 4),)
    assert power_words.test_words(replace(curve, k=1, sizes=drawn, test=None)) == ""
    assert power_words.test_words(replace(curve, sizes=drawn, test=None)) == (
        "The bootstrap likelihood-ratio test of 2 against 3 components cannot be judged: 2 have no sound fit to a "
        "large sample of the 3."
    )
    five = replace(test, gains=np.append(test.gains, 25.0))
    assert power_words.test_words(replace(curve, test=replace(five, null=null[:8]))) == (
        "The bootstrap likelihood-ratio test of 2 against 3 components cannot be judged yet: 8 of 10 samples of 2 so "
        "far have sound fits, and its critical value needs 19."
    )
    assert power_words.test_words(replace(curve, test=five)) == (
        "The bootstrap likelihood-ratio test of 2 against 3 components would reject 2 at 5\u202f% in 80\u202f% of such "
        "samples of 100 rows (95\u202f% interval 38\u202f% to 100\u202f%; critical value from 19 samples)."
    )


PERCENT = re.compile(r"(\d+\.\d)\u202f%")


def evenly(mixture: Mixture, n: int) -> tuple[Array, NDArray[np.intp]]:
    """Some n rows and their components, as evenly spread as the mixture says: shares come out to some 1 / n."""
    counts = np.round(n * mixture.weights).astype(int)
    owner = np.repeat(np.arange(mixture.k), counts)
    shares = np.concatenate([(np.arange(count) + 0.5) / count for count in counts])
    return mixture.means[owner, 0] + ndtri(shares) * np.sqrt(mixture.covariances[owner, 0, 0]), owner


@settings(max_examples=60, deadline=None)
@given(
    k=st.integers(2, 5),
    seed=st.integers(0, 10_000),
    tight=st.booleans(),
)
def test_every_share_that_is_said_is_counted_and_no_crossing_outside_the_data_is_a_cut(
    k: int, seed: int, tight: bool
) -> None:
    rng = np.random.default_rng(seed)
    mixture = Mixture(
        rng.dirichlet(np.full(k, 2.0)), rng.normal(0.0, 4.0, (k, 1)), rng.uniform(0.2, 2.5, (k, 1, 1)) ** 2
    )
    if not cuts(mixture):
        return
    values, owner = evenly(mixture, 20_000)
    data = tuple(np.quantile(values, (0.05, 0.95))) if tight else (values.min(), values.max())
    told = cut_words.plain(mixture, data=data)
    inside = [each.cut for each in told if data[0] < each.cut.place < data[1]]
    quote = cut_words.quote(mixture, told, "size")
    table = cut_words.cut_table(told)
    assert [row["cut"] for row in table] == [cut_words.value(cut.place) for cut in inside]
    main = quote.split(" The curves also cross outside the data")[0]
    assert ("outside the data" in quote) == (len(inside) < len(told))
    for each in told:
        if each.outside:
            assert cut_words.value(each.place) not in main.replace(",", " ").split()
    edges = [-np.inf, *(cut.place for cut in inside), np.inf]
    for row, low, place, high, cut in zip(table, edges, edges[1:], edges[2:], inside, strict=False):
        left = np.mean((owner == cut.left) & (values > place) & (values < high))
        right = np.mean((owner == cut.right) & (values < place) & (values > low))
        assert said(row["of below, lying above"]) == pytest.approx(left, abs=5e-3)
        assert said(row["of above, lying below"]) == pytest.approx(right, abs=5e-3)
        assert low < cut.balanced < high
        wrong_left = np.mean((owner == cut.left) & (values > cut.balanced) & (values < high))
        wrong_right = np.mean((owner == cut.right) & (values < cut.balanced) & (values > low))
        assert wrong_left == pytest.approx(wrong_right, abs=5e-3)
        assert row["errors balance at"] == cut_words.value(cut.balanced)
    if not inside:
        assert quote.startswith("No cut lies within the data")
        owners = mixture.responsibilities(np.linspace(*data, 50)[1:-1, None]).argmax(axis=1)
        assert set(owners) == {int(re.search(r"there component (\d)", quote)[1]) - 1}
        return
    part = np.searchsorted([cut.place for cut in inside], values)
    owns = np.array([inside[0].left, *(cut.right for cut in inside)])
    wrong = [float(np.mean((owner == j) & (owns[part] != j))) for j in range(k)]
    shares = [float(share) / 100.0 for share in PERCENT.findall(main.split("By the fit", 1)[-1])]
    if k > 2:
        shares = [float(share) / 100.0 for share in PERCENT.findall(main)]
        assert shares == pytest.approx([sum(wrong)], abs=6e-3)
    elif len(inside) == 1:
        assert shares == pytest.approx([wrong[inside[0].left], wrong[inside[0].right]], abs=6e-3)
    else:
        assert shares == pytest.approx([wrong[inside[0].left], wrong[inside[0].right]], abs=6e-3)
    assert ("as many rows of either" in quote) == (k == 2 and len(inside) == 1)


def said(share: str) -> float:
    return float(share.replace("\u202f%", "").lstrip("<")) / 100.0
