import assert from "node:assert/strict";
import { test } from "node:test";

import { besideStar, inLines, placesOf } from "../../../gmmviz/ui/lessons/board/drawing.js";
import { areaOf } from "../../../gmmviz/ui/lessons/board/scales.js";

const LENGTHS = [[6, true], [6, true], [7, true], [21, false]];

test("names of a board stand one after the other in lines, none over another and none beyond the end of its line", () => {
  for (const to of [594, 430, 260, 120]) {
    const places = inLines(LENGTHS, [8, to], 9);
    const ends = places.map(([, at], i) => at + LENGTHS[i][0] * 9 + (LENGTHS[i][1] ? 26 : 0));
    places.forEach(([line, at], i) => {
      assert.ok(at === 8 || ends[i] <= to, `name ${i} ends within its line`);
      if (i && places[i - 1][0] === line) assert.ok(at > ends[i - 1], `name ${i} begins after the one before`);
      else assert.equal(at, 8);
    });
  }
  assert.deepEqual(inLines(LENGTHS, [8, 594], 9).map(([line]) => line), [0, 0, 0, 0]);
  assert.deepEqual(inLines([], [8, 594], 9), []);
});

test("no name of a board runs over the edge beside the name of y, and one that would stands above", () => {
  const layer = { kind: "marks" };
  let besideY = 0;
  for (const present of [false, true]) {
    for (let width = 180; width < 420; width += 1) {
      const desk = { area: { left: 40, right: width - 20, top: 60 }, given: { present, board: { y: { name: "density" } } } };
      for (const named of [[["mixture", "red", layer]], [["sum", "red", layer], ["mixture", "red", layer]]]) {
        const { places, above } = placesOf(desk, named, width);
        const ends = places.map(([at], i) => at + named[i][0].length * (present ? 9 : 7.2) + 26);
        assert.ok(ends.every((end) => end <= width), `${ends} of ${width}`);
        besideY += above === 0;
      }
    }
  }
  assert.ok(besideY > 0 && besideY < 960); // both were asked
});

test("the plot of a board leaves the room above it that its names take", () => {
  const axis = { low: 0, high: 1 };
  for (const equal of [false, true]) {
    const area = areaOf({ x: axis, y: axis, equal }, 594, 400, { above: 46 });
    assert.ok(area.top >= 28 + 46);
    assert.ok(area.bottom <= 400 - 42);
  }
});

test("the name of a star touches no ring and no other star, and keeps within the plot", () => {
  for (const [right, wide] of [[376, 18.6], [700, 21.6], [700, 27]]) {
    const area = { left: 58, right, top: 28, bottom: 290 };
    const across = (k) => area.left + ((k - 0.5) / 6) * (area.right - area.left);
    const rings = [2, 3, 5].map((k) => [across(k), 268, 18]);
    const sides = new Set();
    for (let k = 1; k <= 6; k += 1) {
      for (const other of [1, 2, 3, 4, 5, 6]) {
        const obstacles = [...rings, [across(other), 243, 13]];
        const { x, y, "text-anchor": anchor } = besideStar([across(k), 268], wide, obstacles, area);
        sides.add(`${x} ${y}`);
        const from = across(k) + x - { start: 0, middle: wide / 2, end: wide }[anchor];
        assert.ok(from >= area.left && from + wide <= area.right, `star ${k} within the plot`);
        for (const [ox, oy, r] of obstacles) {
          const nearest = [Math.min(Math.max(ox, from), from + wide), Math.min(Math.max(oy, 268 + y - 11), 268 + y)];
          assert.ok(Math.hypot(ox - nearest[0], oy - nearest[1]) >= r, `star ${k}, another at ${other}: near (${ox}, ${oy})`);
        }
      }
    }
    assert.equal(sides.size > 1, right < 400);
    assert.deepEqual(besideStar([100, 100], 20, [], area), { x: 24, y: 5, "text-anchor": "start" });
  }
});
