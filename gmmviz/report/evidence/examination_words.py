"""Are they real? What an examination says, of the whole and of each cluster, in sentences."""

import numpy as np

from gmmviz.data.notices import counted
from gmmviz.em.evidence.examination import Examination
from gmmviz.em.evidence.separation import MAX_MIXED, MAX_OVERLAP, MIN_RATIO_NATS, Gap, Group, Pair
from gmmviz.em.evidence.stability import MIN_DOUBTFUL_JACCARD, MIN_STABLE_JACCARD
from gmmviz.em.kernel.naming import listed
from gmmviz.figures.number_text import number_text
from gmmviz.report.evidence.stability_words import unfitted_words
from gmmviz.report.evidence.verdict_sentences import (
    AND_ALONE_APART,
    BY_SHAPE,
    CHAIN_SENTENCE,
    DOUBT_SENTENCES,
    HEADLINES,
    SO_FAR,
    SOME_DRAWN,
    UNTESTED_SENTENCE,
)
from gmmviz.thousands import percent

OF_COMPONENTS = (
    "That refers to components: whether a group of several comes back as a whole was not examined."
)
LOOKING = "Looking for gaps between the clusters."
NOT_LOOKED = "Not known: the examination was stopped before the gaps between the clusters had been looked at."


def headline(found: Examination, stopped: bool = False) -> str:
    """The verdict on the whole, or that it is not known yet; `stopped`: nobody looks further."""
    verdict = found.verdict
    if verdict is None:
        return NOT_LOOKED if stopped else LOOKING
    several = [group for group in found.groups if len(group) > 1]
    merged = "; ".join(
        f"{named(group)} hang together{_though_apart(found, group)}"
        if found.is_one_cloud(group)
        else f"whether {named(group)} are apart, so few rows cannot say"
        for group in several
    )
    if len(found.groups) > 1 and found.doubts:
        what = "the fit parts" if found.by_shape else "the gap tests part"
        return DOUBT_SENTENCES[verdict].format(what=what, count=len(found.groups), why=doubt_words(found))
    so_far = _so_far(found) if len(found.groups) > 1 and not found.finished else ""
    words = BY_SHAPE if found.by_shape else HEADLINES[verdict]
    untested = _untested(found)
    if verdict == "too few rows" and untested is not None:
        return UNTESTED_SENTENCE.format(one=named(untested.gap.one), other=named(untested.gap.other))
    if verdict == "one cloud" and (apart := _apart_within(found, found.groups[0])):
        return CHAIN_SENTENCE.format(k=found.k, apart=apart)
    two = found.k == 2
    clusters = {
        "any_two": "the two clusters" if two else f"any two of the {found.k} clusters",
        "some_of": "the two clusters" if two else f"some of the {found.k} clusters",
    }
    sure = all(found.is_one_cloud(group) for group in several)
    count = str(len(found.groups)) if sure else f"At least {len(found.groups)}"
    return words.format(k=found.k, count=count, merged=merged, **clusters) + so_far


def unknown_words(k: int) -> str:
    """What an examination of k components would tell, before there is one."""
    return f"Whether the {k} components are separate groups or pieces of one cloud is not known before it is examined."


def _so_far(found: Examination) -> str:
    """How many samples of the rows an unfinished examination has drawn."""
    stable = found.stability
    if stable is None or not len(stable.jaccard):
        return SO_FAR
    drawn = SOME_DRAWN.format(drawn=len(stable.jaccard), samples=stable.samples)
    return drawn * (not stable.finished)


def _apart_within(found: Examination, group: Group) -> str:
    """Which parts of a group are apart without the rest of it, in words; empty where none are."""
    gaps = [pair.gap for pair in found.pairs if pair.verdict == "apart"]
    within = [gap for gap in gaps if {*gap.one, *gap.other} <= set(group)]
    return "; ".join(f"{named(gap.one)} and {named(gap.other)}" for gap in within)


def _though_apart(found: Examination, group: Group) -> str:
    """That a group hangs together one by one, where parts of it are apart without the rest."""
    apart = _apart_within(found, group).replace("; ", ", and ")
    return AND_ALONE_APART.format(apart=apart) * bool(apart)


