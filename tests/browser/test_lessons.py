"""Lessons in a browser: each from question to reveal, right and wrong, by keys, mouse and finger."""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from gmmviz.lessons.board import Prediction
from gmmviz.lessons.board_words import board_reading
from gmmviz.lessons.lesson import Lesson, Reveal, own_answer, points_of, replies, run_of, with_reveal
from gmmviz.lessons.questions import QUESTIONS, questions_text
from gmmviz.lessons.registry import LESSONS
from gmmviz.report.transcript import sentences
from tests.browser.conftest import turn
from tests.browser.stage import Stage, idle
from tests.browser.test_access import grave_findings
from tests.lessons.predictions import RIGHT

READY_MS = 60_000
MAX_TABS, MAX_ARROWS = 120, 8
PLACE = """([x, y]) => {
    const { desk } = document.querySelector(".gmm-board");
    const box = desk.svg.getBoundingClientRect();
    return [box.left + desk.x(x), box.top + desk.y(y)];
}"""
HANDLE = """(i) => {
    const { desk } = document.querySelector(".gmm-board");
    return [desk.handles[i].x, desk.handles[i].y];
}"""
FITS = """() => {
    const { scrollHeight, clientHeight } = document.querySelector("[data-testid=stMain]");
    return document.documentElement.classList.contains("gmm-presenting") && scrollHeight <= clientHeight;
}"""
MARKED = """([x, y]) => {
    const { desk } = document.querySelector(".gmm-board");
    const [layer] = desk.given.board.layers;
    return desk.brush.rows.has(layer.x.findIndex((value, i) => value === x && layer.y[i] === y));
}"""
CONTROLS = """() => {
    const all = document.querySelectorAll(".stMain :is(button, input, select, textarea, [tabindex='0'])");
    const own = [...all].filter((one) => one.checkVisibility() && !one.closest(".st-key-lesson-scenes"));
    const groups = ".gmm-board-svg, .gmm-board-guesses, .gmm-board-reason";
    const kind = (one) => one.closest(groups)?.getAttribute("class") ?? one.className;
    return [...new Set(own.map(kind))];
}"""
MAX_CONTROLS = 4  # to predict with: the gesture, the guess, the reason, the commitment
ALL = list(LESSONS.values())
KINDS = {(bool(one.board().brush), bool(one.board().guesses)): one.key for one in ALL}
"""A lesson of each kind of prediction: the parts of their pages are the same."""


def opened(page: Page, visit: Callable[..., Page], lesson: Lesson) -> Page:
    """The lesson's page, with its board drawn and nothing predicted."""
    visit(page, f"/lessons?scene={lesson.key}")
    return unpredicted(page, lesson)


def in_turn(page: Page, visit: Callable[..., Page]) -> Iterator[Lesson]:
    """All lessons, each when it stands on the page: the first by its link, the others by their menu.

    They come one after the other on a page: a page costs seconds to load.
    """
    for lesson in ALL:
        print("lesson:", lesson.key)  # a failure shows it
        if lesson is ALL[0]:
            opened(page, visit, lesson)
        else:
            page.locator(".st-key-lesson-scenes [role=radio]").nth(ALL.index(lesson)).click()
            page.wait_for_url(re.compile(f"scene={lesson.key}"), timeout=READY_MS)
            unpredicted(page, lesson)
            page.get_by_test_id("stMain").evaluate("(main) => main.scrollTo(0, 0)")
        yield lesson


