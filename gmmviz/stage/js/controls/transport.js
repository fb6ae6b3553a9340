// Buttons, slider and keys. One handler a key; Space presses a button that Tab has led to, and plays after a click on one.

import { element } from "../draw/dom.js";
import { closeCode, isForeign } from "./modal.js";
import { positionText } from "../words/sentences.js";

const BUTTON_KEYS = {
  ArrowRight: "forward",
  PageDown: "forward",
  ArrowLeft: "back",
  PageUp: "back",
  Home: "first",
  End: "last",
  " ": "play",
  "?": "help",
  p: "present",
  q: "code",
  t: "table",
};
const PRESENTER_KEYS = { b: "blank", d: "drawer", n: "another", f: "elsewhere", g: "ghost", ...Object.fromEntries("2345678".split("").map((k) => [k, `k ${k}`])) };
const SPEEDS = [0.5, 1, 2, 4];
const PAGE_KEYS = new Set(["PageDown", "PageUp"]); // a clicker's: they mean the same whatever has the focus
const STAGE_KEYS = new Set(["ArrowRight", "ArrowLeft", "Home", "End", " "]); // and these, on what was clicked
const CLICKED = "button, a, summary, [role=button]:not(.gmm-mean), [role=tab], [role=radio], [role=checkbox], input[type=radio], input[type=checkbox]";
const PRESSED = "button, a, summary, [role=button], [role=tab], [role=radio], [role=checkbox], input, select"; // by Space
const NATIVE_KEYS =
  'input, textarea, select, [contenteditable="true"], [role="slider"], [role="combobox"], [role="listbox"], [role="option"], ' +
  '[role="tab"], [role="menu"], [role="menuitem"], [role="radio"], [role="radiogroup"], [role="dialog"], [role="grid"], dialog, .gmm-scrolled';
// what takes letters and digits too: it is written in, or types ahead
const TYPED_IN =
  'input:not([type="range"]):not([type="radio"]):not([type="checkbox"]):not([type="button"]), textarea, [contenteditable="true"], [role="combobox"], ' +
  '[role="listbox"], [role="option"], [role="menu"], [role="menuitem"], [role="dialog"], [role="grid"], dialog, .gmm-scrolled';

// Icons on a 16 x 16 grid: bars as [x], triangles as [tip, base].
const ICONS = {
  first: { bars: [3], triangles: [[5, 13]] },
  back: { bars: [12], triangles: [[3, 10]] },
  forward: { bars: [3], triangles: [[13, 6]] },
  step: { bars: [], triangles: [[8, 2], [14, 8]] },
  last: { bars: [12], triangles: [[11, 3]] },
};

function icon(name) {
  const { bars, triangles } = ICONS[name];
  const paths = [
    ...bars.map((x) => `M${x},3h2v10h-2z`),
    ...triangles.map(([tip, base]) => `M${tip},8L${base},3V13z`),
  ];
  return element("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" },
    element("path", { d: paths.join(""), fill: "currentColor" }));
}

export class Transport {
  /** Whether the focus came by keyboard, as the last one knew it: a new run brings a new one. Null at first. */
  static tabbed = null;

