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