def unpredicted(page: Page, lesson: Lesson) -> Page:
    """The page, once the board is drawn: nothing is predicted, and nothing revealed."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(lesson.question)
    expect(page.locator(".gmm-board-svg > g").first).to_be_attached(timeout=READY_MS)
    expect(commit(page)).to_be_disabled()
    expect(page.locator(".gmm-board-outcome")).to_have_count(0)
    expect(page.locator(".gmm-stage")).to_have_count(0)
    return page


def commit(page: Page) -> Locator:
    return page.get_by_role("button", name="That is my prediction")


def revealed(page: Page, lesson: Lesson, reason: str = "it looks so") -> Page:
    """The page after the commitment, the run and the way to the reveal."""
    page.get_by_label("because", exact=True).fill(reason)
    commit(page).click()
    Stage(page).ready()
    expect(page.locator(".gmm-board")).to_have_count(0)
    page.get_by_role("button", name="Compare with my prediction").click()
    expect(page.locator(".gmm-board-outcome").first).to_be_attached(timeout=READY_MS)
    expect(page.get_by_text(f"because {reason}")).to_be_visible()
    expect(page.get_by_text(lesson.keep)).to_be_visible()
    return page


def committed(page: Page, lesson: Lesson) -> Prediction:
    """What the browser kept of the prediction."""
    told: dict[str, Any] = page.evaluate("JSON.parse(localStorage.getItem('gmmviz-lessons'))")
    mine = told["predictions"][lesson.key]
    return Prediction(
        tuple(map(tuple, mine["handles"])), tuple(sorted(mine["rows"])), mine["guess"], mine["because"]
    )


def shown_text(page: Page, sentence: str) -> None:
    expect(page.locator(".st-key-lesson-words")).to_contain_text(sentence, timeout=READY_MS)


def by_tab(page: Page, target: Locator) -> Locator:
    """The target, once the Tab key alone has brought the focus to it or into it."""
    for _ in range(MAX_TABS):
        if target.evaluate("node => node.contains(document.activeElement)"):
            return target
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {target}")


def choose_by_arrows(page: Page, target: Locator) -> None:
    """Choose one of a group of buttons: Tab leads to the group, arrows to the button."""
    by_tab(page, page.get_by_role("radiogroup").filter(has=target))
    for key in ["ArrowLeft"] * MAX_ARROWS + ["ArrowRight"] * MAX_ARROWS:
        if target.evaluate("node => node === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press(key)
    raise AssertionError(f"arrows do not lead to {target}")


def on_a_wall(page: Page, lesson: Lesson, sentence: str) -> None:
    """In presenter mode all that a class is to read stands in the window: nobody can scroll a wall."""
    expect(page.locator(".st-key-lesson-answers")).to_be_visible(timeout=READY_MS)
    for words in (lesson.question, sentence, lesson.keep):
        expect(page.get_by_text(words).first).to_be_in_viewport()
    page.wait_for_function(FITS, timeout=READY_MS)


def heard(page: Page, sentence: str) -> None:
    """What a screen reader comes upon on the page has this sentence in it."""
    told = " ".join(page.locator("body").aria_snapshot().replace('\\"', '"').replace("''", "'").split())
    assert " ".join(sentence.split()) in told, sentence


def test_every_scene_is_learnt_by_ear_and_keyboard_alone(page: Page, visit: Callable[..., Page]) -> None:
    for lesson in in_turn(page, visit):
        learn_by_ear_and_keyboard(page, lesson)


def learn_by_ear_and_keyboard(page: Page, lesson: Lesson) -> None:
    """From the question to every what-if, with nothing pointed at."""
    heard(page, lesson.question)
    heard(page, board_reading(lesson.board()))
    assert 3 <= len(page.evaluate(CONTROLS)) <= MAX_CONTROLS, page.evaluate(CONTROLS)
    handles = page.locator(".gmm-board-handle")
    if handles.count():
        before = by_tab(page, handles.first).get_attribute("aria-valuetext")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowUp")
        expect(handles.first).not_to_have_attribute("aria-valuetext", before or "")
    else:
        by_tab(page, page.locator(".gmm-board-cross"))
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
    if lesson.board().guesses:
        by_tab(page, page.locator(".gmm-board-guess input").first)
        page.keyboard.press("Space")
    by_tab(page, page.get_by_label("because", exact=True))
    page.keyboard.type("it looks so")
    by_tab(page, commit(page))
    page.keyboard.press("Enter")
    Stage(page).ready()
    by_tab(page, page.get_by_role("button", name="Compare with my prediction"))
    page.keyboard.press("Enter")
    expect(page.locator(".gmm-board-outcome").first).to_be_attached(timeout=READY_MS)
    reveal = lesson.judge(committed(page, lesson))
    shown_text(page, reveal.distance)
    own = own_answer(lesson, committed(page, lesson), reveal)
    offered = replies(lesson, committed(page, lesson), reveal)
    asked = None if own is None else offered[own].after(committed(page, lesson))
    layers = reveal.outcome.layers if asked is None else with_reveal(reveal, asked)
    if asked is not None:
        listed = own is not None and own < len(lesson.what_ifs)
        said = f"This is what you said: {offered[own or 0].belief}." if listed else "From what you predicted:"
        shown_text(page, f"{said} {asked.sentence}")
    heard(page, board_reading(lesson.board(), committed(page, lesson), layers))
    for sentence in (reveal.distance, reveal.why, lesson.keep):
        heard(page, sentence)
    hear_every_answer_on_a_wall(page, lesson, reveal)
    if lesson.key in KINDS.values():
        assert grave_findings(page) == []
    done = page.locator(".st-key-lesson-scenes [role=radio] p").nth(list(LESSONS).index(lesson.key))
    assert "\u2713" in done.evaluate("node => getComputedStyle(node, '::after').content")


def hear_every_answer_on_a_wall(page: Page, lesson: Lesson, reveal: Reveal) -> None:
    """In presenter mode, which is left again: what follows from each answer, by keys and seen at once."""
    prediction = committed(page, lesson)
    own = own_answer(lesson, prediction, reveal)
    page.keyboard.press("p")
    on_a_wall(page, lesson, reveal.distance)
    for number, what_if in sorted(
        enumerate(replies(lesson, prediction, reveal)), key=lambda each: each[0] != own
    ):
        if number != own:  # which has opened by itself
            choose_by_arrows(page, page.get_by_role("radio", name=what_if.belief))
        sentence = what_if.after(prediction).sentence
        shown_text(page, sentence)
        heard(page, sentence)
        on_a_wall(page, lesson, sentence)
    leave_the_wall(page)


def leave_the_wall(page: Page) -> None:
    """P ends presenter mode, once the page has answered."""
    page.keyboard.press("p")
    expect(page.locator(".st-key-lesson-answers")).to_have_count(0)
    expect(page.locator("html")).not_to_have_class(re.compile("gmm-presenting"))
    idle(page)


def test_the_right_prediction_by_mouse_is_right(page: Page, visit: Callable[..., Page]) -> None:
    for lesson in in_turn(page, visit):
        right, board = RIGHT[lesson.key](), lesson.board()
        if board.brush:
            wrong = [(board.layers[0].x[row], board.layers[0].y[row]) for row in right.rows]
            for place in wrong:
                if not page.evaluate(
                    MARKED,
                    place,
                ):
                    page.mouse.click(*page.evaluate(PLACE, place))
        for number, place in enumerate(right.handles):
            start = page.evaluate(
                HANDLE,
                number,
            )
            page.mouse.move(*page.evaluate(PLACE, start))
            page.mouse.down()
            page.mouse.move(*page.evaluate(PLACE, list(place)), steps=4)
            page.mouse.up()
        if board.guesses:
            page.locator(".gmm-board-guess input").nth(right.guess).check()
        revealed(page, lesson)
        reveal = lesson.judge(committed(page, lesson))
        assert reveal.right
        shown_text(page, reveal.distance)
        a_handout_has_two_pages(page)
        page.keyboard.press("p")
        on_a_wall(page, lesson, reveal.why)
        leave_the_wall(page)


def a_handout_has_two_pages(page: Page) -> None:
    """Printed from a reveal: with the learner's own picture, reason and run."""
    with page.expect_popup() as opening:
        page.get_by_role("button", name="Print a handout").click()
    printed = opening.value
    expect(printed.locator("#picture > svg")).to_be_visible()
    expect(printed.get_by_text("Because it looks so")).to_be_visible()
    expect(printed.locator(".frames svg").nth(1)).to_be_visible()
    paper = printed.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 2
    printed.close()


