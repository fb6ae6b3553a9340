"""Twelve questions: one right choice each, every wrong one a belief with a scene that shows it."""

from collections import Counter

import pytest

from gmmviz.lessons.questions import QUESTIONS, Question, questions_text

ALL = list(QUESTIONS.values())
SCENES = {"flexible", "soft", "how-many", "slow", "start", "bells", "no-ceiling"}


def test_there_are_twelve_questions() -> None:
    assert len(QUESTIONS) == 12


@pytest.mark.parametrize("question", ALL, ids=lambda question: question.key)
def test_a_question_has_four_choices_of_which_one_is_right(question: Question) -> None:
    assert len(question.choices) == 4
    assert [choice.right for choice in question.choices].count(True) == 1
    assert len({choice.text for choice in question.choices}) == 4


@pytest.mark.parametrize("question", ALL, ids=lambda question: question.key)
def test_every_choice_is_explained_by_a_scene(question: Question) -> None:
    for choice in question.choices:
        assert choice.scene in SCENES
        assert choice.because.endswith(".")
        assert choice.because.startswith("Right: ") == choice.right


def test_right_choices_are_spread_over_the_places() -> None:
    places = Counter(question.right for question in ALL)
    assert min(places[place] for place in range(4)) >= 2


def test_the_right_choice_is_not_given_away_by_its_length() -> None:
    longest = [max(question.choices, key=lambda choice: len(choice.text)).right for question in ALL]
    assert longest.count(True) <= 6


def test_every_belief_is_named_once() -> None:
    beliefs = [choice.belief for question in ALL for choice in question.choices if choice.belief]
    assert len(beliefs) == len(set(beliefs)) == 36


def test_the_text_for_a_class_does_not_give_the_answers() -> None:
    text = questions_text()
    assert text.count("\n   a) ") == 12
    assert not any(choice.because in text for question in ALL for choice in question.choices)
