// What a person does to a run: the View and Plane menus, choosing and placing by pointer, pictures to save.

import { MeanEditing } from "../controls/editing.js";
import { PlaneMenu } from "../controls/planes.js";
import { ViewMenu } from "../controls/view_menu.js";
import { element } from "../draw/dom.js";
import { playStops, visibleChanges } from "../math/pace.js";
import { exportFilm, filmType } from "../saving/film.js";
import { exportMontage, tellingFrames } from "../saving/montage.js";
import { ownersPicture } from "../saving/owners_picture.js";
import { curvePicture, curveTable, frameTable, lanesPicture } from "../saving/pictures.js";
import { saveFile } from "../draw/saved.js";

/** What a tool does and how it ends: where there are no keys, by its button. */
function toolNotes() {
  const touch = matchMedia("(hover: none) and (pointer: coarse)").matches;
  const [click, endsPlace, endsSelect] = touch
    ? ["tap", "Tap Add means again to end.", "Tap Choose again to end."]
    : ["click", "Escape ends.", "Escape ends."];
  return {
    place: `Each ${click} puts a mean there, as many as you like. ${endsPlace}`,
    select: `Draw round points to choose them. ${endsSelect}`,
  };
}

export class Toolbar {
  /**
   * `parts`: root, scene, state, lanes, curve, race; `on`: setLook(change), jump(frame), link(), and act(action) and
   * preview(logLikelihood) where the page can do something.
   */
  constructor({ root, scene, state, lanes, curve, race }, on) {
    this.root = root;
    this.scene = scene;
    this.on = on;
    this.state = state;
    [this.view] = lanes;
    this.lanes = lanes;
    this.curve = curve;
    const frameActions = [
      ["Save as PNG", () => this.save("png")], ["Save as SVG", () => this.save("svg")], ["Save its data (CSV)", () => this.saveTable("frame", frameTable(scene, lanes))],
      ["Curve as PNG", () => this.saveCurve("png")], ["Curve as SVG", () => this.saveCurve("svg")], ["Curve's data (CSV)", () => this.saveTable("curve", curveTable(lanes))],
    ];
    if (!race) frameActions.splice(3, 0, ["Owners as PNG", () => this.saveOwners("png")], ["Owners as SVG", () => this.saveOwners("svg")]);
    if (on.act && !race) frameActions.unshift(["Start a run from it", () => this.view.editing.startHere()]);
    this.menu = new ViewMenu(scene, state.look, on.setLook, frameActions, race ? [] : this.runActions());
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
    this.view.toolNote = toolNotes()[tool] ?? null;
    this.view.describe();
  }

  get menuOpen() {
    return this.menu.host.open || Boolean(this.planes?.host.open);
  }

  /** Saves the lanes' pictures of the frame as one file. */
  async save(format) {
    saveFile(await lanesPicture(this.lanes, format), `gmmviz-frame-${this.state.frame}.${format}`);
  }

  async saveOwners(format) {
    saveFile(await ownersPicture(this.view, format), `gmmviz-owners-${this.state.frame}.${format}`);
  }

  async saveCurve(format) {
    const words = this.lanes.map(({ lane }, at) => `${this.lanes.length > 1 ? `${at + 1} ${lane.name}: ` : ""}${lane.verdict.sentence}`);
    saveFile(await curvePicture(this.curve, `Log-likelihood by iteration. ${words.join(" ")}`, format), `gmmviz-curve.${format}`);
  }

  saveTable(name, text) {
    saveFile(new Blob([text], { type: "text/csv" }), name === "frame" ? `gmmviz-frame-${this.state.frame}.csv` : `gmmviz-${name}.csv`);
  }

  /** What can be saved of the whole run: [label, action(report)], in which report(words) says how far it is. */
  runActions() {
    const film = filmType();
    const actions = [["Six half-steps as SVG", () => this.saveRun("svg", () => this.montage())]];
    if (film) actions.push([`Film as ${film.startsWith("video/webm") ? "WebM" : "MP4"}`, (report) => this.saveRun(film.slice(6, 10).replace(";", ""), () => this.film(report))]);
    return actions;
  }

  montage() {
    const frames = tellingFrames(this.scene.lastFrame, visibleChanges(this.scene, this.view.lane));
    return exportMontage(this.view, frames, this.on.jump, this.on.link());
  }

  film(report) {
    const stops = playStops(0, this.scene.lastFrame, visibleChanges(this.scene, this.view.lane));
    return exportFilm(this.view, stops, this.on.jump, this.on.link(), (done, all) => report(`${Math.round((100 * done) / all)}\u202f%`));
  }

  /** Saves what is made of the run, and goes back to the frame that was shown. */
  async saveRun(format, make) {
    const before = this.state.frame;
    try {
      saveFile(await make(), `gmmviz-run.${format}`);
    } finally {
      this.on.jump(before);
    }
  }

  remove() {
    this.menu.remove();
    this.planes?.remove();
  }
}
