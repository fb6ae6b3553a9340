"""Twelve questions, asked before and after the lessons: each is about one thing that people get wrong about EM.

A question has one right choice. Every other choice is a belief that was met in forums and classes; it has a name, and a
scene in which one can watch what follows from it. What the score shows: which of these beliefs a reader holds. What it
does not show: that somebody can fit a mixture, or will remember it next month.
"""

from gmmviz.lessons.questions.inventory import QUESTIONS, questions_text
from gmmviz.lessons.questions.question import Choice, Question

__all__ = ["QUESTIONS", "Choice", "Question", "questions_text"]
