import assert from "node:assert/strict";
import { test } from "node:test";

import { Player } from "../../../gmmviz/stage/js/player/player.js";

/** A player without a page: what `mount` asks of it, each lane mounted when `wait` has resolved; `done` is what it did. */
function bare(wait) {
  const done = [];
  const lane = (number) => ({ scatter: { setLook: () => {}, remove: () => {}, host: null }, mount: () => wait(number).then(() => done.push(`lane ${number}`)) });
  const root = { dataset: {}, style: { setProperty: () => {} }, append: () => {} };
  const parts = {
    root,
    scene: { themes: { light: {}, dark: {} } },
    screen: { present: () => {}, remove: () => {} },
    curve: { mount: async () => done.push("curve"), remove: () => {} },
    lanes: [lane(0), lane(1)],
    motion: { remove: () => {} },
    transport: { remove: () => {} },
    toolbar: { remove: () => {}, use: () => done.push("tool") },
    show: () => done.push("shown"),
    state: { look: {}, tool: "look", frame: 0 },
  };
  return { player: Object.assign(Object.create(Player.prototype), parts), root, done };
}

function onAPage() {
  globalThis.getComputedStyle = () => ({ getPropertyValue: () => "", color: "rgb(0, 0, 0)" });
  globalThis.matchMedia = () => ({ matches: false });
  globalThis.cancelAnimationFrame = () => {};
  globalThis.ResizeObserver = class {
    observe() {}
    disconnect() {}
  };
  globalThis.document = { createElement: () => ({ setAttribute: () => {}, append: () => {}, remove: () => {} }), removeEventListener: () => {} };
}

test("a player that is replaced while it mounts does not go on", async () => {
  onAPage();
  const { player, root, done } = bare(async (number) => number === 0 && player.remove());
  await player.mount();
  assert.deepEqual(done, ["curve", "lane 0"]);
  assert.equal(root.dataset.state, undefined);
  assert.ok(!player.mounted);
});

test("a player that stays mounts to the end", async () => {
  onAPage();
  const { player, root, done } = bare(async () => {});
  await player.mount();
  assert.deepEqual(done, ["curve", "lane 0", "lane 1", "tool", "shown"]);
  assert.equal(root.dataset.state, "ready");
});
