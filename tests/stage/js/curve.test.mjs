import assert from "node:assert/strict";
import { test } from "node:test";

import { Curve } from "../../../gmmviz/stage/js/draw/curve.js";
import { Screen } from "../../../gmmviz/stage/js/player/screen.js";

const SHAPES = [{ name: "cursor", x0: 0, x1: 0 }, { name: "now 0", xanchor: 0, yanchor: -9 }];
const SCENE = {
  lastFrame: 5,
  lanes: [{ lastFrame: 5, logLikelihood: [-9, -5, -4] }],
  figures: { light: { curve: { data: [], layout: { shapes: SHAPES } } } },
};

/** A curve without a page, whose host counts how often it is measured. */
function curve() {
  const host = { asked: 0 };
  Object.defineProperty(host, "clientWidth", { get: () => (host.asked += 1) && 300 });
  Object.defineProperty(host, "clientHeight", { get: () => 200 });
  const made = Object.assign(Object.create(Curve.prototype), { scene: SCENE, host, theme: { name: "light" }, pace: "together", previewed: null });
  made.draw = () => {};
  return made;
}

test("a frame moves the cursor and its disc, and the page is not measured for it", () => {
  const made = curve();
  const { shapes } = made.moving(4);
  assert.deepEqual([shapes[0].x0, shapes[1].xanchor, shapes[1].yanchor], [2, 2, -4]);
  made.previewed = -7;
  assert.equal(made.moving(4).shapes[1].yanchor, -7);
  assert.equal(made.host.asked, 0);
});

test("the room is measured once, and again when the curve is drawn anew", () => {
  const made = curve();
  made.size();
  assert.deepEqual(made.size(), { width: 300, height: 200 });
  assert.equal(made.host.asked, 1);
  made.redraw({ name: "light" }, 0, 0);
  made.size();
  assert.equal(made.host.asked, 2);
});

test("a curve that was measured while nothing of it was seen is measured again", () => {
  const made = curve();
  made.host = { clientWidth: 0, clientHeight: 0 };
  assert.equal(made.size().width, 0);
  made.host.clientWidth = 300;
  assert.equal(made.size().width, 300);
});

test("when a card goes, the curve below it is drawn for the room it has", () => {
  const told = [];
  const card = { hidden: true, replaceChildren() {} };
  const root = { classList: { toggle: (_, shown) => (root.isCovered = shown) } };
  const screen = Object.assign(Object.create(Screen.prototype), { card, root, on: { resized: () => told.push(root.isCovered) } });
  for (const rows of [null, ["a"], ["b"], null, null]) screen.showCard(rows);
  assert.deepEqual(told, [false]);
});

test("in a low plot with large type no number of the axis lies over another, and in a high one all are there", () => {
  const layout = { yaxis: { range: [-1131, -1130], dtick: 0.5 }, margin: { t: 40, b: 50 }, font: { size: 22 } };
  assert.equal(curve().apart(layout, 120).dtick, 1);
  assert.equal(curve().apart(layout, 300).dtick, 0.5);
  for (const [range, dtick, wanted] of [[[0, 40], 2, 50], [[0, 10], 2, 10], [[0, 0.4], 0.05, 0.5], [[0, 4000], 500, 5000], [[0, 7], 1, 10]]) {
    const made = curve().apart({ ...layout, yaxis: { range, dtick } }, 120).dtick; // 1, 2 or 5 times a power of ten
    assert.ok(Math.abs(made - wanted) < 1e-9 * wanted, `${made}, not ${wanted}`);
  }
});
