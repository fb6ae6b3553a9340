// Several lanes: a name and tools above each, words below, one shared axis, one curve, a table once all have ended.

import { element } from "../draw/dom.js";
import { iterationOf, mixtureStateOf } from "../math/frames.js";
import { hasLine } from "../scene/lane_lines.js";
import { written } from "../words/numbers.js";

const PHONE_WIDTH = 640; // px; up to here lanes are swiped, as stage.css has it
const MAX_LANES_IN_A_ROW = 4; // lanes; more of them stand in two rows of three, where these are high enough
const MIN_HEIGHT_OF_TWO_ROWS = 900; // px of height

export class Race {
  /** `parts`: root, scene, state, lanes, transport; `on`: act(action), setLook(change). */
  constructor({ root, scene, state, lanes, curve, transport }, on) {
    this.root = root;
    this.scene = scene;
    this.curve = curve;
    this.state = state;
    this.views = lanes;
    this.transport = transport;
    this.on = on;
    this.results = lanes.map((view, index) => this.frameLane(view, index));
    this.body = element("tbody");
    this.trs = [];
    this.rows = lanes.map(({ lane }, index) => this.makeRow(lane, index));
    const { heads, remarks } = scene;
    this.panel = element("section", { class: "gmm-standings", "aria-label": "The lanes", hidden: true },
      element("table", {}, element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))), this.body));
    root.classList.add("gmm-several");
    root.classList.toggle("gmm-remarked", remarks.length > 0);
    this.remark = remarks.length ? element("p", { class: "gmm-remark" }, remarks.join(" ")) : null;
    this.axes = element("span", { class: "gmm-axes" }, ...axisNames(scene));
    this.curve.onLane = (lane) => this.emphasise(lane);
    this.fit();
  }

  /** Lays pictures out in rows, of which the first shows the axis of all; returns whether that has changed. */
  fit() {
    const count = this.views.length;
    const two = count > MAX_LANES_IN_A_ROW && innerHeight >= MIN_HEIGHT_OF_TWO_ROWS;
    const columns = innerWidth <= PHONE_WIDTH ? 1 : two ? Math.ceil(count / 2) : count;
    if (columns === this.columns) return false;
    this.columns = columns;
    this.root.style.setProperty("--gmm-others", columns - 1);
    this.root.classList.toggle("gmm-two-rows", two);
    this.views.forEach((view, index) => view.scatter.shareAxis(index % columns > 0));
    return true;
  }

  /** The pictures give way to words that take more than two lines, so that all of them are in the window. */
  makeRoomFor(words) {
    this.observer = new ResizeObserver(() => {
      const two = 2 * parseFloat(getComputedStyle(words.firstChild).lineHeight);
      this.root.style.setProperty("--gmm-longer", `${Math.max(0, Math.round(words.offsetHeight - two))}px`);
    });
    this.observer.observe(words);
  }

  remove() {
    this.observer?.disconnect();
  }

  /** Shows one lane's curve at full strength, or all (null). */
  emphasise(lane) {
    this.curve.emphasise(lane);
    this.views.forEach((view, index) => view.host.classList.toggle("gmm-emphasised", index === lane));
    this.trs.forEach((row, index) => row.classList.toggle("gmm-emphasised", index === lane));
  }

  /** What emphasises a lane while a pointer or the focus is on it. */
  emphasising(index) {
    const [on, off] = [() => this.emphasise(index), () => this.emphasise(null)];
    return { onpointerenter: on, onpointerleave: off, onfocusin: on, onfocusout: off };
  }

  /** A lane's number, name and tools above its scatter; returns the line below it. */
  frameLane(view, index) {
    const { lane } = view;
    const open = element("button", { type: "button", class: "gmm-lane-name", title: this.on.acts && `Open lane ${index + 1} in Watch, where it turns away from the best`,
      onclick: () => this.on.act({ id: "open", lane: index, frame: this.state.frame }) }, element("b", {}, String(index + 1)), hasLine(this.scene, index) ? dashSample(this.scene, index) : null, element("span", {}, lane.name));
    const tools = lane.tools.map(([id, label, meaning]) => element("button", { type: "button", class: "gmm-lane-tool", title: meaning,
      "aria-label": `${meaning} ${index + 1}`, onclick: () => this.on.act({ id, lane: index }) }, label));
    view.host.prepend(element("header", { class: "gmm-lane-head" }, open, element("span", { class: "gmm-lane-tools" }, ...tools)));
    view.host.setAttribute("aria-label", `Lane ${index + 1}: ${lane.name}`);
    for (const [name, heard] of Object.entries(this.emphasising(index))) view.host.addEventListener(name.slice(2), heard);
    const result = element("p", { class: "gmm-lane-result" });
    view.host.append(result);
    return result;
  }

  makeRow(lane, index) {
    const { heads } = this.scene;
    const cells = lane.facts.map((_, at) => element("td", { "data-head": heads[at] }));
    const row = element("tr", { tabindex: 0, title: this.on.acts && "Open in Watch, where it turns away from the best",
      onclick: () => this.on.act({ id: "open", lane: index, frame: this.state.frame }),
      onkeydown: (event) => event.key === "Enter" && this.on.act({ id: "open", lane: index, frame: this.state.frame }), ...this.emphasising(index) }, ...cells);
    this.body.append(row);
    this.trs.push(row);
    return cells;
  }

  /** What a single run has in its bar: here it is beside the transport. */
  addControls(menu) {
    const choice = (value, label) => element("option", { value, selected: this.state.look.pace === value }, label);
    const pace = element("select", { class: "gmm-speed gmm-pace", "aria-label": "Pace", onchange: () => this.on.setLook({ pace: pace.value }) },
      choice("together", "in lock-step"), choice("own", "each to its own end"));
    this.tableButton = element("button", { type: "button", class: "gmm-button gmm-to-table", title: "The table of the lanes; again: the pictures (T)", hidden: true, onclick: () => this.showTable() }, "Table");
    this.transport.host.append(this.tableButton, pace, menu.host);
  }

  logLikelihoods() {
    return this.views.map(({ lane, target }) => lane.logLikelihood[target.state]);
  }

  /** The highest of the lanes that have a line; once all have ended, that of the best. */
  highest() {
    const { leader } = this.scene;
    const known = leader !== null && hasLine(this.scene, leader) && this.views.every((view) => this.ended(view));
    return known ? this.logLikelihoods()[leader] : Math.max(...this.drawnLogLikelihoods());
  }

  /** The log-likelihoods of the lanes that have a line; a failed end or an accident counts only where there is nothing else. */
  drawnLogLikelihoods() {
    const drawn = this.logLikelihoods().map((logLikelihood, index) => (hasLine(this.scene, index) ? logLikelihood : -Infinity));
    const counting = drawn.map((logLikelihood, index) => (this.views[index].lane.sound || !this.ended(this.views[index]) ? logLikelihood : -Infinity));
    return counting.some(Number.isFinite) ? counting : drawn;
  }

  ended(view) {
    return view.frame === view.lane.lastFrame;
  }

  show() {
    const logLikelihoods = this.logLikelihoods();
    this.views.forEach((view, index) => {
      const ended = this.ended(view);
      const words = ended ? view.lane.result : `iteration ${written(mixtureStateOf(view.frame), 0)}`;
      const height = hasLine(this.scene, index) ? [element("b", {}, written(logLikelihoods[index])), " "] : [];
      this.results[index].replaceChildren(...height, words);
      this.results[index].title = this.results[index].textContent;
      view.host.classList.toggle("gmm-ended", ended);
      this.rows[index].forEach((cell, at) => {
        cell.textContent = view.lane.facts[at];
      });
    });
    this.panel.hidden = !this.scene.heads.length || !this.views.every((view) => this.ended(view));
    if (this.tableButton) this.tableButton.hidden = this.panel.hidden;
  }

  /** Scrolls the table into the window; where all of it is seen, back to the pictures. */
  showTable() {
    if (this.panel.hidden) return;
    if (this.seesTable()) this.root.scrollIntoView({ block: "start" });
    else this.panel.scrollIntoView({ block: "end" });
  }

  /** Whether all of the table is in the window. */
  seesTable() {
    const { top, bottom } = this.panel.getBoundingClientRect();
    return !this.panel.hidden && top >= 0 && bottom <= innerHeight + 1;
  }

  /** What the race says of a frame: who leads where two lanes or more compare, and how many have ended. */
  sentence() {
    const { scene } = this;
    const { frame, look } = this.state;
    const count = this.views.length;
    if (frame === 0) return scene.opening;
    if (frame === scene.lastFrame) return scene.conclusion || this.ends();
    const logLikelihoods = this.drawnLogLikelihoods();
    const ended = this.views.filter((view) => this.ended(view)).length;
    const climbing = logLikelihoods.filter((_, index) => hasLine(scene, index)).length; // k-means lowers a sum of squares
    const leader = climbing > 1 ? `lane ${logLikelihoods.indexOf(Math.max(...logLikelihoods)) + 1} is highest; ` : "";
    const when = look.pace === "own" ? "On the way" : `Iteration ${written(iterationOf(frame), 0)}`;
    const none = climbing === count ? "all are climbing" : "none has ended";
    return `${when}: ${leader}${ended ? `${written(ended, 0)} of ${written(count, 0)} have ended` : none}.`;
  }

  /** How each lane ended, where nothing is concluded from all of them. */
  ends() {
    return this.views.map(({ lane }) => `${lane.name}: ${lane.verdict.sentence}`).join(" ");
  }
}

/** What the axes of all pictures are, said once: of one column only what lies across. */
function axisNames(scene) {
  const [across, up] = scene.figures.light.scatter.layout.meta.axes;
  return [across && `Pictures: \u2192 ${across}`, up && `\u2191 ${up}`].filter(Boolean).map((text) => element("span", {}, text));
}

/** The dash that a lane's curve has. */
function dashSample(scene, index) {
  const { dash } = scene.figures.light.curve.data[index].line;
  const array = dash === "solid" ? null : dash.replaceAll("px", "");
  return element("svg", { class: "gmm-dash", viewBox: "0 0 28 6", width: 28, height: 6, "aria-hidden": "true" },
    element("line", { x1: 0, x2: 28, y1: 3, y2: 3, stroke: "currentColor", "stroke-width": 2, "stroke-dasharray": array }));
}
