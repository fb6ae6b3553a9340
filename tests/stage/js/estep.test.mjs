import assert from "node:assert/strict";
import { test } from "node:test";

import { blend, colourScale, labelColours, uniformColours } from "../../../gmmviz/stage/js/math/colour.js";
import { eStep, ownersOf } from "../../../gmmviz/stage/js/math/estep.js";
import { undecided } from "../../../gmmviz/stage/js/controls/marking.js";
import { laneFrame, phaseOf } from "../../../gmmviz/stage/js/math/frames.js";
import { drawOrder } from "../../../gmmviz/stage/js/draw/points.js";
import { ownerOrder } from "../../../gmmviz/stage/js/draw/owners.js";

/** Two components of variance 1 in one column, with means -1 and 1 and equal weights. */
const lane = (inverseTemperature) => ({
  k: 2,
  constants: Float64Array.from([0, 0]),
  means: Float64Array.from([-1, 1]),
  whiteners: Float64Array.from([1, 1]),
  inverseTemperatures: Float64Array.from([inverseTemperature]),
});

test("responsibilities are the logistic function of the difference of two joints", () => {
  const found = eStep([Float64Array.from([0, 0.5])], lane(1), 0);
  assert.deepEqual([...found], [0.5, Math.fround(1 / (1 + Math.E)), 0.5, Math.fround(Math.E / (1 + Math.E))]);
});

test("an infinite inverse temperature gives each point to its most likely component, the first of equals", () => {
  assert.deepEqual([...eStep([Float64Array.from([0, 0.5])], lane(Infinity), 0)], [1, 0, 0, 1]);
});

test("an owner is the first with the largest share", () => {
  assert.deepEqual([...ownersOf(Float32Array.from([0.5, 0.2, 0.5, 0.8]), 2)], [0, 1]);
});

test("a whole share is its component's colour, and a scale ends in both", () => {
  assert.deepEqual([...blend(Float32Array.from([1, 0, 0, 1]), ["#3a47c2", "#cb6a15"])], [0x3a, 0x47, 0xc2, 0xcb, 0x6a, 0x15]);
  const scale = colourScale("#ffffff", "#3a47c2", 4);
  assert.deepEqual([...scale.subarray(0, 3), ...scale.subarray(12)], [255, 255, 255, 0x3a, 0x47, 0xc2]);
});

test("colours by label are one a label, and grey is for all alike", () => {
  assert.deepEqual([...labelColours(Int32Array.from([1, -1]), (label) => (label < 0 ? "#000001" : "#020304"))], [2, 3, 4, 0, 0, 1]);
  assert.deepEqual([...uniformColours(2, "#0a0b0c")], [10, 11, 12, 10, 11, 12]);
});

test("rows go by owner, from certain to shared", () => {
  assert.deepEqual([...ownerOrder(Float32Array.from([0.1, 0.6, 0.8, 0.9, 0.4, 0.2]), 2)], [2, 1, 0]);
});

test("every point is drawn once", () => {
  assert.deepEqual([...drawOrder(8, 5)], [0, 5, 2, 7, 4, 1, 6, 3]);
});

test("frames alternate, and each lane stays at its own end or goes at its own pace", () => {
  assert.deepEqual([0, 1, 2].map(phaseOf), ["start", "E", "M"]);
  const run = { lastFrame: 20 };
  assert.equal(laneFrame(run, { lastFrame: 10 }, 15, "together"), 10);
  assert.equal(laneFrame(run, { lastFrame: 10 }, 15, "own"), 8);
});

test("a point is placed by the mixture's own shares, whatever the temperature of the run", () => {
  const columns = [Float64Array.from([-3, -0.5, 0.1, 0.5, 3])];
  for (const temperature of [1, 0.1, Infinity]) {
    assert.deepEqual(undecided(columns, lane(temperature), 0, 0.8), [false, true, true, true, false]);
    assert.deepEqual(undecided(columns, lane(temperature), 0, 0.6), [false, false, true, false, false]);
  }
});
