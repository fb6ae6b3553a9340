// The map: where a mean leads from each place, as flat tones with contours, with the data and the other means over it.
// One hover reading; a click asks for a run from there; the other means are dragged, and the map is made anew meanwhile;
// a mean more is put where a click says.

import { isDrag } from "../../../stage/js/controls/dragging.js";
import { element } from "../../../stage/js/draw/dom.js";
import { written } from "../../../stage/js/words/numbers.js";
import { tableText } from "../../../stage/js/words/table.js";
import { captioned } from "../../charts/chart_picture.js";
import { keepMenu } from "../../charts/keep_menu.js";
import { fileValue, valueText } from "./axes.js";
import { drawAxes, drawDots, drawLetters, drawMean, drawRing, MEAN_RADIUS } from "./layers.js";
import { tones } from "./tones.js";

const LEFT_MARGIN = 56; // px; margins
const BOTTOM_MARGIN = 40;
const TOP_MARGIN = 26;
const RIGHT_MARGIN = 8;
const DRAG_MILLISECONDS = 250; // between two places of a mean that is being dragged
const UNKNOWN_CODE = -1;

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".gmm-terrain");
  root.map ??= new TerrainMap(root);
  root.map.send = (act) => component.setTriggerValue("act", act);
  root.map.show(JSON.parse(data[0]));
}