@pytest.mark.screen(width=390, height=844, touch=True)
def test_a_finger_predicts_on_a_phone(page: Page, visit: Callable[..., Page]) -> None:
    for lesson in in_turn(page, visit):
        handle = page.locator(".gmm-board-handle").first
        if lesson.board().brush:
            box = page.locator(".gmm-board-svg").bounding_box()
            assert box is not None
            page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        else:
            box = handle.bounding_box()
            assert box is not None
            page.touchscreen.tap(box["x"] + box["width"] / 2 + 8, box["y"] + box["height"] / 2 - 8)
        if lesson.board().guesses:
            page.locator(".gmm-board-guess input").first.check()
        revealed(page, lesson)
        shown_text(page, lesson.judge(committed(page, lesson)).distance)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        what_if = lesson.what_ifs[-1]
        page.get_by_role("radio", name=what_if.belief).tap()
        shown_text(page, what_if.after(committed(page, lesson)).sentence)


def test_the_transcript_says_what_the_stage_says(
    page: Page, visit: Callable[..., Page], wait_until_idle: Callable[[Page], None]
) -> None:
    lesson = LESSONS["soft"]
    opened(page, visit, lesson)
    page.locator(".gmm-board-handle").first.focus()
    page.keyboard.press("ArrowRight")
    expect(commit(page)).to_be_disabled()  # a prediction has a reason, or is said to be a guess
    page.get_by_label("I only guess").check()
    commit(page).click()
    stage = Stage(page).ready()
    scenario = lesson.run(committed(page, lesson))
    found = [re.sub(r"^\d+\. ", "", line) for line in sentences(points_of(scenario.data).x, run_of(scenario))]
    page.keyboard.press("Home")
    for frame in range(1, 6):
        page.keyboard.press("ArrowRight")
        stage.at(frame)
        expect(stage.words).to_have_text(found[frame])
    wait_until_idle(page)
    with page.expect_download() as started:
        page.get_by_role("button", name="Transcript").click()
    text = started.value.path().read_text(encoding="utf-8")
    assert all(sentence in text for sentence in found)
    with page.expect_download() as started:
        page.get_by_role("button", name="Player (HTML)").click()
    assert started.value.suggested_filename == "soft.html"
    saved = unescape(started.value.path().read_text(encoding="utf-8"))
    assert lesson.question in saved


