import assert from "node:assert/strict";
import { test } from "node:test";

import showMap from "../../../gmmviz/ui/compare/places/terrain.js";
import { innermost, tones } from "../../../gmmviz/ui/compare/places/tones.js";

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

globalThis.ImageData = class {
  constructor(width, height) {
    Object.assign(this, { width, height, data: new Uint8ClampedArray(4 * width * height) });
  }
};
const THEME = { ink: "#000000", panel: "#ffffff", muted: "#777777" };
const [WIDTH, HEIGHT] = [80, 40];

/** The grey (0 to 255) of each pixel, row by row. */
function greys(owners, ends, failures = {}) {
  const image = tones({ data: { across: ACROSS, up: UP, ends, failures, theme: THEME }, owners }, [WIDTH, HEIGHT], 1);
  return Array.from({ length: WIDTH * HEIGHT }, (_, at) => image.data[4 * at]);
}

test("a territory is one flat tone, and one line of ink goes between two", () => {
  const found = greys(territory, [{ tone: 0.5 }, { tone: 0.2 }]);
  assert.deepEqual([...new Set(found)].sort((a, b) => a - b), [0, 128, 204]);
  for (let y = 0; y < HEIGHT; y += 1) {
    const row = found.slice(y * WIDTH, (y + 1) * WIDTH);
    const at = row.indexOf(0);
    assert.ok(Math.abs(at - 59) <= 1, `the line is at ${at}`);
    assert.ok(row.every((grey, x) => grey === (x < at ? 128 : x > at ? 204 : 0)));
  }
});

test("where runs fail there is hatching, another way for each reason, and nothing where none is known", () => {
  const failures = { "-2": { hatch: 1 }, "-3": { hatch: 2 }, "-4": { hatch: 3 } };
  const [plain, ...hatched] = [-1, -2, -3, -4].map((label) => greys(territory.map(() => label), [], failures));
  assert.deepEqual([...new Set(plain)], [255]);
  for (const one of hatched) assert.ok(new Set(one).size === 2 && one.filter((grey) => grey !== 255).length > 400);
  assert.equal(new Set(hatched.map(String)).size, 3);
});

/** An element as far as the map asks for one; the canvas's brush writes down what it draws in `drawn`. */
function onAPage(drawn) {
  const brush = new Proxy({}, {
    get: (target, name) => (["fillText", "arc", "putImageData"].includes(name) ? (...given) => drawn.push([name, given]) : target[name] ?? (() => {})),
    set: (target, name, value) => Reflect.set(target, name, value),
  });
  const make = () => ({
    style: {}, dataset: {}, classList: { add() {}, remove() {}, toggle() {} }, clientWidth: 300, clientHeight: 200,
    setAttribute() {}, addEventListener() {}, append() {}, replaceChildren() {}, querySelector: make, getContext: () => brush,
  });
  const document = { createElement: make, createElementNS: make, addEventListener() {}, createTextNode: () => ({}) };
  Object.assign(globalThis, { document, window: globalThis, getComputedStyle: () => ({}), ResizeObserver: class { observe() {} } });
  return make();
}

test("over the tones lie the data, over these the letters, and the numbered means on top", () => {
  const drawn = [];
  const root = onAPage(drawn);
  const owners = btoa(String.fromCharCode(...territory));
  const data = {
    across: ACROSS, up: UP, low: [0, 0], high: [10, 10], owners, steps: btoa("\0".repeat(2 * territory.length)), scale: 1, theme: THEME, failures: {},
    ends: [{ letter: "A", tone: 0.5 }, { letter: "C", tone: 0.2 }], dots: [[1, 1], [2, 2]], means: [{ number: 7, place: [5, 5], colour: "#ff0000" }],
    columns: ["x", "y"], titles: ["x", "y"], logged: [false, false], moved: 1, reading: "", takesMore: true, chosen: null,
  };
  showMap({ data: [JSON.stringify(data)], parentElement: { querySelector: () => root }, setTriggerValue() {} });
  const kinds = drawn.map(([name, [text, , radius]]) => (name === "fillText" ? text : name === "arc" ? (radius > 5 ? "disc" : "dot") : "tones"));
  assert.equal(kinds[0], "tones");
  assert.deepEqual(kinds.slice(kinds.indexOf("dot")), ["dot", "dot", "A", "C", "disc", "7"]);
});
