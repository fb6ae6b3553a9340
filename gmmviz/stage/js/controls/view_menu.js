// The View menu: how the run is shown; nothing in it changes a number.

import { element } from "../draw/dom.js";
import { Menu } from "./menu.js";

const OF_ONE_RUN = "A film and six half-steps are of one run: open a lane on Watch to save them.";

const actionsOf = (title, buttons) => element("fieldset", { class: "gmm-frame-actions" }, element("legend", {}, title), ...buttons);

/** A button whose action takes a while, which it says; a second press meanwhile does nothing. */
function slowButton([label, action]) {
  const button = element("button", { type: "button", class: "gmm-tool" }, label);
  button.onclick = async () => {
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try {
      await action((far) => {
        button.textContent = `${label}: ${far}`;
      });
      button.textContent = label;
    } catch (problem) {
      button.textContent = `${label}: failed (${problem.message})`;
    } finally {
      button.removeAttribute("aria-busy");
    }
  };
  return button;
}

export class ViewMenu extends Menu {
  /**
   * `onLook(change)` for every choice; `frameActions` are [label, action] of the frame shown, `runActions` of the run. Where
   * there are none of a run, as in a race, the menu says so.
   */
  constructor(scene, look, onLook, frameActions, runActions) {
    const choice = (name, [value, label]) => element("label", {}, element("input", { type: "radio", name: `gmm-${name}`, value: String(value),
      checked: look[name] === value, onchange: () => onLook({ [name]: value }) }), label);
    super("View",
      ...scene.look.menu.map(({ name, title, choices }) =>
        element("fieldset", {}, element("legend", {}, title), ...choices.map((one) => choice(name, one)))),
      element("div", { class: "gmm-menu-actions" },
        actionsOf("This frame", frameActions.map(([label, action]) => element("button", { type: "button", class: "gmm-tool", onclick: action }, label))),
        actionsOf("The whole run", runActions.length ? runActions.map(slowButton) : [element("p", { class: "gmm-menu-note" }, OF_ONE_RUN)])));
  }
}
