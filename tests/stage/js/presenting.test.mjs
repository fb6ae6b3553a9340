import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { Desk } from "../../../gmmviz/ui/lessons/board/board.js";
import { endPresenting, present } from "../../../gmmviz/stage/js/page/presenting.js";
import { Screen } from "../../../gmmviz/stage/js/player/screen.js";

const classes = new Set();
const classList = {
  toggle: (name, on = !classes.has(name)) => (on ? classes.add(name) : classes.delete(name)),
  remove: (...names) => names.forEach((name) => classes.delete(name)),
};
const asked = () => classes.has("gmm-presenting");

beforeEach(() => {
  classes.clear();
  globalThis.window = {};
  globalThis.document = { documentElement: { classList }, querySelector: () => null };
});
afterEach(() => {
  delete globalThis.window;
  delete globalThis.document;
});

test("a stage that is left late does not end presenter mode of the board that stands in its place", () => {
  const [stage, board] = [Object.create(Screen.prototype), Object.create(Desk.prototype)];
  board.observer = { disconnect() {} };
  present(stage, true);
  present(board, true);
  stage.remove();
  assert.ok(asked());
  board.leave();
  assert.ok(!asked());
});

test("a board that is left late does not end it for the stage, nor does either for the address", () => {
  const board = Object.create(Desk.prototype);
  board.observer = { disconnect() {} };
  present(board, true);
  present("address", true);
  board.leave();
  assert.ok(asked());
  endPresenting("address");
  assert.ok(!asked());
});

test("who speaks last is heard, and a page of one part presents until it is left", () => {
  present("stage", true);
  present("stage", false);
  assert.ok(!asked());
  present("stage", true);
  present("board", false);
  assert.ok(!asked());
  present("stage", true);
  endPresenting("board");
  assert.ok(asked());
  endPresenting("stage");
  assert.ok(!asked());
});
