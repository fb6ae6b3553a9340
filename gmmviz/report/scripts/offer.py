"""What is said of a script beside a fit: how near it comes, or why there is none."""

from dataclasses import dataclass

from gmmviz.figures.escape import markdown_text
from gmmviz.figures.number_text import distinct_texts, number_text
from gmmviz.report.scripts import gmmviz_script


@dataclass(frozen=True)
class Offer:
    """A script that was seen to reproduce the fit, or None; and a sentence about it."""

    text: str | None
    sentence: str
    reads_rows: bool = False


def first_sentence(problem: ValueError) -> str:
    """The first sentence of what another package says."""
    return markdown_text(str(problem).partition(". ")[0].strip().rstrip(".") + ".", limit=200)


def offered(package: str, found: float, expected: float, text: str, reads_rows: bool = False) -> Offer:
    """The script with a sentence on how near it comes; no script where that is not near enough."""
    apart = abs(found - expected) / max(1.0, abs(expected))
    if not gmmviz_script.agree(found, expected):
        theirs, ours = distinct_texts(found, expected)
        return Offer(
            None,
            f"No script with {package}: it ends at {theirs} and this fit at {ours}. "
            "Rounding took another way in one of them.",
        )
    near = "the same number" if apart == 0.0 else f"{apart:.0e} of it apart"
    return Offer(text, f"Tried just now: log-likelihood {number_text(found)}, {near}.", reads_rows)
