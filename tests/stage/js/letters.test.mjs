import assert from "node:assert/strict";
import { test } from "node:test";

import { innermost } from "../../../gmmviz/ui/compare/places/tones.js";

const [ACROSS, UP] = [40, 20];
const territory = Array.from({ length: ACROSS * UP }, (_, at) => (at % ACROSS < 30 ? 0 : 1));

test("a letter stands in the middle of its territory, and beside what lies there", () => {
  const [x, y] = innermost(territory, ACROSS, UP, 0);
  const beside = innermost(territory, ACROSS, UP, 0, ([i, j]) => Math.hypot(i - x, j - y) > 6);
  assert.ok(Math.hypot(beside[0] - x, beside[1] - y) > 6);
  assert.equal(territory[Math.round(beside[1]) * ACROSS + Math.round(beside[0])], 0);
});

test("a territory without room has no letter", () => {
  assert.equal(innermost(territory, ACROSS, UP, 2), null);
  assert.equal(innermost(territory, ACROSS, UP, 0, () => false), null);
});
