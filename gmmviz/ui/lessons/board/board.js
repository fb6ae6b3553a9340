// The board of a scene: a person predicts on it with mouse, finger or keys and commits; later the outcome is drawn
// on the same axes. Python receives only what was committed.

import { element, announceIn } from "../../../stage/js/draw/dom.js";
import { endPresenting, present } from "../../../stage/js/page/presenting.js";
import { percent, shortNumber, written } from "../../../stage/js/words/numbers.js";
import { captioned } from "../../charts/chart_picture.js";
import { layersTable } from "../../charts/chart_table.js";
import { keepMenu } from "../../charts/keep_menu.js";
import { themeOf } from "../../../stage/js/scene/theme.js";
import { drawBoard, plotArea } from "./drawing.js";
import { Brush } from "./brush.js";
import { keep, kept, markDone } from "../notebook.js";
import { alongLine, areaOf, boardHeight, onLine, partOfLine, placeIn, scaleOf } from "./scales.js";
import { openHandout } from "./handout.js";
import { reasonFields, reasonOf } from "./reason.js";

const NARROW_PX = 640; // px
const MAX_LISTED = 4; // handles that are listed one by one
const ARROW_STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export default function (component) {
  const root = component.parentElement.querySelector(".gmm-board");
  const given = inTheme(root, JSON.parse(component.data[0]));
  const signature = JSON.stringify([given.scene, given.committed]);
  if (root.desk?.signature !== signature) root.desk = new Desk(root, given, signature, root.desk);
  root.desk.hear(given);
  root.desk.commit = (value) => component.setTriggerValue("commit", value);
  present(root.desk, given.present);
  document.documentElement.style.setProperty("--gmm-lesson-page", given.colours.page); // of what lies over the page
  markDone(given.scenes);
  root.desk.draw();
  return () => setTimeout(() => root.isConnected || root.desk?.leave(), 0);
}

/** What is given, in the colours of the theme that the page has now: Streamlit calls again when that has changed. */
export function inTheme(root, given) {
  return { ...given, colours: themeOf(root, { themes: given.colours }) };
}

