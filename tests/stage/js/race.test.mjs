import assert from "node:assert/strict";
import { test } from "node:test";

import { Curve } from "../../../gmmviz/stage/js/draw/curve.js";
import { setRing } from "../../../gmmviz/stage/js/draw/dom.js";
import { Means } from "../../../gmmviz/stage/js/draw/means.js";
import { LaneView } from "../../../gmmviz/stage/js/player/lane.js";
import { Race } from "../../../gmmviz/stage/js/player/race.js";
import { Screen } from "../../../gmmviz/stage/js/player/screen.js";

/** An element as far as these parts ask for one. */
class Node {
  constructor(tag) {
    Object.assign(this, { tag, attributes: {}, children: [], heard: {}, style: { setProperty(name, value) { this[name] = value; } }, textContent: "" });
    const classes = new Set();
    this.classList = { toggle: (name, on) => (on ? classes.add(name) : classes.delete(name)), add: (name) => classes.add(name), contains: (name) => classes.has(name) };
  }
  setAttribute(name, value) { this.attributes[name] = value; if (name === "hidden") this.hidden = true; }
  addEventListener(name, hear) { this.heard[name] = hear; }
  append(...nodes) { this.children.push(...nodes); }
  prepend(...nodes) { this.children.unshift(...nodes); }
  replaceChildren(...nodes) { this.children = nodes; }
  get text() { return this.children.map((child) => (typeof child === "string" ? child : child.text)).join(""); }
}
globalThis.document = { createElement: (tag) => new Node(tag), createElementNS: (_, tag) => new Node(tag) };

const AXES = { meta: { axes: ["eruptions", "waiting"] } };
const LINES = [{ visible: true, line: { dash: "solid", width: 2 } }, { visible: true, line: { dash: "4px,2px", width: 2 } }];

/** A race of so many lanes of four frames, at a frame, in a window. */
function race(count, frame, { width = 1280, height = 600 } = {}) {
  Object.assign(globalThis, { innerWidth: width, innerHeight: height });
  const scene = {
    heads: ["Lane", "In words"], remarks: [], opening: "", conclusion: "", leader: null, lastFrame: 4,
    figures: { light: { scatter: { layout: AXES }, curve: { data: Array.from({ length: count }, (_, i) => LINES[i % 2]) } } },
  };
  const lanes = scene.lanes = Array.from({ length: count }, (_, i) => ({ name: `lane ${i}`, tools: [], facts: [String(i + 1), "best"], result: "settled", sound: true, lastFrame: i ? 4 : 2, logLikelihood: [-9, -5, -4] }));
  const views = lanes.map((lane) => ({ lane, frame: Math.min(frame, lane.lastFrame), target: { state: 0 }, host: new Node("section"), scatter: { shareAxis(shares) { this.shares = shares; } } }));
  const curve = { emphasise(lane) { this.lane = lane; } };
  return { made: new Race({ root: new Node("div"), scene, state: { frame, look: {} }, lanes: views, curve, transport: {} }, { act() {} }), views, curve };
}

test("the table of a race is hidden until every lane has ended", () => {
  for (const [frame, hidden] of [[0, true], [2, true], [4, false]]) {
    const { made } = race(2, frame);
    made.show();
    assert.equal(made.panel.hidden, hidden);
    made.scene.heads = []; // as in a lesson: there is no table to lead to
    made.tableButton = {};
    made.show();
    assert.ok(made.panel.hidden && made.tableButton.hidden);
  }
});

test("a failed lane leads while it climbs, and the end's number is that of the best", () => {
  const at = (frame, changes = {}) => {
    const { made } = race(3, frame);
    [[-194], [-192], [-191]].forEach((levels, index) => { made.views[index].lane.logLikelihood = levels; });
    made.views[2].lane.sound = made.views[1].lane.sound = false;
    Object.assign(made.views[2].lane, { lastFrame: 3 });
    made.views[2].frame = Math.min(frame, 3);
    Object.assign(made.scene, { leader: 0, ...changes });
    return made;
  };
  assert.equal(at(2).highest(), -191);
  assert.equal(at(3).highest(), -192); // the third lane has failed
  assert.match(at(3, { lastFrame: 4 }).sentence(), /lane 2 is highest/);
  assert.equal(at(4).highest(), -194);
  const failed = at(4, { leader: null });
  failed.views[0].lane.sound = false;
  assert.equal(failed.highest(), -191); // nothing else
});

test("axes of a race are named once, and the first picture of a row alone has numbers", () => {
  const shares = (...asked) => race(...asked).views.map(({ scatter }) => scatter.shares);
  assert.equal(race(2, 0).made.axes.text, "Pictures: \u2192 eruptions\u2191 waiting");
  assert.deepEqual(shares(3, 0), [false, true, true]);
  assert.deepEqual(shares(6, 0, { height: 1080 }), [false, true, true, false, true, true]);
  assert.deepEqual(shares(2, 0, { width: 390 }), [false, false]); // one below the other
});

