import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { Clock, minutesText } from "../../../gmmviz/ui/lessons/clock.js";

const node = () => ({ style: {}, dataset: {}, setAttribute() {}, addEventListener() {}, append() {}, replaceChildren() {}, textContent: "" });

beforeEach(() => {
  globalThis.document = { createElement: node, createElementNS: node };
  mock.timers.enable({ apis: ["setInterval", "Date"] });
});
afterEach(() => {
  mock.timers.reset();
  delete globalThis.document;
});

test("the teacher's clock counts up beside the time of a scene, says when that is over, and begins anew", () => {
  const clock = new Clock(node());
  clock.turnTo(120);
  assert.equal(clock.shown.textContent, "0:00 of 2:00");
  clock.start();
  mock.timers.tick(61_000);
  assert.equal(clock.shown.textContent, "1:01 of 2:00");
  assert.equal(clock.over.textContent, "");
  mock.timers.tick(62_000);
  assert.equal(clock.shown.textContent, "2:03 of 2:00");
  assert.match(clock.over.textContent, /Time is up/);
  clock.stop();
  mock.timers.tick(10_000);
  assert.equal(clock.shown.textContent, "2:03 of 2:00");
  clock.start();
  assert.equal(clock.shown.textContent, "0:00 of 2:00");
  clock.stop();
});

test("seconds are written with two digits", () => {
  assert.deepEqual([0, 9.9, 60, 125].map(minutesText), ["0:00", "0:09", "1:00", "2:05"]);
});
