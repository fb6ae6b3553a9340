import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { announceIn } from "../../../gmmviz/stage/js/draw/dom.js";

test("words of a live region are written once as long as they are the same", () => {
  const writings = [];
  const region = { get textContent() { return writings.at(-1) ?? ""; }, set textContent(words) { writings.push(words); } };
  for (const words of ["", "2 selected", "2 selected", "", ""]) announceIn(region, words);
  assert.deepEqual(writings, ["2 selected", ""]);
});

test("what draws at each scroll or stroke writes its live regions that way", () => {
  for (const [file, regions] of [["data/columns", ["pickedCount", "none"]], ["data/paint/paint", ["count"]], ["lessons/board/board", ["status"]]]) {
    const script = readFileSync(new URL(`../../../gmmviz/ui/${file}.js`, import.meta.url), "utf8");
    for (const region of regions) {
      assert.ok(script.includes(`announceIn(this.${region}, `), region);
      assert.ok(!script.includes(`this.${region}.textContent =`), region);
    }
  }
});
