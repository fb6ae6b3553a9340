// The map: where a mean leads from each place, as flat tones with contours, with the data and the other means over it.
// One hover reading; a click asks for a run from there; the other means are dragged, and the map is made anew meanwhile.

import { element } from "../../../stage/js/draw/dom.js";
import { written } from "../../../stage/js/words/numbers.js";
import { tableText } from "../../../stage/js/words/table.js";
import { captioned } from "../../charts/chart_picture.js";
import { keepMenu } from "../../charts/keep_menu.js";
import { innermost, tones } from "./tones.js";

const LEFT = 56; // px; margins
const BOTTOM = 40;
const TOP = 26;
const RIGHT = 8;
const DRAG_MILLISECONDS = 250; // between two places of a mean that is being dragged
const MEAN = 13; // px; radius
const TICKS = 5;

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".gmm-terrain");
  root.map ??= new TerrainMap(root);
  root.map.send = (act) => component.setTriggerValue("act", act);
  root.map.show(JSON.parse(data));
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
    this.menu = keepMenu({ name: () => "map-of-starts", picture: () => this.picture(), table: () => this.table() });
    root.replaceChildren(this.canvas, this.reading, this.menu.host);
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.canvas);
  }

  show(data) {
    const held = this.dragged;
    this.data = data;
    this.owners = new Int8Array(bytesOf(data.owners).buffer);
    this.steps = new Uint16Array(bytesOf(data.steps).buffer);
    this.dragged = held ?? null;
    this.field = null;
    this.menu.say(data.told);
    this.draw();
    this.read();
  }

  /** The map as it is drawn, with its reading. */
  picture() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const pixels = element("image", { width, height, href: this.canvas.toDataURL("image/png"), preserveAspectRatio: "none" });
    return captioned([pixels], { width, height, caption: this.data.told, of: this.canvas });
  }

  /** CSV of the grid: where the mean begins, which optimum that leads to, and in how many iterations. */
  table() {
    const { across, up, low, high, ends } = this.data;
    return tableText(Array.from(this.owners, (owner, place) => {
      const [right, row] = [place % across, Math.floor(place / across)];
      const at = (axis, step, steps) => low[axis] + (step / (steps - 1)) * (high[axis] - low[axis]);
      return { x: at(0, right, across), y: at(1, row, up), optimum: ends[owner]?.letter ?? "", iterations: this.steps[place] };
    }));
  }

  /** The plot area in px. */
  box() {
    return { width: Math.max(1, this.canvas.clientWidth - LEFT - RIGHT), height: Math.max(1, this.canvas.clientHeight - TOP - BOTTOM) };
  }

  toPixel([x, y]) {
    const { low, high } = this.data;
    const { width, height } = this.box();
    return [LEFT + ((x - low[0]) / (high[0] - low[0])) * width, TOP + (1 - (y - low[1]) / (high[1] - low[1])) * height];
  }

  /** Where an event is, in the plane's coordinates, within the grid. */
  at(event) {
    const { low, high } = this.data;
    const { width, height } = this.box();
    const { left, top } = this.canvas.getBoundingClientRect();
    const across = inside((event.clientX - left - LEFT) / width);
    const up = inside(1 - (event.clientY - top - TOP) / height);
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
      return !moved && Math.hypot(event.clientX - left - x, event.clientY - top - y) <= MEAN + 3;
    });
  }

  begin(event) {
    if (event.button) return;
    event.preventDefault();
    this.canvas.focus({ preventScroll: true });
    const mean = this.meanAt(event);
    if (!mean) {
      this.pressed = true;
      return;
    }
    this.canvas.setPointerCapture(event.pointerId);
    this.dragged = { number: mean.number, place: mean.place };
    this.told = performance.now();
  }

  move(event) {
    const place = this.at(event);
    if (!this.dragged) {
      this.canvas.style.cursor = this.meanAt(event) ? "grab" : "crosshair";
      this.point(place);
      return;
    }
    this.dragged.place = place;
    this.draw();
    if (performance.now() - this.told < DRAG_MILLISECONDS) return;
    this.told = performance.now();
    this.send({ id: "drag", component: this.dragged.number - 1, place });
  }

  end(event) {
    if (this.dragged) {
      const { number, place } = this.dragged;
      this.dragged = null;
      this.data.means.find((mean) => mean.number === number).place = place;
      this.draw();
      this.send({ id: "drop", component: number - 1, place });
    } else if (this.pressed) {
      this.choose(this.at(event));
    }
    this.pressed = false;
  }

  cancel() {
    this.dragged = null;
    this.pressed = false;
    this.draw();
  }

  choose(place) {
    this.data.chosen = place;
    this.draw();
    this.send({ id: "place", component: this.data.moved, place });
  }

  key(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    const { low, high } = this.data;
    const from = this.hovered ?? this.data.chosen ?? low.map((edge, axis) => (edge + high[axis]) / 2);
    if (steps) this.point(from.map((value, axis) => Math.min(high[axis], Math.max(low[axis], value + (steps[axis] * (high[axis] - low[axis])) / 40))));
    else if (event.key === "Enter" || event.key === " ") this.choose(from);
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
    if (!this.hovered) {
      this.reading.textContent = `Point at a place for component ${moved + 1}'s mean: click to run from there. Drag another mean to make the map anew.`;
      return;
    }
    const [i, j] = this.placeOf(this.hovered);
    const owner = this.owners[j * across + i];
    const where = columns.map((name, axis) => `${name} ${written(this.hovered[axis], 2)}`).join(", ");
    const steps = this.steps[j * across + i];
    const told = owner >= 0 ? `optimum ${ends[owner].letter}, ${ends[owner].logLikelihood}, after about ${written(steps, 0)} iteration${steps === 1 ? "" : "s"}`
      : failures[owner]?.words ?? "not known yet";
    this.reading.textContent = `${where}: ${told}.`;
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
    brush.putImageData(this.field, Math.round(LEFT * ratio), Math.round(TOP * ratio));
    brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.style = getComputedStyle(canvas);
    this.axes(brush, width, height);
    this.letters(brush);
    this.dots(brush);
    data.means.forEach((mean) => this.mean(brush, mean));
    if (data.chosen) this.ring(brush, data.chosen, 8, 3);
    if (this.hovered && !this.dragged) this.ring(brush, this.hovered, 6, 1.5);
  }

  axes(brush, width, height) {
    const { low, high, columns, theme } = this.data;
    brush.fillStyle = theme.muted;
    brush.font = `14px ${this.style.fontFamily}`;
    brush.textAlign = "center";
    brush.textBaseline = "top";
    for (const value of ticks(low[0], high[0])) brush.fillText(tickText(value), this.toPixel([value, low[1]])[0], TOP + height + 5);
    brush.fillText(columns[0], LEFT + width / 2, TOP + height + 22);
    brush.textAlign = "right";
    brush.textBaseline = "middle";
    for (const value of ticks(low[1], high[1])) brush.fillText(tickText(value), LEFT - 6, this.toPixel([low[0], value])[1]);
    brush.textAlign = "left";
    brush.textBaseline = "top";
    brush.fillText(columns[1] ?? "", LEFT, 4);
  }

  /** A letter in the middle of each territory's largest part. */
  letters(brush) {
    const { ends, across, up, theme, low, high } = this.data;
    brush.font = `600 18px ${this.style.fontFamily}`;
    brush.textAlign = "center";
    brush.textBaseline = "middle";
    this.middles ??= new Map();
    ends.forEach(({ letter }, number) => {
      const found = innermost(this.owners, across, up, number);
      if (!found) return;
      const [i, j] = found;
      const [x, y] = this.toPixel([low[0] + (i / (across - 1)) * (high[0] - low[0]), low[1] + (j / (up - 1)) * (high[1] - low[1])]);
      brush.lineWidth = 4;
      brush.strokeStyle = theme.panel;
      brush.strokeText(letter, x, y);
      brush.fillStyle = theme.ink;
      brush.fillText(letter, x, y);
    });
  }

  dots(brush) {
    const { theme, dots } = this.data;
    for (const dot of dots) {
      const [x, y] = this.toPixel(dot);
      brush.beginPath();
      brush.arc(x, y, 2, 0, 2 * Math.PI);
      brush.fillStyle = theme.panel;
      brush.fill();
      brush.lineWidth = 1;
      brush.strokeStyle = theme.ink;
      brush.stroke();
    }
  }

  mean(brush, { number, place, colour, moved }) {
    const { theme } = this.data;
    const shown = this.dragged?.number === number ? this.dragged.place : place;
    const [x, y] = this.toPixel(shown);
    brush.globalAlpha = moved ? 0.6 : 1;
    brush.setLineDash(moved ? [3, 3] : []);
    brush.beginPath();
    brush.arc(x, y, MEAN, 0, 2 * Math.PI);
    brush.fillStyle = theme.panel;
    brush.fill();
    brush.lineWidth = 2.5;
    brush.strokeStyle = colour;
    brush.stroke();
    brush.setLineDash([]);
    brush.globalAlpha = 1;
    brush.fillStyle = theme.ink;
    brush.font = `600 14px ${this.style.fontFamily}`;
    brush.textAlign = "center";
    brush.textBaseline = "middle";
    brush.fillText(String(number), x, y + 1);
  }

  ring(brush, place, radius, width) {
    const [x, y] = this.toPixel(place);
    for (const [colour, line] of [[this.data.theme.panel, width + 3], [this.data.theme.ink, width]]) {
      brush.beginPath();
      brush.arc(x, y, radius, 0, 2 * Math.PI);
      brush.lineWidth = line;
      brush.strokeStyle = colour;
      brush.stroke();
    }
  }
}

function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

const inside = (share) => Math.min(1, Math.max(0, share));

/** Round values between two ends. */
function ticks(low, high) {
  const rough = (high - low) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, at) => (first + at) * step);
}

const tickText = (value) => String(Number(value.toPrecision(6))).replace("-", "\u2212");