class TerrainMap {
  constructor(root) {
    this.root = root;
    this.canvas = element("canvas", {
      class: "gmm-terrain-plane", tabindex: "0", role: "application",
      "aria-label": "Map of starts: arrow keys choose a place, Enter runs from there",
      onpointerdown: (event) => this.begin(event), onpointermove: (event) => this.move(event),
      onpointerup: (event) => this.end(event), onpointercancel: () => this.cancel(),
      onpointerleave: () => this.point(null), onkeydown: (event) => this.key(event),
    });
    this.reading = element("p", { class: "gmm-terrain-reading", role: "status" });
    this.adding = element("button", { type: "button", class: "gmm-terrain-add", "aria-pressed": "false", onclick: () => this.add(!this.adds) }, "Add a mean");
    this.menu = keepMenu({ name: () => "map-of-starts", picture: () => this.picture(), table: () => this.table() });
    root.replaceChildren(this.canvas, element("div", { class: "gmm-terrain-foot" }, this.reading, this.adding), this.menu.host);
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.canvas);
  }

  /** Shows another map; until its first places are known, what was seen of the last one stays under its means. */
  show(data) {
    const places = data.across * data.up;
    if (data.owners) {
      this.owners = new Int8Array(bytesOf(data.owners).buffer);
      this.steps = new Uint16Array(bytesOf(data.steps).buffer);
    } else if (this.data) Object.assign(data, { ends: this.data.ends, failures: this.data.failures });
    else {
      this.owners = new Int8Array(places).fill(UNKNOWN_CODE);
      this.steps = new Uint16Array(places);
    }
    this.data = data;
    this.margins = { left: LEFT_MARGIN, bottom: BOTTOM_MARGIN, top: TOP_MARGIN, right: RIGHT_MARGIN };
    for (const side of Object.keys(this.margins)) this.margins[side] *= data.scale;
    this.adding.hidden = !data.takesMore;
    this.field = null;
    this.menu.say(data.reading);
    this.draw();
    this.read();
  }

  /** The map as it is drawn, with its reading. */
  picture() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const pixels = element("image", { width, height, href: this.canvas.toDataURL("image/png"), preserveAspectRatio: "none" });
    return captioned([pixels], { width, height, caption: this.data.reading, of: this.canvas });
  }

  /** CSV of the grid: where the mean begins, which optimum that leads to, and in how many iterations. */
  table() {
    const { across, up, low, high, ends } = this.data;
    return tableText(Array.from(this.owners, (owner, place) => {
      const [right, row] = [place % across, Math.floor(place / across)];
      const at = (axis, step, steps) => fileValue(this.data, low[axis] + (step / (steps - 1)) * (high[axis] - low[axis]), axis);
      return { x: at(0, right, across), y: at(1, row, up), optimum: ends[owner]?.letter ?? "", iterations: this.steps[place] };
    }));
  }

  /** The plot area in px. */
  box() {
    const { left, right, top, bottom } = this.margins;
    return { width: Math.max(1, this.canvas.clientWidth - left - right), height: Math.max(1, this.canvas.clientHeight - top - bottom) };
  }

  /** Whether the next click puts a mean more. */
  add(adds) {
    this.adds = adds;
    this.adding.setAttribute("aria-pressed", String(adds));
    this.read();
  }

  toPixel([x, y]) {
    const { low, high } = this.data;
    const { width, height } = this.box();
    return [this.margins.left + ((x - low[0]) / (high[0] - low[0])) * width, this.margins.top + (1 - (y - low[1]) / (high[1] - low[1])) * height];
  }

  /** Where an event is, in the plane's coordinates, within the grid. */
  at(event) {
    const { low, high } = this.data;
    const { width, height } = this.box();
    const { left, top } = this.canvas.getBoundingClientRect();
    const across = inside((event.clientX - left - this.margins.left) / width);
    const up = inside(1 - (event.clientY - top - this.margins.top) / height);
    return [low[0] + across * (high[0] - low[0]), low[1] + up * (high[1] - low[1])];
  }

  /** The place of the grid nearest to a point: [across, up]. */
  placeOf([x, y]) {
    const { low, high, across, up } = this.data;
    return [Math.round(((x - low[0]) / (high[0] - low[0])) * (across - 1)), Math.round(((y - low[1]) / (high[1] - low[1])) * (up - 1))];
  }

  meanAt(event) {
    const { left, top } = this.canvas.getBoundingClientRect();
    return this.data.means.find(({ place, moved }) => {
      const [x, y] = this.toPixel(place);
      return !moved && Math.hypot(event.clientX - left - x, event.clientY - top - y) <= MEAN_RADIUS * this.data.scale + 3;
    });
  }

  begin(event) {
    if (event.button) return;
    event.preventDefault();
    this.canvas.classList.add("gmm-by-pointer"); // a script's focus would be drawn as one that Tab has led to
    this.canvas.focus({ preventScroll: true });
    const mean = this.adds ? null : this.meanAt(event);
    if (!mean) {
      this.pressed = true;
      return;
    }
    this.canvas.setPointerCapture(event.pointerId);
    this.dragged = { number: mean.number, place: mean.place, from: event, moves: false };
  }

  move(event) {
    const place = this.at(event);
    if (this.dragged) this.dragged.moves ||= isDrag(this.dragged.from, event);
    if (!this.dragged?.moves) {
      if (this.dragged) return; // a tap, so far
      this.canvas.style.cursor = this.meanAt(event) ? "grab" : "crosshair";
      this.point(place);
      return;
    }
    this.dragged.place = place;
    this.draw();
    this.reporting ??= setTimeout(() => this.report(), DRAG_MILLISECONDS);
  }

  /** Says where a mean is that is still being dragged: the map is made anew from there. */
  report() {
    this.reporting = null;
    if (this.dragged) this.send({ id: "drag", component: this.dragged.number - 1, place: this.dragged.place });
  }

  end(event) {
    if (this.dragged && !this.dragged.moves) {
      this.dragged = null;
      this.point(this.at(event)); // a tap on a mean only reads what is there
    } else if (this.dragged) {
      const { number, place } = this.dragged;
      this.dragged = null;
      this.data.means.find((mean) => mean.number === number).place = place;
      this.draw();
      this.send({ id: "drop", component: number - 1, place });
    } else if (this.pressed) {
      this.choose(this.at(event));
    }
    clearTimeout(this.reporting);
    this.reporting = null;
    this.pressed = false;
  }

  cancel() {
    this.dragged = null;
    this.pressed = false;
    this.draw();
  }

  choose(place) {
    if (this.adds) {
      this.add(false);
      this.send({ id: "add", component: this.data.moved, place });
      return;
    }
    this.data.chosen = place;
    this.draw();
    this.send({ id: "place", component: this.data.moved, place });
  }

  key(event) {
    this.canvas.classList.remove("gmm-by-pointer");
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    const { low, high } = this.data;
    const from = this.hovered ?? this.data.chosen ?? low.map((edge, axis) => (edge + high[axis]) / 2);
    if (steps) this.point(from.map((value, axis) => Math.min(high[axis], Math.max(low[axis], value + (steps[axis] * (high[axis] - low[axis])) / 40))));
    else if (event.key === "Enter") this.choose(from); // Space plays the run beside it
    else if (event.key === "Escape" && this.adds) this.add(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  point(place) {
    this.hovered = place;
    this.read();
    this.draw();
  }

  /** What is said of the hovered place, or how to use the map. */
  read() {
    const { across, columns, ends, failures, moved } = this.data;
    if (this.adds) {
      this.reading.textContent = "Click where the mean more is to be. Escape ends.";
      return;
    }
    if (!this.hovered) {
      this.reading.textContent = `Point at a place for component ${moved + 1}'s mean: click to run from there. Drag another mean to make the map anew.`;
      return;
    }
    const [i, j] = this.placeOf(this.hovered);
    const owner = this.owners[j * across + i];
    const where = columns.map((name, axis) => `${name} ${valueText(this.data, this.hovered[axis], axis)}`).join(", ");
    const steps = this.steps[j * across + i];
    const outcome = owner >= 0 ? `optimum ${ends[owner].letter}, ${ends[owner].logLikelihood}, after about ${written(steps, 0)} iteration${steps === 1 ? "" : "s"}`
      : failures[owner]?.words ?? "not known yet";
    this.reading.textContent = `${where}: ${outcome}.`;
  }

  draw() {
    const { canvas, data } = this;
    if (!data || !canvas.clientWidth) return;
    const ratio = window.devicePixelRatio || 1;
    const [w, h] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w;
      canvas.height = h;
      this.field = null;
    }
    const brush = canvas.getContext("2d");
    brush.setTransform(1, 0, 0, 1, 0, 0);
    brush.clearRect(0, 0, w, h);
    const { width, height } = this.box();
    const size = [Math.round(width * ratio), Math.round(height * ratio)];
    this.field ??= tones(this, size, ratio);
    brush.putImageData(this.field, Math.round(this.margins.left * ratio), Math.round(this.margins.top * ratio));
    brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.style = getComputedStyle(canvas);
    drawAxes(this, brush, width, height);
    drawDots(this, brush);
    drawLetters(this, brush);
    data.means.forEach((mean) => drawMean(this, brush, mean));
    if (data.chosen) drawRing(this, brush, data.chosen, 8, 3);
    if (this.hovered && !this.dragged) drawRing(this, brush, this.hovered, 6, 1.5);
  }
}

function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

const inside = (share) => Math.min(1, Math.max(0, share));
