import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Transport } from "../../../gmmviz/stage/js/controls/transport.js";
import { Motion } from "../../../gmmviz/stage/js/player/motion.js";
import { Playback } from "../../../gmmviz/stage/js/player/playback.js";
import { Player } from "../../../gmmviz/stage/js/player/player.js";
import { PlayerState } from "../../../gmmviz/stage/js/player/state.js";

const SCENE = { lastFrame: 9, look: { defaults: { color: "blend", trails: true } } };

test("a state stays within the run and remembers the furthest frame", () => {
  const state = new PlayerState(SCENE, { frame: 40 });
  assert.equal(state.frame, 9);
  assert.ok(state.atEnd);
  state.moveTo(-3);
  assert.deepEqual([state.frame, state.reached, state.atEnd], [0, 9, false]);
});

test("a run goes at the speed that is set, once unless one is", () => {
  assert.equal(new PlayerState(SCENE).speed, 1);
  assert.equal(new PlayerState(SCENE, { speed: 2 }).speed, 2);
});

test("a look is the scene's own but for what differs", () => {
  const state = new PlayerState(SCENE, { look: { trails: false } });
  assert.deepEqual(state.look, { color: "blend", trails: false });
  assert.deepEqual(state.change({ color: "hard" }), { color: "hard", trails: false });
});

test("whole iterations end after an Update, whichever way", () => {
  const state = new PlayerState(SCENE);
  const next = (frame, direction) => {
    state.moveTo(frame);
    return state.nextIteration(direction);
  };
  assert.deepEqual([next(0, 1), next(1, 1), next(2, 1), next(5, 1)], [2, 2, 4, 6]);
  assert.deepEqual([next(6, -1), next(5, -1), next(4, -1), next(1, -1)], [4, 4, 2, 0]);
});

function playing(frame) {
  const state = new PlayerState(SCENE, { frame });
  const log = [];
  const playback = new Playback(state, new Float64Array(5), {
    go: (to) => log.push(state.moveTo(to)),
    changed: () => log.push("changed"),
    ended: () => log.push("ended"),
  });
  return { state, playback, log };
}

test("a play goes to every stop, says when it begins and ends, and takes its time", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { playback, log } = playing(6);
  playback.toggle();
  assert.ok(playback.playing);
  assert.deepEqual(log, ["changed", 7]);
  mock.timers.tick(699);
  assert.deepEqual(log, ["changed", 7]);
  mock.timers.tick(1);
  mock.timers.tick(700);
  mock.timers.tick(700);
  assert.ok(!playback.playing);
  assert.deepEqual(log, ["changed", 7, 8, 9, "changed", "ended"]);
  mock.timers.reset();
});

test("a play from the end shows the whole run again; twice the speed takes half the time", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { state, playback, log } = playing(9);
  state.speed = 2;
  playback.toggle();
  assert.deepEqual(log, [0, "changed", 1]);
  mock.timers.tick(350);
  assert.deepEqual(log, [0, "changed", 1, 2]);
  playback.toggle();
  mock.timers.tick(10_000);
  assert.deepEqual(log, [0, "changed", 1, 2, "changed", "ended"]);
  mock.timers.reset();
});

test("a pause says nothing: what comes next does", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { playback, log } = playing(0);
  playback.toggle();
  playback.pause();
  mock.timers.tick(10_000);
  assert.deepEqual(log, ["changed", 1]);
  mock.timers.reset();
});

/** Motion of one lane, and what it had done: where the lane went in how many seconds, and whether it was shown. */
function moving(still) {
  mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.matchMedia = () => ({ matches: still });
  globalThis.document = { querySelector: () => null, documentElement: null };
  globalThis.getComputedStyle = () => ({ getPropertyValue: () => "" });
  globalThis.cancelAnimationFrame = () => {};
  const log = [];
  const lanes = [{ go: (frame, seconds) => log.push(`${frame} in ${seconds}`) && false }];
  const state = new PlayerState(SCENE);
  const motion = new Motion(state, lanes, new Float64Array(5), { shown: () => log.push("shown"), rested: () => log.push(`rested on ${state.frame}`) });
  return { motion, log };
}

test("steps take a while and jumps none, reduced motion is a cut, and a rest is told once", () => {
  const { motion, log } = moving(false);
  motion.step(1);
  motion.iteration(1);
  motion.jump(7);
  assert.deepEqual(log, ["1 in 0.45", "shown", "2 in 0.45", "shown", "7 in 0", "shown"]);
  mock.timers.tick(1000);
  assert.deepEqual(log.slice(6), ["rested on 7"]);
  mock.timers.reset();
  const { motion: cut, log: cuts } = moving(true);
  cut.step(1);
  assert.deepEqual(cuts, ["1 in 0", "shown"]);
  cut.remove();
  mock.timers.tick(1000);
  assert.equal(cuts.length, 2); // what was removed rests nowhere
  mock.timers.reset();
});

test("nobody rests while a run plays, and a step ends the play", () => {
  const { motion, log } = moving(false);
  motion.toggle();
  assert.ok(motion.playing);
  mock.timers.tick(500);
  assert.ok(!log.some((each) => each.startsWith("rested")));
  motion.step(1);
  assert.ok(!motion.playing);
  mock.timers.tick(400);
  assert.ok(log.at(-1).startsWith("rested"));
  mock.timers.reset();
});

/** A player without a page, as far as it acts, and what it did; `playing` whether it plays. */
function acting(playing) {
  const done = [];
  const parts = { motion: { playing, pause: () => done.push("pause") }, options: { onAction: (action) => done.push(action) } };
  return { player: Object.assign(Object.create(Player.prototype), parts), done };
}

