// An empty plane to paint points on: a click, a drag or a key adds some, erase takes them away, undo goes back.
// Python receives all points after every stroke; what is on the plane lives here.

import { element, announceIn } from "../../../stage/js/draw/dom.js";
import { written } from "../../../stage/js/words/numbers.js";

const MAX_UNDO = 100;
const DAB_DISTANCE = 0.3; // of the plane, between two dabs of a drag
const PAINT_DOT_PX = 3; // px

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".gmm-paint");
  root.painter ??= new Painter(root, JSON.parse(data[0]));
  root.painter.send = (points) => component.setStateValue("points", points);
  root.painter.draw();
}

class Painter {
  constructor(root, { points, width, height, most }) {
    Object.assign(this, { width, height, most }); // of the plane in its own units, and most points on it
    this.points = points; // x, y, x, y ...
    this.before = [];
    this.amount = 5;
    this.spread = 0.5;
    this.erasing = false;
    this.cursor = null;
    this.canvas = element("canvas", {
      class: "gmm-paint-plane", tabindex: "0", role: "application",
      "aria-label": "Empty plane: click or drag to add points, or move with the arrow keys and press Enter",
      onpointerdown: (event) => this.begin(event), onpointermove: (event) => this.move(event),
      onpointerup: () => this.end(), onpointercancel: () => this.end(), onkeydown: (event) => this.key(event),
      onblur: () => this.point(null),
    });
    this.count = element("span", { class: "gmm-paint-count", role: "status" });
    this.amounts = [1, 5, 20].map((amount) => element("button", {
      type: "button", "aria-pressed": String(amount === this.amount), onclick: () => this.choose(amount),
    }, String(amount)));
    this.eraser = element("button", { type: "button", "aria-pressed": "false", onclick: () => this.erase(!this.erasing) }, "Erase");
    this.undoing = element("button", { type: "button", onclick: () => this.undo() }, "Undo");
    const slider = element("input", {
      type: "range", min: "0", max: "2", step: "0.1", value: String(this.spread), "aria-label": "Spread of the points",
      oninput: () => { this.spread = Number(slider.value); },
    });
    root.replaceChildren(
      element("div", { class: "gmm-paint-tools" },
        element("span", { class: "gmm-paint-group" }, "Points a click", ...this.amounts),
        element("label", { class: "gmm-paint-group" }, "Spread", slider),
        element("span", { class: "gmm-paint-group" }, this.eraser, this.undoing,
          element("button", { type: "button", onclick: () => this.clear() }, "Clear")),
        this.count),
      this.canvas);
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.canvas);
  }

  choose(amount) {
    this.amount = amount;
    this.erase(false);
  }

  erase(on) {
    this.erasing = on;
    this.eraser.setAttribute("aria-pressed", String(on));
    this.amounts.forEach((button) => button.setAttribute("aria-pressed", String(!on && Number(button.textContent) === this.amount)));
    this.canvas.classList.toggle("gmm-paint-erasing", on);
  }

  /** Position of a pointer in the plane. */
  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * this.width, (1 - (event.clientY - box.top) / box.height) * this.height];
  }

  begin(event) {
    if (event.button) return;
    event.preventDefault();
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    this.remember();
    this.last = this.at(event);
    this.dab(...this.last);
  }

  move(event) {
    if (!this.last) return;
    const [x, y] = this.at(event);
    if (Math.hypot(x - this.last[0], y - this.last[1]) < DAB_DISTANCE) return;
    this.last = [x, y];
    this.dab(x, y);
  }

  end() {
    if (!this.last) return;
    this.last = null;
    this.report();
  }

  key(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    const [x, y] = this.cursor ?? [this.width / 2, this.height / 2];
    if (steps) this.point([inside(x + steps[0] / 2, this.width), inside(y + steps[1] / 2, this.height)]);
    else if (event.key === "Enter" || event.key === " ") {
      this.remember();
      this.point([x, y]);
      this.dab(x, y);
      this.report();
    } else if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) this.undo();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  point(cursor) {
    this.cursor = cursor;
    this.draw();
  }

  dab(x, y) {
    if (this.erasing) {
      const reach = Math.max(this.spread, 0.3);
      this.points = pairs(this.points).filter(([px, py]) => Math.hypot(px - x, py - y) > reach).flat();
    } else {
      for (let i = 0; i < this.amount && this.points.length < 2 * this.most; i += 1) {
        const [dx, dy] = this.amount === 1 ? [0, 0] : normals();
        this.points.push(toThousandth(inside(x + this.spread * dx, this.width)), toThousandth(inside(y + this.spread * dy, this.height)));
      }
    }
    this.draw();
  }

  remember() {
    this.before.push(this.points.slice());
    if (this.before.length > MAX_UNDO) this.before.shift();
  }

  undo() {
    if (!this.before.length) return;
    this.points = this.before.pop();
    this.draw();
    this.report();
  }

  clear() {
    if (!this.points.length) return;
    this.remember();
    this.points = [];
    this.draw();
    this.report();
  }

  report() {
    this.send?.(this.points);
  }

  draw() {
    const { canvas, points } = this;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!width) return;
    if (canvas.width !== Math.round(width * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const brush = canvas.getContext("2d");
    const style = getComputedStyle(canvas);
    brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    brush.clearRect(0, 0, width, height);
    brush.fillStyle = style.getPropertyValue("--st-border-color");
    for (let i = 0; i < points.length; i += 2) {
      brush.beginPath();
      brush.arc((points[i] / this.width) * width, (1 - points[i + 1] / this.height) * height, PAINT_DOT_PX, 0, 2 * Math.PI);
      brush.fill();
    }
    brush.fillStyle = style.getPropertyValue("--st-gray-text-color");
    brush.font = `16px ${style.fontFamily}`;
    brush.textAlign = "center";
    if (!points.length) brush.fillText("Click or drag to add points", width / 2, height / 2);
    if (this.cursor) this.cross(brush, width, height, style.color);
    const n = points.length / 2;
    const full = n >= this.most ? ": no room for more" : "";
    announceIn(this.count, `${written(n, 0)} point${n === 1 ? "" : "s"}${full}`);
    this.undoing.disabled = !this.before.length;
  }

  cross(brush, width, height, colour) {
    const [x, y] = [(this.cursor[0] / this.width) * width, (1 - this.cursor[1] / this.height) * height];
    brush.strokeStyle = colour;
    brush.lineWidth = 2;
    brush.beginPath();
    brush.moveTo(x - 10, y);
    brush.lineTo(x + 10, y);
    brush.moveTo(x, y - 10);
    brush.lineTo(x, y + 10);
    brush.stroke();
  }
}

const toThousandth = (value) => Math.round(1000 * value) / 1000;
const inside = (value, end) => Math.min(Math.max(value, 0), end);
const pairs = (flat) => Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);

/** Two independent standard normal numbers (Box and Muller, 1958). */
function normals() {
  const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
  const angle = 2 * Math.PI * Math.random();
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}