export class Desk {
  constructor(root, given, signature, before) {
    before?.leave();
    this.given = given;
    this.signature = signature;
    this.locked = Boolean(given.committed);
    const earlier = given.committed ?? kept(given.scene);
    const usable = earlier?.handles?.length === given.board.handles.length;
    this.handles = given.board.handles.map((handle, i) => ({ ...handle, ...(usable ? { x: earlier.handles[i][0], y: earlier.handles[i][1] } : {}) }));
    this.touched = this.locked || usable;
    this.guess = earlier?.guess ?? -1;
    this.brush = given.board.brush ? new Brush(this, earlier?.rows ?? []) : null;
    this.build(root, earlier);
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.frame);
  }

  /** Takes over what Python says now: the same prediction, in another theme or refused. */
  hear(given) {
    if (given.refusals !== this.given.refusals) this.refused = given.texts.refused;
    this.given = given;
  }

  build(root, earlier) {
    const { board, texts } = this.given;
    this.svg = element("svg", { class: "gmm-board-svg", role: "group", "aria-label": texts.reading });
    this.frame = element("div", { class: "gmm-board-frame" }, this.svg);
    this.status = element("p", { class: "gmm-board-status", role: "status" });
    this.svg.addEventListener("pointerdown", (event) => this.take(event));
    this.svg.addEventListener("pointermove", (event) => this.drag(event));
    for (const name of ["pointerup", "pointercancel"]) this.svg.addEventListener(name, () => this.drop());
    const side = [this.status];
    if (!this.locked) {
      if (this.canBeLeft()) {
        this.leaving = element("button", { type: "button", class: "gmm-board-plain", onclick: () => this.leaveAsDrawn() }, "Leave it as it is");
        side.push(this.leaving);
      }
      if (board.guesses.length) side.push(this.guessing(board.guesses));
      this.button = element("button", { type: "button", class: "gmm-board-commit", onclick: () => this.send() }, "That is my prediction");
      side.push(reasonFields(this, earlier?.because ?? ""), this.button, element("p", { class: "gmm-board-words" }, texts.words));
    } else if (this.given.handout) {
      const print = element("button", { type: "button", class: "gmm-board-plain", onclick: () => openHandout(this.given, this.svg) }, "Print a handout");
      side.push(element("div", { class: "gmm-board-keeping" }, print, this.keeping().host));
    }
    root.classList.toggle("gmm-board-locked", this.locked);
    const gesture = this.locked ? [] : [element("p", { class: "gmm-board-gesture" }, texts.gesture)];
    root.replaceChildren(...gesture, this.frame, element("div", { class: "gmm-board-side" }, ...side));
  }

  /** The menu that saves what is drawn, with its reading, and its data. */
  keeping() {
    this.menu = keepMenu({
      name: () => `lesson-${this.given.scene}`,
      picture: () => {
        const [width, height] = ["width", "height"].map((name) => Number(this.svg.getAttribute(name)));
        return captioned([this.svg.cloneNode(true)], { width, height, caption: this.given.texts.reading, of: this.svg });
      },
      table: () => layersTable([...this.given.board.layers, ...this.given.outcome], this.handles),
    });
    return this.menu;
  }

  guessing(guesses) {
    const radios = guesses.map((text, number) => {
      const radio = element("input", { type: "radio", name: `guess-${this.given.scene}`, onchange: () => this.choose(number) });
      radio.checked = this.guess === number;
      return element("label", { class: "gmm-board-guess" }, radio, element("span", { class: "gmm-board-picture" }), text);
    });
    this.guesses = element("div", { class: "gmm-board-guesses", role: "radiogroup", "aria-label": "Where will it end?" }, ...radios);
    return this.guesses;
  }

  /** The guesses as pictures, in the colours of the page, where the scene has any. */
  showPictures() {
    const { colours, pictures } = this.given;
    const drawn = pictures?.[colours.name] ?? [];
    if (!this.guesses || !drawn.length || this.guesses.dataset.theme === colours.name) return;
    this.guesses.dataset.theme = colours.name;
    const picture = (text) => document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
    this.guesses.querySelectorAll(".gmm-board-picture").forEach((host, number) => host.replaceChildren(picture(drawn[number])));
  }

  /** Draw everything anew: a board has few parts. */
  draw() {
    const { clientWidth: width } = this.frame;
    if (!width) return;
    const narrow = window.innerWidth < NARROW_PX;
    const height = boardHeight(width, { narrow, presents: this.given.present, locked: this.locked });
    const namesBelow = narrow && this.locked;
    this.area = namesBelow ? areaOf(this.given.board, width, height) : plotArea(this, width, height);
    this.x = scaleOf(this.given.board.x, this.area.left, this.area.right);
    this.y = scaleOf(this.given.board.y, this.area.bottom, this.area.top);
    const focused = [...this.svg.querySelectorAll("[tabindex]")].indexOf(document.activeElement);
    drawBoard(this, width, height, namesBelow);
    if (focused >= 0) this.svg.querySelectorAll("[tabindex]")[focused]?.focus({ preventScroll: true });
    this.menu?.say(this.given.texts.reading);
    this.showPictures();
    this.say();
  }

  /** What is drawn at first is a prediction too, where somebody says so. */
  canBeLeft() {
    return !this.brush && !this.given.board.chain && !this.given.board.guesses.length;
  }

  /** A guess tells what will come of the marks as they lie now: they may lie as they were drawn. */
  choose(number) {
    this.guess = number;
    this.touched = true;
    this.draw();
  }

  leaveAsDrawn() {
    this.touched = true;
    this.draw();
  }

  /** Say what is still missing, or what would be committed. */
  say() {
    if (this.locked) return;
    if (this.leaving) this.leaving.hidden = this.touched;
    const missing = this.missing();
    this.because.disabled = this.guessed.checked;
    this.button.disabled = Boolean(missing || !reasonOf(this));
    announceIn(this.status, this.refused || missing || `${this.words()}.${reasonOf(this) ? "" : " Now say why."}`);
  }

  /** What a prediction still lacks, in words; empty if it is whole. */
  missing() {
    if (this.brush && !this.touched) return "Mark rows: drag over them, or move with the arrow keys and press Enter. Press N for none.";
    if (!this.touched && !this.given.board.chain) return `Drag ${this.handles.length > 1 ? "the marks" : "the mark"}, or choose one with Tab and move it with the arrow keys.`;
    if (this.given.board.guesses.length && this.guess < 0) return "Choose where it will end.";
    return "";
  }

  words() {
    if (this.brush) return `${this.brush.rows.size} ${this.brush.rows.size === 1 ? "row" : "rows"} marked; over marked rows again unmarks them, N marks none`;
    if (!this.touched) return "Drag the marks, or choose one with Tab and move it with the arrow keys; or leave the line as it is";
    const listed = this.handles.map((handle) => `${handle.name}: ${this.valueText(handle)}`);
    return listed.length > MAX_LISTED ? `${listed.length} points; the last, ${listed.at(-1).toLowerCase()}` : listed.join("; ");
  }

  valueText({ moves, x, y, line }) {
    if (line) return `${percent(partOfLine(line, x, y))} of the way from mean 1 to mean 2`;
    const high = this.given.board.y.log ? written(Math.round(y), 0) : shortNumber(Number(y.toPrecision(4)));
    if (moves === "x") return shortNumber(Number(x.toPrecision(4)));
    return moves === "y" ? high : `${this.near(x, "x")}, ${this.near(y, "y")}`;
  }

  /** With three digits; zero where it is as good as zero on its axis, as Python sends it. */
  near(value, name) {
    const { low, high } = this.given.board[name];
    return shortNumber(Math.abs(value) < this.given.leastPart * (high - low) ? 0 : Number(value.toPrecision(3)));
  }

  take(event) {
    if (this.locked || event.button) return;
    const [px, py] = placeIn(this.svg, event);
    if (this.brush) {
      this.brush.begin(px, py);
      this.svg.querySelector(".gmm-board-cross").focus({ preventScroll: true }); // so that its keys are heard
    } else {
      const distance = ({ x, y, moves }) => Math.hypot(moves === "y" ? 1.5 * (this.x(x) - px) : this.x(x) - px, moves === "y" ? 0.2 * (this.y(y) - py) : this.y(y) - py);
      this.held = this.handles.reduce((best, handle) => (distance(handle) < distance(best) ? handle : best));
      if (distance(this.held) > 60) this.held = null;
      else this.move(this.held, px, py);
    }
    if (!this.brush && !this.held) return;
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
  }

  drag(event) {
    const [px, py] = placeIn(this.svg, event);
    if (this.brush?.painting) this.brush.over(px, py);
    else if (this.held) {
      // a chain is sketched in one stroke: the knot below the pointer is the one that moves
      if (this.given.board.chain) this.held = this.handles.reduce((best, handle) => (Math.abs(this.x(handle.x) - px) < Math.abs(this.x(best.x) - px) ? handle : best));
      this.move(this.held, px, py);
    }
  }

  drop() {
    this.held = null;
    if (this.brush) this.brush.painting = false;
  }

  /** Move a handle to a place of the drawing, as far as it may go. */
  move(handle, px, py) {
    this.set(handle, this.x.clip(this.x.invert(px)), this.y.clip(this.y.invert(py)));
  }

  set(handle, x, y) {
    const [oldX, oldY] = [handle.x, handle.y];
    if (handle.line) {
      [handle.x, handle.y] = onLine(handle.line, x, y);
    } else {
      if (handle.moves !== "y") handle.x = handle.whole ? this.x.whole(x) : x;
      if (handle.moves !== "x") handle.y = y;
      this.carryCorner(handle, handle.x - oldX, handle.y - oldY);
    }
    this.touched = true;
    this.refused = "";
    this.draw();
  }

  /** An ellipse keeps its size when its centre moves. */
  carryCorner(handle, dx, dy) {
    const pair = this.given.board.ellipses.find(([centre]) => this.handles[centre] === handle);
    if (!pair) return;
    const corner = this.handles[pair[1]];
    corner.x = this.x.clip(corner.x + dx);
    corner.y = this.y.clip(corner.y + dy);
  }

  key(event, handle) {
    const steps = ARROW_STEPS[event.key];
    if (!steps || this.locked) return;
    event.preventDefault();
    event.stopPropagation();
    const many = event.shiftKey ? 5 : 1;
    if (handle.line) {
      this.set(handle, ...alongLine(handle.line, handle, (many * (steps[0] + steps[1])) / 40));
    } else if (handle.whole) this.set(handle, this.x.clip(handle.x + steps[0] + steps[1]), handle.y);
    else this.set(handle, this.x.step(handle.x, many * steps[0]), this.y.step(handle.y, many * steps[1]));
  }

  send() {
    const value = {
      scene: this.given.scene,
      handles: this.handles.map(({ x, y }) => [x, y]),
      rows: this.brush ? [...this.brush.rows] : [],
      guess: this.guess,
      because: reasonOf(this),
    };
    keep(this.given.scene, value);
    markDone(this.given.scenes);
    this.button.disabled = true;
    this.commit(value);
  }

  leave() {
    this.observer.disconnect();
    this.menu?.remove();
    endPresenting(this);
  }
}
