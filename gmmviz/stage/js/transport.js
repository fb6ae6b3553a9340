// Buttons, slider and keys. One handler a key; Space on a focused button presses that button.

const KEYS = {
  ArrowRight: "forward",
  PageDown: "forward",
  ArrowLeft: "back",
  PageUp: "back",
  Home: "first",
  End: "last",
  " ": "play",
};
const SPEEDS = [0.5, 1, 2, 4];
const NATIVE_KEYS =
  'input, textarea, select, [contenteditable="true"], [role="slider"], [role="combobox"], [role="listbox"], [role="option"], ' +
  '[role="tab"], [role="menu"], [role="menuitem"], [role="radio"], [role="radiogroup"], [role="dialog"], [role="grid"]';

class Transport {
  constructor(actions) {
    this.actions = actions;
    const button = (name, glyph, label, key) =>
      element(
        "button",
        { type: "button", class: `gmm-button gmm-${name}`, "aria-label": label, title: `${label} (${key})`, onclick: () => actions[name]() },
        glyph,
      );
    this.first = button("first", "\u23EE\uFE0E", "First frame", "Home");
    this.back = button("back", "\u25C0\uFE0E\u258F", "Back half a step", "\u2190 or PageUp");
    this.play = button("play", "Play", "Play", "Space");
    this.forward = button("forward", "\u258F\u25B6\uFE0E", "Forward half a step", "\u2192 or PageDown");
    this.step = button("step", "\u25B6\uFE0E\u25B6\uFE0E", "Forward a whole iteration", "Shift and \u2192");
    this.last = button("last", "\u23ED\uFE0E", "Last frame", "End");
    this.slider = element("input", {
      type: "range", min: 0, step: 1, class: "gmm-slider", "aria-label": "Frame",
      oninput: () => actions.jump(Number(this.slider.value)),
    });
    this.position = element("span", { class: "gmm-position" });
    this.speed = element("select", { class: "gmm-speed", "aria-label": "Speed", onchange: () => actions.speed(Number(this.speed.value)) },
      ...SPEEDS.map((value) => element("option", { value, selected: value === 1 }, `${value}\u00D7`)));
    this.host = element("div", { class: "gmm-transport", role: "group", "aria-label": "Playback" },
      element("div", { class: "gmm-buttons" }, this.first, this.back, this.play, this.forward, this.step, this.last),
      element("div", { class: "gmm-track" }, this.slider), this.position, this.speed);
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
  }

  key(event) {
    const target = event.composedPath()[0];
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    if (target instanceof Element && target.closest(NATIVE_KEYS)) return;
    const name = event.shiftKey && event.key.startsWith("Arrow") ? { ArrowRight: "step", ArrowLeft: "stepBack" }[event.key] : KEYS[event.key];
    if (!name) return;
    if (name === "play" && target instanceof Element && target.closest("button, a, summary, [role=button]")) return;
    event.preventDefault();
    this.actions[name]();
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
    document.removeEventListener("keydown", this.onKey);
  }
}
