"""The twelve questions in the order in which they are asked: runs, owners and choices mixed."""

from gmmviz.lessons.questions.climbing import CLIMBING
from gmmviz.lessons.questions.deciding import DECIDING
from gmmviz.lessons.questions.question import Question
from gmmviz.lessons.questions.sharing import SHARING

QUESTION_ORDER = (
    "more",
    "halfway",
    "rings",
    "falling",
    "far-point",
    "units",
    "collapse",
    "undecided",
    "bic-icl",
    "slow",
    "k-means",
    "converged",
)


def questions_text() -> str:
    """All questions with their choices as plain text, without the answers: for a class on paper."""
    parts = []
    for number, question in enumerate(QUESTIONS.values(), start=1):
        choices = (
            f"   {letter}) {choice.text}" for letter, choice in zip("abcd", question.choices, strict=True)
        )
        parts.append("\n".join((f"{number}. {question.text}", *choices)))
    return "\n\n".join(parts) + "\n"


_BY_KEY = {question.key: question for question in (*CLIMBING, *SHARING, *DECIDING)}
QUESTIONS: dict[str, Question] = {key: _BY_KEY[key] for key in QUESTION_ORDER}
