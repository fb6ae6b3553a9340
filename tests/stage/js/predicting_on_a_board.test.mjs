import assert from "node:assert/strict";
import { test } from "node:test";

import { Desk } from "../../../gmmviz/ui/lessons/board/board.js";
import { namesOf } from "../../../gmmviz/ui/lessons/board/drawing.js";

const desk = (board, more = {}) => Object.assign(Object.create(Desk.prototype), { given: { board: { guesses: [], ...board } }, handles: [{ name: "Knot" }], touched: false, guess: -1, brush: null }, more);

test("a line that is drawn already may be left as it is: that it goes on level is an answer", () => {
  assert.equal(desk({ chain: true }).missing(), "");
  assert.match(desk({ chain: true }).words(), /or leave the line as it is/);
  assert.match(desk({ chain: false }).missing(), /^Drag the mark/);
  assert.match(desk({ chain: false, guesses: ["a", "b"] }, { touched: true }).missing(), /Choose where it will end/);
});

test("who marks rows by a pointer is heard by the keys of the cross as well", () => {
  let focused = 0;
  const brush = { rows: new Set(), begin() {} };
  const svg = { querySelector: () => ({ focus: () => { focused += 1; } }), setPointerCapture() {}, getBoundingClientRect: () => ({ left: 0, top: 0 }) };
  const made = desk({}, { brush, svg });
  made.take({ clientX: 5, clientY: 5, button: 0, pointerId: 1, preventDefault() {} });
  assert.equal(focused, 1);
  assert.match(made.words(), /^0 rows marked; over marked rows again unmarks them, N marks none$/);
});

test("what is drawn at first can be predicted on every board that has marks to move", () => {
  const made = desk({ chain: false }, { locked: false, leaving: {}, draw() {} });
  assert.notEqual(made.missing(), "");
  made.leaveAsDrawn();
  assert.equal(made.missing(), "");
  assert.ok(desk({ chain: false }).canBeLeft());
  const guessing = desk({ chain: false, guesses: ["a", "b"] }, { locked: false, draw() {} });
  guessing.choose(1); // says it of the marks as they lie, so a fifth control is not needed
  assert.deepEqual([guessing.missing(), guessing.canBeLeft(), desk({ chain: true }).canBeLeft()], ["", false, false]);
});

test("a name of what is drawn in several colours is written in ink", () => {
  const colours = { ink: "ink", components: ["blue", "orange"] };
  const outcome = [0, 1].map((component) => ({ name: "ellipses of EM", kind: "outline", component })).concat({ name: "mean 2", kind: "marks", component: 1 });
  const named = namesOf({ given: { board: { layers: [] }, outcome }, locked: false }, colours);
  assert.deepEqual(named.map(([name, colour]) => [name, colour]), [["ellipses of EM", "ink"], ["mean 2", "orange"]]);
  const dots = (name) => ({ name, kind: "dots", component: -1 });
  const names = (drawn) => namesOf({ given: { board: { layers: [dots("true")] }, outcome: drawn }, locked: false }, colours).map(([name]) => name);
  assert.deepEqual([names([]), names([dots("found")])], [["true"], ["found"]]); // never the names of two colourings
});

test("of many points their number and the last are told: the question of a scene fits a wall", () => {
  const handles = Array.from({ length: 5 }, (_, i) => ({ name: `At iteration ${i}`, moves: "y", x: i, y: -250 }));
  const made = desk({ chain: true, y: { log: false, low: -300, high: 0 } }, { touched: true, handles });
  assert.match(made.words(), /^5 points; the last, at iteration 4: /);
});

test("a name of what has several colours has a sample in all of them", () => {
  const colours = { ink: "ink", components: ["blue", "orange"] };
  const outcome = [0, 1].map((component) => ({ name: "ways", kind: "line", component }));
  const [[, , , shades]] = namesOf({ given: { board: { layers: [] }, outcome }, locked: false }, colours);
  assert.deepEqual(shades, ["blue", "orange"]);
});

test("a prediction that the server refuses is said to be refused until it is changed", () => {
  const texts = { guessed: "I only guess", refused: "Not taken." };
  const status = { textContent: "", setAttribute() {} };
  const made = desk({ chain: true }, { because: { value: "\u0301" }, guessed: { checked: false }, button: {}, status, locked: false, draw() {}, words: () => "as it is" });
  Object.assign(made.given, { texts, seen: "\\p{L}", refusals: 0 });
  made.say();
  assert.equal(made.button.disabled, true);
  made.because.value = "so";
  made.say();
  assert.equal(made.button.disabled, false);
  made.hear({ ...made.given, colours: {} }); // another theme refuses nothing
  made.say();
  assert.equal(status.textContent, "as it is.");
  made.hear({ ...made.given, refusals: 1 });
  made.say();
  assert.deepEqual([status.textContent, made.button.disabled], ["Not taken.", false]);
  made.handles = [{ name: "Knot", x: 0, y: 0 }];
  made.x = made.y = {};
  made.given.board.ellipses = [];
  made.set(made.handles[0], 1, 1);
  made.say();
  assert.equal(status.textContent, "as it is.");
});