def _untested(found: Examination) -> Pair | None:
    """The last two groups that were joined without a test; None where all joins were tested."""
    joins = [found.join_of(group) for group in found.groups]
    while joins:
        join = joins.pop(0)
        if join is not None and join.gap.few:
            return join
        if join is not None:
            joins += [found.join_of(join.gap.one), found.join_of(join.gap.other)]
    return None


def doubt_words(found: Examination) -> str:
    """What the rest of the evidence has against the groups; empty where it has nothing."""
    doubts, clauses = found.doubts, []
    if doubts.unstable:
        clauses.append(f"{_lost_words(found, doubts.unstable)} in other samples of the rows")
    if doubts.of_k and found.stability is not None:
        samples = found.stability.compared
        against = [
            "they predict no better on rows not seen" * doubts.no_gain,
            f"BIC prefers fewer in {doubts.fewer_preferred} of {counted(samples, 'sample')} of the rows"
            * bool(doubts.fewer_preferred),
            "the likelihood ratios end with fewer" * doubts.ratio_enough,
        ]
        clauses.append(f"{_fewer(found)} may be enough ({listed(list(filter(None, against)))})")
    if doubts.unfitted and found.stability is not None:
        clauses.append(
            f"{unfitted_words(found.stability)}, which is too many to know whether the clusters come back"
        )
    return "; and ".join(clauses)


def _fewer(found: Examination) -> str:
    """One component less than the fit has."""
    return "one component" if found.k == 2 else f"{found.k - 1} components"


def _lost_words(found: Examination, unstable: Group) -> str:
    """Which components come back in part only, and which do not at all: as `cluster_words` says of each."""
    gone = tuple(component for component in unstable if not _partly(found, component))
    partly = tuple(component for component in unstable if component not in gone)
    clauses = []
    if gone:
        clauses.append(f"{named(gone)} {'does' if len(gone) == 1 else 'do'} not come back")
    if partly:
        clauses.append(f"{named(partly)} {'comes' if len(partly) == 1 else 'come'} back only in part")
    return listed(clauses)


def _partly(found: Examination, component: int) -> bool:
    """Whether a component comes back in other samples of the rows, be it in part."""
    return found.stability is not None and bool(found.stability.means[component] >= MIN_DOUBTFUL_JACCARD)


def verdict_words(found: Examination) -> list[str]:
    """The verdict on each cluster, with the cause that decided; none before the groups are known or for one."""
    if found.verdict in (None, "one component"):
        return []
    return [
        f"Component {component + 1}: {_verdict_clause(found, component)}." for component in range(found.k)
    ]


def _verdict_clause(found: Examination, component: int) -> str:
    verdict, others = found.of_cluster(component)
    two, unstable = found.k == 2, found.doubts.unstable
    match verdict:
        case "separate":
            clause = "separate from the other" if two else "separate from all others"
        case "separate from some":
            rest = "the others" if len(unstable) > 1 else f"component {unstable[0] + 1}"
            lost = _lost_words(found, unstable)
            clause = f"separate from {named(others)}; whether from {rest} is in doubt, since {lost}"
        case "in doubt":
            rest = "the other" if two else "the others"
            why = _lost_words(found, others) if others else "most samples of the rows have no sound fit"
            clause = f"whether it is separate from {rest} is in doubt, since {why}"
        case "unstable":
            how = "comes back only in part" if _partly(found, component) else "does not come back"
            clause = f"not stable: it {how} in other samples of the rows"
        case "a piece":
            clause = f"a piece of one cloud, together with {named(others)}"
        case _ if others:
            clause = f"too few rows to say whether it is apart from {named(others)}"
        case _:
            clause = f"too few rows to say whether it is needed: {_fewer(found)} may be enough"
    return clause


def named(group: Group) -> str:
    """A group by the numbers that people see.

    >>> named((0,)), named((0, 2)), named((0, 1, 4))
    ('component 1', 'components 1 and 3', 'components 1, 2 and 5')
    """
    numbers = [str(component + 1) for component in group]
    if len(numbers) == 1:
        return f"component {numbers[0]}"
    return f"components {', '.join(numbers[:-1])} and {numbers[-1]}"


def pair_words(pair: Pair) -> str:
    """What was found of two groups."""
    gap = pair.gap
    who = f"{named(gap.one)} and {named(gap.other)}"
    who = f"{who[0].upper()}{who[1:]}"
    drawn = len(gap.simulated)
    if not gap.finished:
        return f"{who}: {drawn} of {gap.samples} clouds simulated, p = {gap.p:.3f} so far."
    return f"{who}{_finding(pair)}"


