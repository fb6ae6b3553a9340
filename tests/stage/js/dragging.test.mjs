import assert from "node:assert/strict";
import { test } from "node:test";

import { isDrag } from "../../../gmmviz/stage/js/controls/dragging.js";
import { MeanEditing } from "../../../gmmviz/stage/js/controls/editing.js";
import { hasLine, noLineNote } from "../../../gmmviz/stage/js/scene/lane_lines.js";

const at = (clientX, clientY, pointerType = "mouse") => ({ clientX, clientY, pointerType, pointerId: 1, isPrimary: true, preventDefault() {}, stopPropagation() {} });

test("a click and a tap that trembles are no drags", () => {
  assert.ok(!isDrag(at(50, 50), at(53, 52)));
  assert.ok(isDrag(at(50, 50), at(54, 54)));
  assert.ok(!isDrag(at(50, 50, "touch"), at(56, 56, "touch")));
  assert.ok(isDrag(at(50, 50, "touch"), at(60, 50, "touch")));
});

/** A mean's element and what editing asked for: a pointer goes down on it, along a way, and up. */
function pressed(way) {
  const heard = {};
  const group = { addEventListener: (name, hear) => { heard[name] = hear; }, removeEventListener() {}, setPointerCapture() {}, focus() {} };
  globalThis.document = { addEventListener() {}, removeEventListener() {} };
  const placed = [];
  const editing = new MeanEditing({ scatter: { means: { groups: [group] }, fromEvent: ({ clientX, clientY }) => [clientX, clientY] }, frame: 4 }, (frame, parts) => placed.push([frame, parts]));
  editing.moveTo = (j, place) => { editing.moved = { j, place }; };
  editing.parts = () => editing.moved.place;
  heard.pointerdown(way[0]);
  for (const event of way.slice(1)) heard.pointermove(event);
  heard.pointerup(way.at(-1));
  return placed;
}

test("a tap on a mean places nothing, a drag does", () => {
  assert.deepEqual(pressed([at(50, 50, "touch"), at(53, 55, "touch")]), []);
  assert.deepEqual(pressed([at(50, 50, "touch"), at(53, 55, "touch"), at(80, 50, "touch"), at(52, 51, "touch")]), [[4, [52, 51]]]);
});

test("which lanes have no line is said", () => {
  const scene = (...visible) => ({ lanes: visible, figures: { light: { curve: { data: visible.map((shown) => ({ visible: shown })) } } } });
  assert.deepEqual([0, 1].map((lane) => hasLine(scene(true, false), lane)), [true, false]);
  assert.equal(noLineNote(scene(true, true)), "");
  assert.equal(noLineNote(scene(true, false)), "lane 2: k-means has no likelihood");
  assert.equal(noLineNote(scene(false, true, false, false)), "lanes 1, 3 and 4: k-means has no likelihood");
});
