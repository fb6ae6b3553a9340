import assert from "node:assert/strict";
import { test } from "node:test";

import { inTheme } from "../../../gmmviz/ui/lessons/board/board.js";

const COLOURS = { light: { ink: "#111", page: "#fff" }, dark: { ink: "#eee", page: "#000" } };

test("a board has the colours of the theme that the page has now, whatever it was drawn in before", () => {
  const before = [globalThis.document, globalThis.getComputedStyle];
  let background = "rgb(252, 252, 250)";
  const probe = { append() {}, remove() {}, setAttribute() {}, addEventListener() {} };
  globalThis.document = { createElement: () => probe, createElementNS: () => probe };
  globalThis.getComputedStyle = () => ({ color: background, getPropertyValue: () => background });
  const root = { append() {} };
  const given = { scene: "slow", colours: COLOURS };
  const shown = () => {
    const { scene, colours: { ink, page } } = inTheme(root, given);
    return [scene, ink, page];
  };
  assert.deepEqual(shown(), ["slow", "#111", "#fff"]);
  background = "rgb(20, 22, 28)";
  assert.deepEqual(shown(), ["slow", "#eee", "#000"]);
  [globalThis.document, globalThis.getComputedStyle] = before;
});