def _finding(pair: Pair) -> str:
    """What the test of two groups found, once it has ended."""
    evidence = _evidence(pair.gap)
    tops = "" if not pair.modes else "one top" if pair.modes == 1 else f"{pair.modes} tops"
    match pair.verdict:
        case "apart" if pair.by_shape:
            return (
                f": no line shows a gap ({evidence}), but the fit leaves only {percent(pair.overlap, 1)} of their rows "
                "in doubt."
            )
        case "apart":
            return f" are apart ({evidence})."
        case "open":
            return f": no gap was seen ({evidence}); what that means is decided once all pairs are tested."
        case "too few rows" if pair.gap.few:
            own = f"; the fit's own density of the two has {tops}" * bool(tops)
            return f": too few rows to say whether they are apart ({evidence}){own}."
        case "too few rows":
            seen = (
                f" Were the fit the truth, the test would see it {percent(pair.power)} of the time in the "
                f"{counted(pair.rows, 'row')} that the two own."
                if pair.power == pair.power
                else ""
            )
            return f": they were not told apart ({evidence}), though the fit claims two.{seen}"
        case _:
            several = ", as bells fitted to a single cloud may have" * (pair.modes > 1)
            own = f"; the fit's own density of the two has {tops}{several}" * bool(tops)
            return f" hang together ({evidence}){own}."


def _evidence(gap: Gap) -> str:
    """Why two groups are called apart, or are not."""
    line = gap.line
    if gap.few:
        return "one of them has too few rows for a test"
    if line is None:
        return "along no line do their rows make two bells"
    if line.ratio < MIN_RATIO_NATS:
        return "one cloud describes their rows as well as two bells"
    if not gap.may_be_apart:
        shares = (
            (line.gaussians.overlap, MAX_OVERLAP, "the rows"),
            (line.gaussians.mixed, MAX_MIXED, "the smaller one's rows"),
        )
        much = [
            f"{percent(share, 1)} of {of}, more than {percent(most)}"
            for share, most, of in shares
            if share > most
        ]
        return f"their bells overlap in {' and in '.join(much)}"
    drawn = len(gap.simulated)
    clouds = f"p = {gap.p:.3f} from {drawn} simulated {'cloud' if drawn == 1 else 'clouds'}"
    return f"two bells are likelier than one cloud by {number_text(line.ratio, 1)} nats, {clouds}"


def deciding_pair(found: Examination) -> Pair | None:
    """The two groups that the verdict hangs on: the last that were joined, or the least apart of those that are."""
    joined = [pair for pair in found.pairs if pair.gap.finished and not pair.gap.apart]
    if joined and len(found.groups) == 1:
        return joined[-1]
    left = [pair for pair in found.pairs if pair.gap.one in found.groups and pair.gap.other in found.groups]
    return max(left, key=lambda pair: (pair.gap.p, -pair.gap.observed), default=None)


def cluster_words(found: Examination) -> list[str]:
    """A sentence for each cluster: whether it comes back in other samples; none before there are samples.

    Samples without a sound fit are counted first. Where these are most, nothing is said of a cluster.
    """
    stable = found.stability
    if stable is None or not len(stable.jaccard):
        return []
    lost = unfitted_words(stable)
    if not stable.judges:
        clusters = f"whether the {found.k} clusters come back when rows are drawn again is not known"
        return [f"{lost[0].upper()}{lost[1:]}: {clusters}."]
    sentences = [f"{lost[0].upper()}{lost[1:]}: they say nothing, and do not count."] if lost else []
    for component, mean in enumerate(stable.means):
        if np.isnan(mean):
            sentences.append(
                f"Component {component + 1}: no sample with a sound fit holds a row of it, so whether it comes back is "
                "not known."
            )
            continue
        word, judged = "does not come back", ": it is not to be trusted"
        if mean >= MIN_STABLE_JACCARD:
            word, judged = "comes back", ""
        elif mean >= MIN_DOUBTFUL_JACCARD:
            word, judged = "comes back only in part", ""
        index = f"mean Jaccard index {number_text(float(mean), 2)}"
        sentences.append(f"Component {component + 1} {word} when rows are drawn again ({index}){judged}.")
    if found.grouped and 1 < len(found.groups) < found.k:
        sentences.append(OF_COMPONENTS)
    return sentences
