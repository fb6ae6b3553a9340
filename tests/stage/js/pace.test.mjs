import assert from "node:assert/strict";
import { test } from "node:test";

import { playStops } from "../../../gmmviz/stage/js/math/pace.js";

const KINDS = {
  fading: (t) => 0.9 ** t,
  even: () => 1,
  nothing: () => 0,
  "one jump": (t) => (t === 200 ? 1 : 0),
};

for (const [kind, change] of Object.entries(KINDS)) {
  test(`from every frame a play of ${kind} changes ends on the last frame within 25 seconds`, () => {
    for (const iterations of [1, 2, 5, 6, 7, 29, 30, 31, 75, 100, 451, 1000]) {
      const changes = Float64Array.from({ length: iterations + 1 }, (_, t) => change(t));
      const last = 2 * iterations + 1;
      for (let frame = 0; frame < last; frame += 1) {
        const stops = playStops(frame, last, changes);
        const where = `${iterations} iterations, from frame ${frame}`;
        assert.equal(stops.at(-1).frame, last, where);
        assert.ok(stops.every((stop, i) => Number.isInteger(stop.frame) && stop.frame > (i ? stops[i - 1].frame : frame)), where);
        assert.ok(stops.reduce((sum, stop) => sum + stop.seconds, 0) <= 25, where);
        assert.ok(frame >= 12 || stops[0].frame === frame + 1, where);
        assert.ok(kind !== "even" || frame + 10 > last || stops.length > 3, where);
      }
    }
  });
}

test("a play takes its time where much is to be seen", () => {
  // of 400 iterations, the changes are in the last hundred: that is where the stops are
  const changes = Float64Array.from({ length: 401 }, (_, t) => (t > 300 ? 1 : 0));
  const frames = playStops(0, 801, changes).map(({ frame }) => frame);
  const late = frames.slice(36, -1); // after twelve half-steps and twenty-four iterations
  assert.ok(late.filter((frame) => frame > 600).length > 0.9 * late.length);
  const dense = late.filter((frame) => frame > 610);
  const strides = dense.slice(1).map((frame, i) => frame - dense[i]);
  assert.ok(Math.max(...strides) - Math.min(...strides) <= 2);
});
