// The list of keys, as a dialog.

import { element } from "../draw/dom.js";

const KEY_HELP = [
  ["\u2192 or PageDown", "forward half a step"], ["\u2190 or PageUp", "back half a step"], ["Shift and \u2192 or \u2190", "a whole iteration"],
  ["Space", "play or pause; outside presenter mode it presses the button that Tab has led to"], ["Home, End", "first frame, last frame"], ["P", "presenter mode: large type, nothing but the stage"],
  ["2 to 8, N, F", "in presenter mode: K, another start, a different ending"],
  ["B", "in presenter mode: hide all; again: only dots and means, to point at where they will end; again: back"],
  ["D", "in presenter mode: This step beside the stage; again: The bound, Why so slow?, none"],
  ["Q", "the link as a QR code over the whole window, for phones; again: back"],
  ["T", "of a race that has ended: its table; again: the pictures"],
  ["G", "in presenter mode: outline of the best end seen"], ["Tab to a mean, then arrows", "move it; Delete takes it out"],
  ["Escape", "unpin, leave a tool"], ["?", "this list"],
];

export function keyHelp() {
  return element("dialog", { class: "gmm-help", "aria-label": "Keys" }, element("h2", { tabindex: -1 }, "Keys"),
    element("dl", {}, ...KEY_HELP.flatMap(([key, meaning]) => [element("dt", {}, key), element("dd", {}, meaning)])),
    element("form", { method: "dialog" }, element("button", {}, "Close")));
}
