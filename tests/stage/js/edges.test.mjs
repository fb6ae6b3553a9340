import assert from "node:assert/strict";
import { test } from "node:test";

import { edgePlace, spreadAtEdge } from "../../../gmmviz/stage/js/math/edges.js";

const SIZE = [400, 200];
const [INSET, GAP] = [20, 25];
const shown = (places) => places.map((place) => edgePlace(place, SIZE, INSET).shown);
const spread = (places) => spreadAtEdge(shown(places), SIZE, INSET, GAP);
const isOnEdge = ([x, y]) => [INSET, SIZE[0] - INSET].some((at) => Math.abs(x - at) < 1e-9) || [INSET, SIZE[1] - INSET].some((at) => Math.abs(y - at) < 1e-9);

function nearest(places) {
  const distances = places.flatMap(([x, y], i) => places.slice(i + 1).map(([u, v]) => Math.hypot(x - u, y - v)));
  return Math.min(...distances);
}

test("means outside a plot are spread along its edge, nearest to where they are", () => {
  assert.deepEqual(spread([[-50, 100], [-90, 110]]), [[INSET, 92.5], [INSET, 117.5]]);
  assert.deepEqual(spread([[100, 400], [300, 500]]), [[100, 180], [300, 180]]); // far enough apart
  assert.deepEqual(spread([[-50, 100]]), [[INSET, 100]]);
});

test("they stay on the edge and apart round corners, however many lie in one direction", () => {
  for (const corner of [[-50, -50], [500, -50], [500, 300], [-50, 300]]) {
    const many = Array.from({ length: 7 }, (_, index) => corner.map((at) => at + index));
    const places = spread(many);
    assert.ok(places.every(isOnEdge), String(places));
    assert.ok(nearest(places) >= GAP - 1e-6, String(places));
  }
});

test("no two overlap round a corner, wherever along it they lie", () => {
  for (let at = 0; at < 60; at += 1) {
    const places = spread([[-50, 170 - at], [-50, 300], [at, 300], [30 + at, 260]]);
    assert.ok(places.every(isOnEdge));
    assert.ok(nearest(places) >= GAP - 1e-6, `${at}: ${places}`);
  }
});

test("more than the edge has room for share it", () => {
  const places = spread(Array.from({ length: 60 }, (_, index) => [-10 - index, 100]));
  assert.ok(places.every(isOnEdge));
  assert.ok(nearest(places) > 5);
});
