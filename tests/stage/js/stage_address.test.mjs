import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { addressHolds, ownAddress, viewOf, writeAddress } from "../../../gmmviz/stage/js/page/stage_address.js";

const NAMES = ["frame", "color", "trails"];
const link = (query) => ({ query, names: NAMES, longest: 200 });
let written;

beforeEach(() => {
  written = [];
  const note = (how) => (_, __, address) => {
    written.push([how, address]);
    globalThis.window.location.search = address.slice(address.indexOf("?"));
  };
  globalThis.window = {
    location: { pathname: "/gmm/", search: "?v=1&k=2&frame=4" },
    history: { state: null, pushState: note("push"), replaceState: note("replace") },
  };
});

test("a view is what differs from the defaults, with the frame where there is one", () => {
  const defaults = { color: "blend", trails: true };
  assert.deepEqual(viewOf({ color: "hard", trails: true }, defaults, 3), { frame: 3, color: "hard" });
  assert.deepEqual(viewOf(defaults, defaults), {});
});

test("a frame replaces the entry, a decision pushes one, and both keep the path of the page", () => {
  writeAddress(link("v=1&k=2"), { frame: 5 });
  writeAddress(link("v=1&k=2"), { frame: 6, trails: false });
  writeAddress(link("v=1&k=3"), { frame: 0 });
  assert.deepEqual(written, [
    ["replace", "/gmm/?v=1&k=2&frame=5"],
    ["replace", "/gmm/?v=1&k=2&frame=6&trails=0"],
    ["push", "/gmm/?v=1&k=3&frame=0"],
  ]);
});

test("an address that is there already is not written, nor one that is too long", () => {
  writeAddress(link("v=1&k=2"), { frame: 4 });
  writeAddress(link(`v=1&x=${"y".repeat(300)}`), {});
  assert.deepEqual(written, []);
});

test("an address holds as long as only its view differs", () => {
  assert.ok(addressHolds(link("v=1&k=2")));
  assert.ok(!addressHolds(link("v=1&k=3")));
});

test("a stage whose page was left writes nothing below the next page's path", () => {
  const left = ownAddress(link("v=1&k=2"));
  left.write({ frame: 5 });
  window.location.pathname = "/gmm/compare"; // with the query of the page that was left, until the next one writes its own
  left.update({ frame: 6 });
  left.write({ frame: 7 });
  ownAddress(link("v=1&k=2&lane=3")).write({});
  assert.deepEqual(written, [
    ["replace", "/gmm/?v=1&k=2&frame=5"],
    ["replace", "/gmm/compare?v=1&k=2&lane=3"],
  ]);
});

test("a stage says its frame while the address is its own, not when Back has led to an older one", () => {
  const stage = ownAddress(link("v=1&k=2"));
  stage.update({ frame: 6 });
  window.location.search = "?v=1&k=4&frame=1";
  stage.update({ frame: 7 });
  assert.deepEqual(written, [["replace", "/gmm/?v=1&k=2&frame=6"]]);
});
