import assert from "node:assert/strict";
import { test } from "node:test";

test("P shows presenter mode at once and tells what is wanted, so that a second press undoes the first", async () => {
  const classes = new Set();
  let hear;
  globalThis.window = { location: { pathname: "/", search: "" }, history: { replaceState() {} } };
  globalThis.document = {
    documentElement: { classList: { toggle: (name, on) => (on ? classes.add(name) : classes.delete(name)) } },
    addEventListener: (_, heard) => { hear = heard; },
    querySelector: () => null,
  };
  globalThis.getComputedStyle = () => ({ getPropertyValue: () => "" });
  globalThis.Element = class {};
  const { default: address } = await import("../../../gmmviz/ui/frame/address.js");
  const told = [];
  const data = [JSON.stringify({ query: "scene=slow", names: [], longest: 100, view: {}, present: false })];
  address({ parentElement: {}, data, setTriggerValue: (_, act) => told.push(act) });
  const target = { closest: () => null, matches: () => false };
  const press = () => hear({ key: "p", target, composedPath: () => [target], preventDefault() {}, stopImmediatePropagation() {} });
  press();
  assert.deepEqual([...classes], ["gmm-presenting", "gmm-presenting-page"]);
  press();
  assert.deepEqual([...classes], []);
  assert.deepEqual(told, ["present", "leave"]);
  for (const name of ["window", "document", "getComputedStyle", "Element"]) delete globalThis[name];
});
