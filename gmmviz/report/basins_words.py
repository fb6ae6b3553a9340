"""What many starts say: shares with intervals, what would change, and whether the optima are worth speaking of."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from gmmviz.em import FAMILIES, STARTS
from gmmviz.em.search.basins import SOUNDNESS_REASONS, Basins, miss_probability, starts_needed, wilson
from gmmviz.em.search.polish import PolishedFit
from gmmviz.em.search.sweep import rows_that_differ
from gmmviz.em.statistics.criteria import CRITERIA
from gmmviz.figures.number_text import number_text, number_word
from gmmviz.figures.strip import letter_of
from gmmviz.report.run_ends.ending_words import ONE_FIT, most_to_gain, to_gain_sentence
from gmmviz.report.run_ends.race_words import HIGHER_ELSEWHERE, HIGHEST_OPTIMUM
from gmmviz.report.scores import family_title
from gmmviz.thousands import percent

USUAL_STARTS = 5  # starts that people often make do with
MAX_OPTIMA_PER_RUN = 0.25  # optima per run: beyond, the starts do not agree on anything
MIN_OPTIMA_OF_A_CROWD = 10  # optima at least, to be called too many
HEADER = ("method", "seed", "K", "family", "log_likelihood", "optimum", "ended", "steps", "still_to_gain")


@dataclass(frozen=True)
class Card:
    """What a card says of one optimum: a line, and `details` on demand."""

    rank: int
    letter: str
    log_likelihood: str
    share: str
    details: tuple[str, ...]

    @property
    def line(self) -> str:
        """The one line of the card."""
        return f"**{self.letter}** {self.log_likelihood}, {self.share}"


def plural(count: int, word: str, several: str = "") -> str:
    """A number with its noun; `several` is a plural that is not made with an s."""
    return f"{number_text(count, 0)} {word if count == 1 else several or word + 's'}"


def cards(
    found: Basins,
    methods: tuple[str, ...],
    rivals: Mapping[int, PolishedFit],
    letters: Mapping[int, str] | None = None,
) -> list[Card]:
    """The cards of the optima that are named; `letters` by rank, where a session has named them."""
    known = letters or {}
    return [
        _card(found, rank, known.get(rank) or letter_of(rank), (methods, rivals)) for rank in found.named()
    ]


def _card(
    found: Basins, rank: int, letter: str, context: tuple[tuple[str, ...], Mapping[int, PolishedFit]]
) -> Card:
    methods, rivals = context
    end = found.maxima[rank].end
    reached, total = found.share(rank)
    low, high = wilson(reached, total)
    interval = f"95\u202f% interval of the share: {percent(low)} to {percent(high)}." if total else ""
    details = (
        _change(found, rank),
        interval,
        *(_method_share(found, rank, method) for method in methods),
        choice(end, rivals),
        f"Reached in {found.iterations(rank):.0f} steps, at the median.",
        to_gain_sentence(end.verdict),
    )
    return Card(
        rank, letter, number_text(end.log_likelihood), _part(reached, total), tuple(filter(None, details))
    )


def _part(reached: int, total: int) -> str:
    """A share of the drawn starts; a count where it is rare."""
    if not total:
        return "from a start that is always the same"
    if reached > 0.02 * total:
        return f"{percent(reached / total)} of starts"
    return f"{reached} of {plural(total, 'start')}"


def _method_share(found: Basins, rank: int, method: str) -> str:
    reached, total = found.share(rank, method)
    name = STARTS[method].plain
    if not STARTS[method].random:
        where = "leads here" if reached else "leads elsewhere"
        return f"{name}, always the same: {where}." if total else ""
    low, high = wilson(reached, total)
    share = reached / total if total else 0.0
    return f"{name}: {percent(share)} ({percent(low)} to {percent(high)})."


def _change(found: Basins, rank: int) -> str:
    best, end = found.maxima[0].end, found.maxima[rank].end
    if rank == 0:
        return f"BIC {number_text(CRITERIA['bic'].score(end.measures))}"
    rows = rows_that_differ(best.labels, end.labels)
    bic = CRITERIA["bic"].score(end.measures) - CRITERIA["bic"].score(best.measures)
    return f"{number_text(rows, 0)} of {number_text(len(end.labels), 0)} rows change, BIC +{number_text(bic)}"


def choice(end: PolishedFit, rivals: Mapping[int, PolishedFit]) -> str:
    """Which K the criteria prefer, of one component fewer and this many, and by how much."""
    k = end.settings.k
    if k - 1 not in rivals:
        return ""
    said = []
    for name in ("bic", "aic"):
        ahead = _ahead(end, rivals[k - 1], name)
        said.append(
            f"{CRITERIA[name].plain}: K = {k if ahead > 0 else k - 1} by {number_text(abs(ahead), 1)}"
        )
    return ", ".join(said)


def _ahead(end: PolishedFit, rival: PolishedFit, name: str) -> float:
    """By how much a fit is better than another K's."""
    return CRITERIA[name].score(rival.measures) - CRITERIA[name].score(end.measures)


def others(found: Basins) -> str:
    """The card of all runs that did not end on a named optimum."""
    optima = found.maxima
    named = found.named()
    rest = sum(len(optimum.reached_by) for rank, optimum in enumerate(optima) if rank not in named)
    unnamed = plural(len(optima) - len(named), "other optimum", "other optima")
    sentences = [f"{unnamed}, {plural(rest, 'run')}."] if rest else []
    for kind, count in found.oddities().items():
        sentences.append(f"{plural(count, 'run')} {kind}: {SOUNDNESS_REASONS[kind]}")
    return "  \n".join(sentences)