test("every digit of presenter mode and another start have the next run play on, and whatever leaves this question pauses", () => {
  const keys = Object.assign(Object.create(Transport.prototype), { presenting: true });
  for (const key of ["2", "3", "4", "5", "6", "7", "8", "n", "d"]) {
    const { player, done } = acting(true);
    const [name, value] = keys.nameOf({ key }).split(" ");
    player.commands()[name](value);
    assert.ok(player.plays || key === "d", key);
    assert.deepEqual(done.filter((each) => each === "pause"), [], key);
    if (value) assert.deepEqual(done, [{ id: "k", value: Number(key) }]);
  }
  const { player, done } = acting(true);
  player.act({ id: "elsewhere" });
  assert.deepEqual(done, ["pause", { id: "elsewhere" }]);
  keys.presenting = false;
  assert.equal(keys.nameOf({ key: "4" }), undefined);
});

/** A scene of so many components of the same data, unless others are meant. */
const sceneOf = (k, { title = "Old Faithful", range = [1, 6] } = {}) => ({
  title, total: 272, chosen: ["eruptions", "waiting"], lanes: [{ k }],
  figures: { light: { scatter: { layout: { xaxis: { range }, yaxis: { range: [40, 100] } } } } },
});

test("the view goes on to another K of the same data, and of other data or another plane it does not", () => {
  const zoomed = [[2, 3], [50, 60]];
  const scatter = { first: [[1, 6], [40, 100]], zoomed: () => zoomed };
  const parts = { scene: sceneOf(2), lanes: [{ scatter, editing: { waiting: [[1, 2]] } }], predicting: { hidden: "" }, state: { speed: 2, tool: "place" } };
  const player = Object.assign(Object.create(Player.prototype), parts);
  assert.deepEqual(player.kept(sceneOf(5)), { hidden: "", speed: 2, tool: "place", places: [[1, 2]], ranges: zoomed });
  for (const other of [{ title: "Iris" }, { range: [0, 1] }]) assert.deepEqual(player.kept(sceneOf(2, other)), { hidden: "", speed: 2 });
});

test("what is told while a mean is dragged is of all rows, about where a sample of them is drawn", () => {
  const told = [];
  const parts = (total) => ({ scene: { x: [new Float64Array(100)], total }, screen: { showTotal: (...said) => told.push(said) }, curve: { preview: (value) => told.push(value) } });
  for (const total of [100, 1000]) Player.prototype.preview.call(parts(total), -50);
  assert.deepEqual(told, [[-50, false], -50, [-500, true], -500]);
});

/** What has the focus, as far as keys ask: a tag with attributes, nothing around it. */
class Focused {
  constructor(tag, attributes = {}) { Object.assign(this, { tag, attributes }); }
  has(text) {
    const [, name, value] = /^\[(\w+)(?:="(.*)")?\]$/.exec(text);
    return value === undefined ? name in this.attributes : this.attributes[name] === value;
  }
  closest(selector) {
    const matches = (one) => {
      const [not, is] = [[...one.matchAll(/:not\((.*?)\)/g)].map(([, text]) => text), one.replace(/:not\(.*?\)/g, "")];
      const [, tag, rest] = /^([\w-]*|\.[\w-]+)((?:\[.*\])*)$/.exec(is);
      return (!tag || tag === this.tag) && (!rest || this.has(rest)) && !not.some((text) => this.has(text));
    };
    return selector.split(",").some((one) => matches(one.trim())) ? this : null;
  }
}

/** What the stage does at a key, with the focus on something, reached by Tab or not. */
function pressed(key, focused, { tabbed = false, presenting = true } = {}) {
  Object.assign(globalThis, {
    Element: Focused, document: { querySelector: () => null }, getComputedStyle: () => ({ getPropertyValue: () => "" }),
  });
  const done = [];
  const actions = new Proxy({}, { get: (_, name) => (value) => done.push([name, value].filter(Boolean).join(" ")) });
  const event = { key, composedPath: () => [focused], preventDefault() { this.defaultPrevented = true; } };
  Transport.prototype.key.call(Object.assign(Object.create(Transport.prototype), { actions, tabbed, presenting }), event);
  return done.join();
}

test("letters and digits are the stage's on whatever is not written in, and a slider keeps its arrows", () => {
  const ways = { b: "blank", n: "another", f: "elsewhere", g: "ghost", q: "code", p: "present", t: "table", "?": "help", 4: "k 4" };
  const plain = [["input", { type: "range" }], ["select"], ["div", { role: "slider" }], ["input", { type: "radio" }], ["button", { role: "tab" }]];
  for (const [key, does] of Object.entries(ways)) {
    for (const focused of plain) {
      for (const tabbed of [false, true]) assert.equal(pressed(key, new Focused(...focused), { tabbed }), does, `${key} on ${focused[0]}`);
    }
    const writes = [
      ["input"], ["input", { type: "text" }], ["input", { type: "number" }], ["input", { type: "date" }], ["textarea"],
      ["input", { type: "text", role: "combobox" }], ["div", { role: "combobox" }], ["div", { role: "option" }], ["div", { role: "grid" }],
    ];
    for (const focused of writes) assert.equal(pressed(key, new Focused(...focused)), "", `${key} in ${focused}`);
  }
  for (const [tag, attributes] of plain) {
    for (const key of ["ArrowRight", "Home", "End"]) assert.equal(pressed(key, new Focused(tag, attributes)), "", `${key} on ${tag}`);
  }
  assert.equal(pressed("p", new Focused("select"), { tabbed: true, presenting: false }), ""); // it types ahead
  assert.equal(pressed("p", new Focused("select"), { presenting: false }), "present");
});
