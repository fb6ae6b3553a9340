import assert from "node:assert/strict";
import { test } from "node:test";

import { zoomedRanges } from "../../../gmmviz/stage/js/controls/zooming.js";
import { coinciding } from "../../../gmmviz/stage/js/draw/means.js";
import { componentStyle, sharedTones } from "../../../gmmviz/stage/js/scene/component_style.js";

const WHOLE = [[0, 10], [-5, 5]];

test("a zoom keeps the place under the pointer and the shape of the plot", () => {
  assert.deepEqual(zoomedRanges(WHOLE, [2, 0], 0.5, WHOLE), [[1, 6], [-2.5, 2.5]]);
  assert.deepEqual(zoomedRanges([[1, 6], [-2.5, 2.5]], [2, 0], 2, WHOLE), WHOLE);
});

test("nobody zooms into nothing or away from everything", () => {
  const span = ([[low, high]]) => high - low;
  let near = WHOLE;
  let far = WHOLE;
  for (let i = 0; i < 100; i += 1) {
    near = zoomedRanges(near, [3, 1], 0.5, WHOLE);
    far = zoomedRanges(far, [3, 1], 2, WHOLE);
  }
  assert.ok(Math.abs(span(near) - 1e-3) < 1e-9);
  assert.ok(Math.abs(span(far) - 200) < 1e-9);
});

test("means that coincide are named in one disc, the last of them; others each in their own", () => {
  assert.deepEqual(coinciding([[10, 10], [50, 50], [11, 10]], { same: 8 }), [[], [1], [0, 2]]);
  assert.deepEqual(coinciding([[10, 10]], { same: 8 }), [[0]]);
});

test("from the ninth component on a tone comes again, with another mark, and both share it", () => {
  const theme = { colours: ["#000001", "#000002", "#000001"], border: "#000003" };
  const scene = { style: { marks: ["circle", "square", "diamond"], dashes: ["solid", "dot", "dash"] } };
  assert.deepEqual([0, 1, 2].map((j) => componentStyle(scene, theme, j).again), [false, false, true]);
  assert.notEqual(componentStyle(scene, theme, 0).mark, componentStyle(scene, theme, 2).mark);
  assert.deepEqual(sharedTones(theme, 3), [true, false, true]);
  assert.deepEqual(sharedTones(theme, 2), [false, false]);
});
