import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";

import changed from "../../../gmmviz/ui/charts/changed.js";
import part from "../../../gmmviz/ui/charts/part.js";

/** A window that counts which parts listen, and a root of a part that shows a paragraph. */
function page() {
  const window = new EventTarget();
  const heard = new Set();
  const { addEventListener, removeEventListener } = window;
  window.addEventListener = (name, hear) => {
    if (name === "gmmviz-changed") heard.add(hear);
    addEventListener.call(window, name, hear);
  };
  window.removeEventListener = (name, hear) => heard.delete(hear) && removeEventListener.call(window, name, hear);
  globalThis.window = window;
  return { window, heard };
}

/** A part as it is first sent, of tables without any text. */
const sent = (digest) => [{ key: "a", kind: "tables", base: [], digest, plotly: null }];
const packed = (content) => ({ data: deflateSync(JSON.stringify(content)) });

test("a part that is sent anew listens once, and not at all when it is gone", () => {
  const { heard } = page();
  const root = {};
  const parentElement = { querySelector: () => root };
  part({ data: sent("1"), parentElement });
  const gone = part({ data: sent("2"), parentElement });
  assert.equal(heard.size, 1);
  part({ data: sent("3"), parentElement });
  assert.equal(heard.size, 1);
  gone();
  assert.equal(heard.size, 0);
});

test("what cannot be unpacked keeps nothing back, and sections do not forget each other", async (t) => {
  const { window } = page();
  const told = t.mock.method(console, "error", () => {});
  changed(packed({ a: ["1", []] })); // before the first part is there to hear it
  part({ data: sent("of another one"), parentElement: { querySelector: () => ({}) } });
  changed({ data: new Uint8Array([1, 2, 3]) });
  changed(packed({ b: ["2", []] }));
  await window.gmmvizHearing;
  assert.equal(told.mock.callCount(), 1);
  assert.deepEqual(window.gmmvizChanged, { a: ["1", []], b: ["2", []] });
});