test("a lane that is pointed at is bold, its row too, and the others faint", () => {
  const { views, curve, made } = race(2, 0);
  views[1].host.heard.pointerenter();
  assert.equal(curve.lane, 1);
  assert.deepEqual(made.trs.map((row) => row.classList.contains("gmm-emphasised")), [false, true]);
  const drawn = (lane) => LINES.map((line, i) => Curve.prototype.effectiveLook.call({ lane }, line, i)).map(({ opacity, line }) => [opacity, line.width]);
  const [faint, bold] = drawn(1);
  assert.ok(faint[0] < 0.5 && faint[1] === 2 && bold[0] === 1 && bold[1] > 3);
  views[1].host.heard.pointerleave();
  assert.equal(curve.lane, null);
  assert.deepEqual(drawn(null), [[1, 2], [1, 2]]);
});

test("a curve says why it may fall, annealed and hard, and a run of EM says nothing", () => {
  const note = (...powers) => {
    const scene = { lanes: [{ kmeans: false, inverseTemperatures: Float64Array.from(powers) }], figures: { light: { curve: { data: LINES.slice(0, 1) } } } };
    const screen = Object.assign(Object.create(Screen.prototype), { scene, curve: { host: new Node("div") }, total: new Node("span") });
    const [header] = screen.curvePanel().children;
    return header.children.filter(({ attributes }) => attributes?.class === "gmm-falls").map((node) => node.text);
  };
  assert.deepEqual(note(0.2, 0.6, 1), ["falls while annealing blurs the shares"]);
  assert.deepEqual(note(Infinity, Infinity), ["hard EM may lower it"]);
  assert.deepEqual(note(1, 1), []);
});

const THEME = { colours: ["#000001", "#000002", "#000001"], border: "#000003" };
const STYLE = { marks: ["circle", "square", "diamond"], dashes: ["solid", "dot", "dash"], meanRadius: 10, meanWidth: 2, meanFont: 12, trailWidth: 1, trailFades: [1], edge: { inset: 10 }, discs: { secondRing: 4.5, secondWidth: 1.5, same: 8, gap: 3, numberRoom: 5 } };

test("a tone that comes again has a second ring: at the mean and at its number", () => {
  const means = new Means({ style: STYLE }, 3);
  const mixture = [[10, 10], [50, 50], [90, 20]].map((mean) => ({ mean }));
  means.draw({ mixture, trail: [], theme: THEME, box: { width: 100, height: 100 }, toX: (x) => x, toY: (y) => y, fadeOf: () => 1 });
  assert.deepEqual(means.marks.map(({ second }) => second.attributes.stroke), ["none", "none", "#000001"]);
  assert.ok(means.marks[2].second.attributes.r > means.marks[2].disc.attributes.r);
  const ring = (again) => {
    const node = new Node("b");
    setRing(node, { colour: "#000001", again });
    return node.style.boxShadow;
  };
  assert.equal(ring(false), "none");
  assert.match(ring(true), /#000001$/);
});

test("blended dots wear their owners' marks where a tone is another component's as well, and there only", () => {
  const owned = [[0.1, 0.2, 0.7], [0.8, 0.1, 0.1], [0.1, 0.8, 0.1]]; // of three rows
  const marks = (k, color) => {
    const shares = Float64Array.from(Array.from({ length: 3 }, (_, j) => owned.map((row) => row[j])).slice(0, k).flat());
    const found = LaneView.prototype.marksOf.call({ look: { color }, theme: THEME, lane: { k }, scene: {} }, shares);
    return found && Array.from(found);
  };
  assert.equal(marks(2, "blend"), null);
  assert.deepEqual(marks(3, "blend"), [2, 0, 0]); // the second tone is its own alone
  assert.deepEqual(marks(3, "hard"), [2, 0, 1]);
});

test("where only one lane has a likelihood none is the highest, and an end without a conclusion tells how each ended", () => {
  const { made } = race(2, 2);
  made.scene.figures.light.curve.data[0] = { ...LINES[0], visible: false }; // k-means
  made.views[0].frame = 1;
  assert.equal(made.sentence(), "Iteration 1: none has ended.");
  const { made: ended, views } = race(2, 4);
  views.forEach(({ lane }, i) => { lane.verdict = { sentence: `Settled after ${i + 1} iterations.` }; });
  assert.equal(ended.sentence(), "lane 0: Settled after 1 iterations. lane 1: Settled after 2 iterations.");
});
