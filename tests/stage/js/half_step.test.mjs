import assert from "node:assert/strict";
import { test } from "node:test";

import { followed } from "../../../gmmviz/ui/explain/half_step.js";

const pinned = (point, component) => ({ point, component });

test("formulas are of the row and the component that are pinned on the stage, also of the first", () => {
  const shown = { row: 7, component: 1 };
  assert.deepEqual(followed(shown, pinned(3, null), 3), { row: 3, component: 1 });
  assert.deepEqual(followed(shown, pinned(0, null), 3), { row: 0, component: 1 });
  assert.deepEqual(followed(shown, pinned(null, 2), 3), { row: 7, component: 2 });
  assert.deepEqual(followed(shown, pinned(null, 0), 3), { row: 7, component: 0 });
});

test("what is let go stays in the formulas, and a component that a smaller run lacks gives way to its last", () => {
  assert.deepEqual(followed({ row: 7, component: 1 }, pinned(null, null), 3), { row: 7, component: 1 });
  assert.deepEqual(followed({ row: 7, component: 4 }, pinned(null, null), 3), { row: 7, component: 2 });
});
