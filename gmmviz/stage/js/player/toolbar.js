// What a person does to a run: the View and Plane menus, choosing and placing by pointer, pictures to save.

import { MeanEditing } from "../controls/editing.js";
import { PlaneMenu } from "../controls/planes.js";
import { ViewMenu } from "../controls/view_menu.js";
import { element } from "../draw/dom.js";
import { saveFile } from "../draw/saved.js";

const TOOL_NOTES = {
  place: "Each click puts a mean there, as many as you like. Escape ends.",
  select: "Draw round points to choose them. Escape ends.",
};

export class Toolbar {
  /**
   * `parts`: root, scene, state, lanes, race; `on`: setLook(change), and act(action) and preview(logLikelihood) where the
   * page can do something.
   */
  constructor({ root, scene, state, lanes, race }, on) {
    this.root = root;
    this.state = state;
    [this.view] = lanes;
    const frameActions = [["Save as PNG", () => this.save("png")], ["Save as SVG", () => this.save("svg")]];
    if (on.act) frameActions.unshift(["Start a run from it", () => this.view.editing.startHere()]);
    this.menu = new ViewMenu(scene, state.look, on.setLook, frameActions);
    this.buttons = {};
    if (race) {
      race.addControls(this.menu);
      return;
    }
    this.buttons.select = this.toolButton("select", "Choose", "Draw round points to choose them");
    if (on.act) this.addEditing(scene, on.act, on.preview);
    this.view.tools.append(...Object.values(this.buttons).reverse(), ...(this.planes ? [this.planes.host] : []), this.menu.host);
  }

  addEditing(scene, act, preview) {
    const { view, state } = this;
    this.buttons.place = this.toolButton("place", "Add means", "Click on the plot to put means there");
    view.editing = new MeanEditing(view, (frame, parts) => act({ id: "place", frame, parts }), preview);
    if (scene.columns.length <= 2) return;
    this.planes = new PlaneMenu(scene, () => view.target.colours, (plane) => act({ id: "plane", plane, frame: state.frame }));
  }

  toolButton(tool, label, title) {
    return element("button", { type: "button", class: "gmm-tool", "aria-pressed": "false", title,
      onclick: () => this.use(this.state.tool === tool ? "look" : tool) }, label);
  }

  use(tool) {
    this.state.tool = tool;
    this.root.dataset.tool = tool;
    for (const [name, button] of Object.entries(this.buttons)) button.setAttribute("aria-pressed", String(name === tool));
    this.view.toolNote = TOOL_NOTES[tool] ?? null;
    this.view.describe();
  }

  get menuOpen() {
    return this.menu.host.open || Boolean(this.planes?.host.open);
  }

  /** Saves the first lane's picture of the frame as a file. */
  async save(format) {
    saveFile(await this.view.picture(format), `gmmviz-frame-${this.state.frame}.${format}`);
  }

  remove() {
    this.menu.remove();
    this.planes?.remove();
  }
}
