import assert from "node:assert/strict";
import { test } from "node:test";

import { between } from "../../../gmmviz/ui/lessons/board/brush.js";

test("a quick stroke is as dense as a slow one", () => {
  const places = between([0, 0], [300, 400]);
  assert.deepEqual(places.at(-1), [300, 400]);
  const all = [[0, 0], ...places];
  for (let at = 1; at < all.length; at += 1) {
    assert.ok(Math.hypot(all[at][0] - all[at - 1][0], all[at][1] - all[at - 1][1]) <= 8 + 1e-9);
  }
  assert.deepEqual(between([5, 5], [5, 5]), [[5, 5]]);
});