  /** `keys` is where keys are heard: the whole page, or in a notebook the stage. `speed` is the one that is set. */
  constructor(actions, keys = document, speed = 1) {
    this.actions = actions;
    this.keys = keys;
    const button = (name, glyph, label, key) =>
      element(
        "button",
        { type: "button", class: `gmm-button gmm-${name}`, "aria-label": label, title: `${label} (${key})`, onclick: () => actions[name]() },
        glyph,
      );
    this.first = button("first", icon("first"), "First frame", "Home");
    this.back = button("back", icon("back"), "Back half a step", "\u2190 or PageUp");
    this.play = button("play", "Play", "Play", "Space");
    this.forward = button("forward", icon("forward"), "Forward half a step", "\u2192 or PageDown");
    this.step = button("step", icon("step"), "Forward a whole iteration", "Shift and \u2192");
    this.last = button("last", icon("last"), "Last frame", "End");
    this.slider = element("input", {
      type: "range", min: 0, step: 1, class: "gmm-slider", "aria-label": "Frame",
      oninput: () => actions.jump(Number(this.slider.value)),
    });
    this.position = element("span", { class: "gmm-position" });
    this.speed = element("select", { class: "gmm-speed", "aria-label": "Speed", onchange: () => actions.speed(Number(this.speed.value)) },
      ...SPEEDS.map((value) => element("option", { value, selected: value === speed }, `${value}\u00D7`)));
    this.host = element("div", { class: "gmm-transport", role: "group", "aria-label": "Playback" },
      element("div", { class: "gmm-buttons" }, this.first, this.back, this.play, this.forward, this.step, this.last),
      element("div", { class: "gmm-track" }, this.slider), this.position, this.speed,
      element("button", { type: "button", class: "gmm-button gmm-keys", "aria-label": "Keys", title: "Keys (?)", onclick: () => actions.help() }, "?"));
    this.onKey = (event) => this.key(event);
    this.onFirst = (event) => this.takeFirst(event);
    this.onChosen = ({ target }) => this.tabbed || (target instanceof HTMLSelectElement && target.blur()); // its keys are the stage's again
    this.onSpaceUp = (event) => this.spaceTaken && event.key === " " && event.preventDefault(); // or a button is pressed
    // whether the focus came by keyboard; a browser's own :focus-visible turns true at the first key
    this.tabbed = Transport.tabbed ?? Boolean(document.activeElement?.matches?.(":focus-visible"));
    this.onFocus = (event) => {
      this.tabbed = Transport.tabbed = event.composedPath()[0].matches(":focus-visible");
    };
    this.onPointer = () => {
      this.tabbed = Transport.tabbed = false;
    };
    this.heard = [
      ["keydown", this.onFirst, true], ["keydown", this.onKey, false], ["keyup", this.onSpaceUp, false], ["change", this.onChosen, false],
      ["focusin", this.onFocus, true], ["pointerdown", this.onPointer, true],
    ];
    for (const [name, hear, first] of this.heard) this.keys.addEventListener(name, hear, first);
  }

  /** The stage's keys before what has the focus sees them: a clicker's on anything, others on what was clicked. */
  takeFirst(event) {
    this.spaceTaken = false;
    const target = event.composedPath()[0];
    const taken = PAGE_KEYS.has(event.key) || (STAGE_KEYS.has(event.key) && !this.tabbed && target instanceof Element && target.closest(CLICKED));
    if (!taken || isForeign(event)) return;
    event.preventDefault();
    event.stopPropagation();
    this.spaceTaken = event.key === " ";
    this.actions[this.nameOf(event)]();
  }

  /** Whether Space presses what has the focus: on a keyboard's way through the page, but never while presenting. */
  presses(target) {
    const pressed = target instanceof Element && target.closest(PRESSED);
    return Boolean(pressed) && !this.presenting && this.tabbed && pressed !== this.slider;
  }

  /** Whether what has the focus keeps a key: a slider its arrows alone; a menu types ahead where Tab led to it, but never while presenting. */
  keeps(target, key) {
    if (!(target instanceof Element)) return false;
    if (key.length > 1) return target.closest(NATIVE_KEYS) !== null;
    return target.closest(TYPED_IN) !== null || (target.closest("select") !== null && this.tabbed && !this.presenting);
  }

  key(event) {
    if (event.key.toLowerCase() === "q" && closeCode()) return;
    const target = event.composedPath()[0];
    if (isForeign(event)) return;
    const name = this.nameOf(event);
    if (!name || (name === "play" && this.presses(target))) return;
    if (name !== "play" && this.keeps(target, event.key)) return;
    this.spaceTaken = name === "play";
    event.preventDefault();
    const [action, value] = name.split(" ");
    this.actions[action](value);
  }

  /** The action of a key: one meaning each, whatever has the focus. */
  nameOf({ key, shiftKey }) {
    if (shiftKey && key.startsWith("Arrow")) return { ArrowRight: "step", ArrowLeft: "stepBack" }[key];
    const plain = key.length === 1 ? key.toLowerCase() : key;
    return BUTTON_KEYS[plain] ?? (this.presenting ? PRESENTER_KEYS[plain] : undefined);
  }

  show({ frame, lastFrame, playing, sentence }) {
    this.slider.max = String(lastFrame);
    this.slider.value = String(frame);
    this.slider.setAttribute("aria-valuetext", positionText(frame, lastFrame));
    this.position.textContent = positionText(frame, lastFrame);
    this.play.textContent = playing ? "Pause" : "Play";
    this.play.setAttribute("aria-label", playing ? "Pause" : "Play");
    for (const [button, off] of [[this.first, frame === 0], [this.back, frame === 0],
      [this.forward, frame === lastFrame], [this.step, frame === lastFrame], [this.last, frame === lastFrame]]) {
      button.setAttribute("aria-disabled", String(off));
    }
    this.host.dataset.sentence = sentence;
  }

  remove() {
    for (const [name, hear, first] of this.heard) this.keys.removeEventListener(name, hear, first);
  }
}
