"""A question, its choices, and the belief behind each wrong one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One answer: what it says, the belief behind it (empty for the right one), and why it is right or wrong.

    `scene` is the key of the lesson in which one can see it.
    """

    text: str
    because: str
    scene: str
    belief: str = ""

    @property
    def right(self) -> bool:
        """Whether this is the right choice."""
        return not self.belief


@dataclass(frozen=True)
class Question:
    """A question with its choices, in the order in which they are shown."""

    key: str
    text: str
    choices: tuple[Choice, ...]

    @property
    def right(self) -> int:
        """The place of the right choice, from 0."""
        return next(place for place, choice in enumerate(self.choices) if choice.right)
