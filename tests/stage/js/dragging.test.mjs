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

test("while a mean is dragged the log-likelihood of the mixture with it there is told, once a frame and of the newest place", () => {
  const frames = [];
  globalThis.requestAnimationFrame = (draw) => frames.push(draw);
  // one component of variance 1 and one row at the origin: with the mean m away its log-density is constant - m * m / 2
  const scene = { x: [Float64Array.from([0]), Float64Array.from([0])], centre: [0, 0], plane: [[1, 0], [0, 1]], planeInverse: [[1, 0], [0, 1]] };
  const constant = -Math.log(2 * Math.PI);
  const lane = { k: 1, means: Float64Array.from([0, 0]), weights: Float64Array.from([1]), constants: Float64Array.from([constant]), whiteners: Float64Array.from([1, 0, 1]), inverseTemperatures: Float64Array.from([1]) };
  const told = [];
  const view = { scene, lane, look: { color: "none" }, theme: {}, target: { state: 0, mixture: [{ mean: [0, 0] }], colours: [] }, marksOf: () => null, ringStrength: () => 1, paint() {}, owners: { draw() {} } };
  const editing = Object.assign(Object.create(MeanEditing.prototype), { view, rounded: (mean) => mean, onPreview: (level) => told.push(level) });
  editing.moveTo(0, [1, 0]);
  editing.moveTo(0, [3, 0]);
  assert.equal(frames.length, 1);
  frames[0]();
  assert.deepEqual(told, [constant - 9 / 2]); // of the newest place
});
