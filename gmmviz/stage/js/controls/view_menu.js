// The View menu: how the run is shown; nothing in it changes a number.

import { element } from "../draw/dom.js";
import { Menu } from "./menu.js";

export class ViewMenu extends Menu {
  /** `onLook(change)` for every choice; `frameActions` are [label, action] of the frame shown. */
  constructor(scene, look, onLook, frameActions) {
    const choice = (name, [value, label]) => element("label", {}, element("input", { type: "radio", name: `gmm-${name}`, value: String(value),
      checked: look[name] === value, onchange: () => onLook({ [name]: value }) }), label);
    super("View",
      ...scene.look.menu.map(({ name, title, choices }) =>
        element("fieldset", {}, element("legend", {}, title), ...choices.map((one) => choice(name, one)))),
      element("fieldset", { class: "gmm-frame-actions" }, element("legend", {}, "This frame"),
        ...frameActions.map(([label, action]) => element("button", { type: "button", class: "gmm-tool", onclick: action }, label))));
  }
}