def summary(found: Basins, rivals: Mapping[int, PolishedFit], best: str = HIGHEST_OPTIMUM) -> str:
    """The headline: how often starts reach the best of these, which is called `best`, and what depends on it."""
    if too_many(found):
        return crowd(found)
    if not found.maxima:
        return "No start reached an optimum yet." if found.results else ""
    reached, total = found.share(0)
    of_these, higher = ("", "") if best == HIGHEST_OPTIMUM else (" of these", HIGHER_ELSEWHERE)
    if len(found.maxima) == 1:
        return ONE_FIT if found.maxima[0].end.mixture.k == 1 else agreed(reached, total) + higher
    if not total:
        return "These starts are always the same: they do not show how often an optimum is reached."
    if not reached:
        who = f"No random start of {number_text(total, 0)} gets to the best{of_these}, {best}"
        return f"{who}: a start that is always the same does.{higher}"
    share = reached / total
    text = f"{_one_in(reached, total)}{of_these}, {best}; {_needed(share)}{higher}"
    if (changes := sides(found, rivals)) != "":
        text += f" {changes}"
    return text


def agreed(reached: int, total: int) -> str:
    """The sentence where one optimum is all that was found: by so many of the drawn starts."""
    if not total:
        return "The starts that are always the same end on one optimum. Random ones may end elsewhere."
    missed = f"{percent(miss_probability(0.01, reached))} of the time"
    who = (
        "The one start that settled" if reached == 1 else f"All {number_text(reached, 0)} starts that settled"
    )
    does = "says nothing of others" if reached == 1 else "agree"
    return f"{who} {does}. Even so, an optimum that one start in a hundred reaches would have been missed {missed}."


def _one_in(reached: int, total: int) -> str:
    share = reached / total
    if share > 0.95:
        return f"{number_text(reached, 0)} of {number_text(total, 0)} starts get to the best"
    if share > 0.4:
        return f"{percent(share)} of starts get to the best"
    count = round(1.0 / share)
    return f"One start in {number_word(count)} gets to the best"


def _needed(share: float) -> str:
    needed = starts_needed(share)
    sure = f"{plural(needed, 'start')} to be 99\u202f% sure"
    return f"{sure}; five miss it {percent(miss_probability(share, USUAL_STARTS))} of the time."


def sides(found: Basins, rivals: Mapping[int, PolishedFit]) -> str:
    """Whether the choice between K and one fewer depends on which of the named optima is found."""
    k = found.maxima[0].end.settings.k
    if k - 1 not in rivals:
        return ""
    optima = [found.maxima[rank] for rank in found.named()]
    sentences = []
    for name in ("aic", "bic"):
        ahead = [_ahead(optimum.end, rivals[k - 1], name) for optimum in optima]
        if min(ahead) < 0.0 < max(ahead):
            sentences.append(f"{CRITERIA[name].plain} would change sides between K = {k - 1} and {k}")
        else:
            low, high = sorted((abs(ahead[0]), abs(ahead[-1])))
            winner = k if ahead[0] > 0 else k - 1
            sentences.append(
                f"{CRITERIA[name].plain}'s margin for K = {winner} is {number_text(low, 0)} to {number_text(high, 0)}"
            )
    return f"{'; '.join(sentences)}."


def too_many(found: Basins) -> bool:
    """Whether there are so many optima that none is worth naming."""
    return len(found.optima) >= MIN_OPTIMA_OF_A_CROWD and len(found.optima) > MAX_OPTIMA_PER_RUN * len(
        found.results
    )


def crowd(found: Basins) -> str:
    """The sentence where nearly every start ends elsewhere."""
    end = found.optima[0].end
    count = len(found.results)
    parameters, n = end.measures.parameters, end.measures.n
    ends = plural(len(found.optima), "different end")
    text = f"{ends} in {plural(count, 'run')}: which of them is the wrong question."
    if FAMILIES[end.settings.family].full and n < 10 * parameters:
        text += f" {parameters} parameters for {number_text(n, 0)} rows: try axis-aligned."
    return text


def as_csv(found: Basins) -> str:
    """All runs as CSV, in the order of starting."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for each, rank in zip(found.results, found.ranks(), strict=True):
        settings = each.settings
        optimum = "" if rank < 0 else rank + 1
        numbers = (repr(each.log_likelihood), optimum, each.kind, each.iterations, repr(each.to_gain))
        writer.writerow((settings.start, settings.seed, settings.k, settings.family, *numbers))
    return out.getvalue()


def methods_sentence(found: Basins, title: str) -> str:
    """What was done, for a methods section."""
    settings = found.results[0].settings
    counts: dict[str, int] = {}
    for each in found.results:
        counts[each.settings.start] = counts.get(each.settings.start, 0) + 1
    starts = ", ".join(f"{count} from {STARTS[name].plain}" for name, count in counts.items())
    best = found.maxima[0]
    reached, total = found.share(0)
    low, high = wilson(reached, total)
    share = (
        f"reached by {percent(reached / total)} of the random starts "
        f"(95\u202f% interval {percent(low)} to {percent(high)})"
        if total
        else "reached from a start that is always the same"
    )
    return (
        f"A mixture of {settings.k} Gaussians with {family_title(settings.family, best.end.mixture.d, settings.k)} was "
        f"fitted to {title} (n = {best.end.measures.n}) by EM from {len(found.results)} starts ({starts}). "
        f"Every run was polished. {most_to_gain(optimum.end.verdict.to_gain for optimum in found.maxima)} Ends "
        f"within 0.001 nats that agree on 99\u202f% of rows count as one optimum. Of {len(found.maxima)} optima the "
        f"highest (log-likelihood {best.end.log_likelihood:.2f}) was {share}."
    )