def test_notes_for_the_teacher_show_by_their_own_link_only(page: Page, visit: Callable[..., Page]) -> None:
    lesson = LESSONS["slow"]
    opened(page, visit, lesson)
    expect(page.get_by_text(lesson.teacher[0])).to_have_count(0)
    turn(page, "/lessons?scene=slow&notes=1")
    expect(page.get_by_text(lesson.teacher[0])).to_be_visible()
    with page.expect_download() as saving:
        page.get_by_role("button", name="The twelve questions, for paper").click()
    assert saving.value.path().read_text(encoding="utf-8") == questions_text()
    clock = page.get_by_role("timer", name="Time of the scene")
    expect(clock).to_have_text("0:00 of 2:00")
    page.get_by_role("button", name="Start the clock").click()
    expect(clock).to_have_text(re.compile("0:0[1-9] of 2:00"))
    visit(page, "/lessons?scene=slow&notes=1&present=1")
    expect(page.get_by_text(lesson.question)).to_be_visible(timeout=READY_MS)
    expect(page.get_by_text(lesson.teacher[0])).to_have_count(0)


def test_questions_tell_no_answer_before_and_every_answer_after(
    page: Page, visit: Callable[..., Page]
) -> None:
    visit(page, "/lessons?scene=questions")
    right = {key: question.right for key, question in QUESTIONS.items()}

    def answer(off: int) -> None:
        for key, place in right.items():
            page.locator(f"input[name='quiz-{key}']").nth((place + off) % 4).check()

    expect(page.locator(".gmm-quiz-question")).to_have_count(12, timeout=READY_MS)
    expect(page.get_by_role("button", name="These are my answers")).to_be_disabled()
    answer(1)
    page.get_by_role("button", name="These are my answers").click()
    expect(page.get_by_text("Before: 0 of 12 right.")).to_be_visible()
    expect(page.get_by_text("Right is:")).to_have_count(0)
    expect(page.locator(".gmm-quiz-result")).not_to_contain_text("?.")
    for question in QUESTIONS.values():
        expect(page.get_by_text(question.choices[question.right].because)).to_have_count(0)
    answer(0)
    missed, right_place = next(iter(right.items()))
    page.locator(f"input[name='quiz-{missed}']").nth((right_place + 1) % 4).check()
    page.get_by_role("button", name="These are my answers now").click()
    expect(page.get_by_text("After: 11 of 12 right.")).to_be_visible()
    told = page.locator(".gmm-quiz-question").first
    expect(told).to_contain_text(f"Right is: {QUESTIONS[missed].choices[right_place].text}")
    expect(told).not_to_contain_text("?.")
    for question in (each for each in QUESTIONS.values() if each.key != missed):
        expect(page.get_by_text(question.choices[question.right].because)).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("button", name="Save my answers as a file").click()
    saved = json.loads(started.value.path().read_text(encoding="utf-8"))
    assert saved["scores"] == {"before": 0, "after": 11}
    page.reload()
    expect(page.get_by_text("After: 11 of 12 right.")).to_be_visible(timeout=READY_MS)


def test_no_two_scenes_share_a_prediction(page: Page, visit: Callable[..., Page]) -> None:
    opened(page, visit, LESSONS["slow"])
    page.locator(".gmm-board-handle").first.focus()
    page.keyboard.press("ArrowUp")
    revealed(page, LESSONS["slow"])
    page.keyboard.press("p")
    on_a_wall(page, LESSONS["slow"], LESSONS["slow"].keep)
    page.get_by_role("button", name="Next scene").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(LESSONS["start"].question)
    expect(commit(page)).to_be_disabled()
    page.wait_for_url(re.compile("scene=start"))
    expect(page.locator("html")).to_have_class(re.compile("gmm-presenting"))
    expect(page.locator(".st-key-lesson-scenes")).to_be_hidden()  # also after the page itself has turned it
    page.keyboard.press("p")
    done = page.locator(".st-key-lesson-scenes [role=radio] p").nth(list(LESSONS).index("slow"))
    expect(done).to_be_visible()
    assert "\u2713" in done.evaluate("node => getComputedStyle(node, '::after').content")
