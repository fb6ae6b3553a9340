import assert from "node:assert/strict";
import { test } from "node:test";

import { isMoved, placeOf } from "../../../gmmviz/ui/stage/meeting.js";

const STAGE = { query: "k=3", signature: "a", frame: 4, state: { speed: 2 }, playing: false };

test("a stage that comes again at once with the same words has only been moved", () => {
  const left = placeOf(STAGE, performance.now());
  assert.ok(isMoved(left, "a"));
  assert.deepEqual([left.frame, left.speed, left.playing], [4, 2, false]);
});

test("another run is none that was moved, nor is one that comes again later, nor a first one", () => {
  assert.ok(!isMoved(placeOf(STAGE, performance.now()), "b"));
  assert.ok(!isMoved(placeOf(STAGE, performance.now() - 2000), "a"));
  assert.ok(!isMoved(null, "a"));
});
