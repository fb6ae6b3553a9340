import assert from "node:assert/strict";
import { test } from "node:test";

import { percent, shortNumber, signed, written } from "../../../gmmviz/stage/js/words/numbers.js";
import { assignSentence, nextText, positionText, updateSentence } from "../../../gmmviz/stage/js/words/sentences.js";

test("numbers have a true minus and thin thousands", () => {
  assert.equal(written(-1130.264), "\u22121\u202f130.26");
  assert.equal(written(1843, 0), "1\u202f843");
  assert.equal(written(-0.001), "0.00");
  assert.equal(signed(12.41), "+12.41");
  assert.equal(percent(0.357), "36\u202f%");
  assert.equal(shortNumber(-1234567.25), "\u22121\u202f234\u202f570");
});

test("the first Assign counts the points that nobody owns to nine tenths", () => {
  const responsibilities = Float32Array.from([0.95, 0.6, 0.05, 0.05, 0.4, 0.95]); // three points, two components
  assert.equal(
    assignSentence(null, responsibilities, 2, { total: 3, sureShare: 0.9 }),
    "Assign: each of 3 points got its shares; 1 of them is undecided (no share reaches 90\u202f%).",
  );
});

test("an Assign that shares no point says so", () => {
  assert.equal(assignSentence(null, Float32Array.from([1, 0, 0, 1]), 2, { total: 2, sureShare: 0.9 }), "Assign: each of 2 points went to one component as a whole.");
});

test("a later Assign counts the changes of owner, or else how far shares moved", () => {
  const before = Float32Array.from([0.9, 0.6, 0.1, 0.4]);
  assert.equal(assignSentence(before, Float32Array.from([0.9, 0.4, 0.1, 0.6]), 2, { total: 5, sureShare: 0.9 }), "Assign: 1 of 2 points shown changed owner.");
  assert.equal(assignSentence(before, Float32Array.from([0.9, 0.55, 0.1, 0.45]), 2, { total: 2, sureShare: 0.9 }), "Assign: no point changed owner; shares moved by up to 5.0\u202f%.");
  assert.equal(assignSentence(before, before, 2, { total: 2, sureShare: 0.9 }), "Assign: no point changed owner; shares moved by less than 0.1\u202f%.");
});

test("an Update names the component that moved most, in sd of the columns", () => {
  const scene = { x: [null, null], deviations: [2, 10] };
  const lane = {
    k: 2,
    means: Float64Array.from([0, 0, 1, 1, 1, 0, 1, 31]),
    weights: Float64Array.from([0.5, 0.5, 0.4, 0.6]),
    logLikelihood: Float64Array.from([-20, -7.59]),
  };
  assert.equal(updateSentence(scene, lane, 1), "Update: component 2 moved 3.0 sd and now holds 60\u202f%. Log-likelihood +12.41.");
});

test("a frame says its iteration and half-step, and what comes next", () => {
  assert.equal(positionText(0, 9), "start, 4 iterations to come");
  assert.equal(positionText(3, 9), "iteration 2 of 4, after Assign");
  assert.equal(positionText(4, 9), "iteration 2 of 4, after Update");
  assert.equal(positionText(9, 9), "end, after 4 iterations");
  assert.deepEqual([0, 1, 8, 9].map((frame) => nextText(frame, 9)), [
    "Next: Assign (E) \u2192", "Next: Update (M) \u2192", "Next: last Assign (E) \u2192", "End of the run",
  ]);
});
