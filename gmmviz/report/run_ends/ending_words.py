"""What is said at the end of a run: how it ended, how far below the best seen, and what that would change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gmmviz.em import Verdict
from gmmviz.em.kernel.naming import listed
from gmmviz.em.models.spurious import Flag
from gmmviz.figures.number_text import number_text

ONE_FIT = "One component has one best fit."
NATS_SHORT_OF_AN_OPTIMUM = 0.01  # nats: what a settled run may still lack of its own optimum
MIN_WRITTEN_NATS = 1e-6  # nats: what is still to gain is written as less than this


@dataclass(frozen=True)
class Against:
    """A run's end against the best seen of its model: nats below it, rows that change, and the starts seen.

    `starts` is 0 where others are described beside it, or are still looked for: then nothing is said of them.
    `letter` is what its optimum is called, where the session has named it.
    """

    below: float
    rows: int
    n: int
    starts: int
    letter: str = ""

    @property
    def is_lower(self) -> bool:
        """Whether the best seen is another end."""
        return self.below >= NATS_SHORT_OF_AN_OPTIMUM


def ending_sentence(verdict: Verdict, against: Against | None) -> str:
    """The sentence of a run's last frame; `against` is None where the end is none to compare.

    >>> settled = Verdict("settled", "Settled after 91 iterations.")
    >>> ending_sentence(settled, Against(4.77, 57, 272, 180))
    'Settled after 91 iterations, 4.77 below the best seen: 57 of 272 rows would belong elsewhere.'
    >>> ending_sentence(settled, Against(4.77, 57, 272, 180, "B"))
    'Settled after 91 iterations on optimum B, 4.77 below the best seen: 57 of 272 rows would belong elsewhere.'
    >>> ending_sentence(settled, Against(0.0, 0, 272, 180))
    'Settled after 91 iterations; nothing better was seen in 180 starts.'
    >>> ending_sentence(settled, Against(0.0, 0, 272, 0))
    'Settled after 91 iterations.'
    >>> climbing = Verdict("still climbing", "Still climbing after 5 iterations.", None, "Continue the run.")
    >>> print(ending_sentence(climbing, Against(4.77, 57, 272, 180)))  # doctest: +ELLIPSIS
    Still climbing after 5 iterations. Continue the run. That is 4.77 below the best seen: 57 of 272 rows would ...
    """
    text = " ".join(filter(None, (verdict.sentence, verdict.remedy)))
    if against is None:
        return text
    bare = verdict.sentence.removesuffix(".")
    if against.letter:
        bare = f"{bare} on optimum {against.letter}"
    if not against.is_lower:
        if against.starts == 0:
            return f"{bare}."
        if against.starts < 2:
            return f"{bare}; no other start was seen yet."
        return f"{bare}; nothing better was seen in {number_text(against.starts, 0)} starts."
    if against.rows == 0:
        moved = "no row would belong elsewhere"
    else:
        would = "row would belong" if against.n == 1 else "rows would belong"
        moved = f"{number_text(against.rows, 0)} of {number_text(against.n, 0)} {would} elsewhere"
    below = f"{number_text(against.below)} below the best seen: {moved}."
    return f"{bare}, {below}" if verdict.kind == "settled" else f"{text} That is {below}"


def left_text(gain: float) -> str:
    """What an end has still to gain, in nats.

    >>> left_text(3e-9), left_text(0.00081643)
    ('less than 0.000001', 'about 0.000816')
    """
    return f"less than {MIN_WRITTEN_NATS:f}" if gain < MIN_WRITTEN_NATS else f"about {gain:f}"


def to_gain_sentence(verdict: Verdict) -> str:
    """What a settled end has still to gain; empty where nothing looked ahead of it.

    >>> to_gain_sentence(Verdict("settled", "Settled after 5 iterations.", to_gain=0.0008164))
    'A look ahead found about 0.000816 still to gain.'
    """
    if verdict.to_gain is None:
        return ""
    return f"A look ahead found {left_text(verdict.to_gain)} still to gain."


def most_to_gain(gains: Iterable[float | None]) -> str:
    """What settled ends have still to gain at most; empty where no run was looked ahead of.

    >>> most_to_gain([None, 0.0, 3e-9])
    'Settled: a look ahead from the end found less than 0.000001 still to gain.'
    """
    known = [gain for gain in gains if gain is not None]
    if not known:
        return ""
    return f"Settled: a look ahead from the end found {left_text(max(known))} still to gain."


def divergence_sentence(letter: str, iteration: int, drawn: bool) -> str:
    """What is said where a run turns away from the best: optimum `letter` (empty without a name), `drawn` as outlines.

    >>> divergence_sentence("A", 12, drawn=True), divergence_sentence("", 0, drawn=False)
    ('**Here it turns away from A** (dashed).', '**Its start already leads here, not to the best seen**.')
    """
    best = letter or "the best seen"
    dashed = " (dashed)" if drawn else ""
    if iteration == 0:
        return f"**Its start already leads here, not to {best}**{dashed}."
    return f"**Here it turns away from {best}**{dashed}."


def flags_sentences(flags: Sequence[Flag]) -> list[str]:
    """What is said of spurious components: of each reason the first in full, the others by their numbers.

    >>> flags = [Flag(j, 7.0, 0.01, f"Component {j + 1} holds only 7 rows.") for j in (0, 2, 6)]
    >>> flags_sentences(flags)
    ['Component 1 holds only 7 rows.', 'Components 3 and 7 are of this kind too.']
    >>> rounded = Flag(1, 80.0, 0.1, "Component 2 is thinner than the data are rounded.", "rounding")
    >>> flags_sentences([flags[0], rounded, flags[1]])[1:]
    ['Component 3 is of this kind too.', 'Component 2 is thinner than the data are rounded.']
    """
    sentences = []
    for of in dict.fromkeys(flag.of for flag in flags):
        first, *others = (flag for flag in flags if flag.of == of)
        sentences.append(first.sentence)
        if numbers := [str(flag.component + 1) for flag in others]:
            those, are = ("Component", "is") if len(numbers) == 1 else ("Components", "are")
            sentences.append(f"{those} {listed(numbers)} {are} of this kind too.")
    return sentences


def parameters_sentence(parameters: int, n: int, why: bool = False) -> str:
    """What is said of too many parameters for the rows; `why` a fit is an accident, or else what follows.

    >>> parameters_sentence(314, 178, why=True), parameters_sentence(17, 30)
    ('314 parameters for 178 rows.', '17 parameters for 30 rows: other starts may end elsewhere.')
    """
    counted = f"{number_text(parameters, 0)} parameters for {number_text(n, 0)} rows"
    return f"{counted}." if why else f"{counted}: other starts may end elsewhere."
