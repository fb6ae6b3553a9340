import assert from "node:assert/strict";
import { test } from "node:test";

import { Resting } from "../../../gmmviz/stage/js/player/resting.js";

/** A clock that runs as a test says; what is due is done on the way. */
function clock() {
  const waiting = new Map();
  let [now, number] = [0, 0];
  return {
    performance: { now: () => now },
    setTimeout: (act, wait) => {
      waiting.set((number += 1), { act, at: now + wait });
      return number;
    },
    clearTimeout: (which) => waiting.delete(which),
    until(then) {
      for (;;) {
        const due = [...waiting].filter(([, { at }]) => at <= then).sort(([, a], [, b]) => a.at - b.at)[0];
        if (!due) break;
        waiting.delete(due[0]);
        now = due[1].at;
        due[1].act();
      }
      now = then;
    },
  };
}

/** The times at which the server is told of steps at these times, in ms. */
function told(steps, followed) {
  const [time, at] = [clock(), []];
  const resting = new Resting(() => at.push(time.performance.now()), () => followed, time);
  for (const step of steps) {
    time.until(step);
    resting.begin();
  }
  time.until(steps.at(-1) + 5000);
  return at;
}

const HELD = Array.from({ length: 60 }, (_, i) => 1000 + 33 * i); // a key that is held for two seconds

test("with nothing to follow only a rest is told", () => {
  assert.deepEqual(told([1000], false), [1300]);
  assert.deepEqual(told(HELD, false), [HELD.at(-1) + 300]);
});

test("with a drawer open the first step after a rest is told at once", () => {
  assert.deepEqual(told([1000, 1500, 2000], true), [1000, 1500, 2000]);
});

test("a key that is held tells every 300 ms, and at last the frame where it was let go", () => {
  const at = told(HELD, true);
  assert.equal(at[0], 1000);
  at.slice(1).forEach((time, i) => assert.ok(time - at[i] >= 300));
  assert.ok(at.length <= 2 + (HELD.at(-1) - 1000) / 300);
  assert.ok(at.at(-1) >= HELD.at(-1) && at.at(-1) <= HELD.at(-1) + 300);
});
