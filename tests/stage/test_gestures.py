"""Predictions made by keys and by a finger, on the board's own code: right ones count as right in every scene, and
wrong ones do not."""

import unicodedata
from dataclasses import asdict
from typing import Any

import pytest

from gmmviz.lessons.board import SEEN_IN_BROWSERS, Prediction, is_seen, prediction_on
from gmmviz.lessons.lesson import Lesson
from gmmviz.lessons.registry import LESSONS
from gmmviz.ui.frame.states import LessonsState
from gmmviz.ui.lessons import scene_panel
from tests.lessons.predictions import RIGHT
from tests.stage.node import Node

SIZES = {"keys": (880, 430), "finger": (370, 315)}  # px of a board: on a page, on a phone
MODULES = " ".join(f"../../ui/lessons/board/{name}" for name in ("board", "brush", "scales"))
GESTURES = """(m, board, wanted, [width, height], by) => {
    const area = m.areaOf(board, width, height);
    const desk = Object.assign(Object.create(m.Desk.prototype), {
        given: { board }, locked: false, held: null, touched: false, area, draw() {},
        handles: board.handles.map((each) => ({ ...each })),
        svg: { getBoundingClientRect: () => ({ left: 0, top: 0 }), setPointerCapture() {},
            querySelector: () => ({ focus() {} }) },
        x: m.scaleOf(board.x, area.left, area.right), y: m.scaleOf(board.y, area.bottom, area.top),
    });
    desk.brush = board.brush ? new m.Brush(desk, []) : null;
    const quiet = { preventDefault() {}, stopPropagation() {} };
    const press = (key, target) => {
        if (desk.brush) desk.brush.key({ key, ...quiet });
        else desk.key({ key, ...quiet }, target);
    };
    const at = ([clientX, clientY]) => ({ clientX, clientY, button: 0, pointerId: 1, ...quiet });
    const placed = ({ x, y }) => [desk.x(x), desk.y(y)];
    const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
    const moved = (handle, goal) => {
        const off = () => Math.hypot(...placed(handle).map((value, i) => value - goal[i]));
        if (by === "finger") {
            desk.take(at(placed(handle)));
            desk.drag(at(goal));
            desk.drop();
            return;
        }
        for (let presses = 0, better = true; better && presses < 400; presses += 1) {
            better = false;
            for (const key of ARROWS) {
                const [before, kept] = [off(), [handle.x, handle.y]];
                press(key, handle);
                if (off() < before - 1e-9) { better = true; break; }
                [handle.x, handle.y] = kept;
            }
        }
    };
    const marked = (rows) => {
        const goal = new Set(rows);
        const worth = (place) => {
            const near = desk.brush.near(...place);
            const right = near.filter((row) => goal.has(row));
            return right.some((row) => !desk.brush.rows.has(row)) && 2 * right.length > near.length;
        };
        if (by === "finger") {
            const [layer] = board.layers;
            for (const row of rows) {
                const place = placed({ x: layer.x[row], y: layer.y[row] });
                if (!worth(place)) continue;
                desk.take(at(place));
                desk.drop();
            }
            return;
        }
        for (const key of ["ArrowLeft", "ArrowUp"]) for (let i = 0; i < 100; i += 1) press(key);
        for (let line = 0; line < 100; line += 1) {
            const way = line % 2 ? "ArrowLeft" : "ArrowRight";
            for (let step = 0; step < 100; step += 1) {
                if (worth(desk.brush.cursor)) press("Enter");
                press(way);
            }
            press("ArrowDown");
        }
    };
    if (wanted === null) { // the least that a gesture can be
        if (by === "finger") {
            const place = desk.brush ? [area.left + 1, area.top + 1] : placed(desk.handles[0]);
            desk.take(at(place));
            desk.drag(at(place.map((value) => value + 2)));
            desk.drop();
        } else press(desk.brush ? "n" : "ArrowUp", desk.handles[0]);
    } else if (desk.brush) marked(wanted.rows);
    else wanted.handles.forEach(([x, y], i) => moved(desk.handles[i], placed({ x, y })));
    const rows = desk.brush ? [...desk.brush.rows] : [];
    return { touched: desk.touched, handles: desk.handles.map(({ x, y }) => [x, y]), rows };
}"""


def predicted(node: Node, lesson: Lesson, wanted: Prediction | None, by: str) -> Prediction:
    board = lesson.board()
    found: dict[str, Any] = node.call(
        MODULES, GESTURES, asdict(board), None if wanted is None else asdict(wanted), SIZES[by], by
    )
    assert found["touched"]
    guess = wanted.guess if wanted is not None else 0 if board.guesses else -1
    made = prediction_on(board, found | {"guess": guess, "because": "it looks so"})
    assert made is not None
    return made


@pytest.mark.parametrize("by", ["keys", "finger"])
@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_right_and_wrong_are_both_within_reach_of_keys_and_of_a_finger(
    node: Node, lesson: Lesson, by: str
) -> None:
    assert lesson.judge(predicted(node, lesson, RIGHT[lesson.key](), by)).right
    assert not lesson.judge(predicted(node, lesson, None, by)).right


READS = """(m, pattern) => {
    const found = [];
    for (let code = 0; code <= 0x10ffff; code += 1) {
        const because = { value: String.fromCodePoint(code) };
        if (m.reasonOf({ because, guessed: {}, given: { seen: pattern } })) found.push(code);
    }
    return found;
}"""


def test_the_page_and_the_server_read_the_same_reasons_in_all_of_unicode(node: Node) -> None:
    """Of characters that Python's Unicode has; a browser's may be newer."""
    told = {"handles": [[1, 2]] * 3, "guess": 1}
    known = {code for code in range(0x110000) if unicodedata.category(chr(code)) != "Cn"}
    page = known & set(node.call("../../ui/lessons/board/reason", READS, SEEN_IN_BROWSERS))
    assert page == {code for code in known if is_seen(chr(code))}
    board = LESSONS["start"].board()
    for because in ("\u0301", "\ufe0f", "\u034f", "\u3164", "e\u0301", "1", "\u00bd", "\U0001f600"):
        taken = prediction_on(board, told | {"because": because}) is not None
        assert taken == any(ord(letter) in page for letter in because), because


def test_a_prediction_that_is_refused_is_told_to_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    state = LessonsState(scene="start")
    told = {"scene": "start", "handles": [[1, 2]] * 3, "guess": 1, "because": "\u0301"}
    monkeypatch.setattr(scene_panel.session, "lessons", lambda: state)
    monkeypatch.setattr(scene_panel.session, "widget", lambda name: {"commit": told})
    scene_panel._commit()
    assert (state.refusals, list(state.predictions)) == (1, [])
    told["because"] = "so"
    scene_panel._commit()
    assert (state.refusals, list(state.predictions)) == (1, ["start"])
