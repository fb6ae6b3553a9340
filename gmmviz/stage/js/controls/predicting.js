// Where people think that means will end: crosses that a pointer puts on the plot; the reveal draws both.

import { element } from "../draw/dom.js";

const CROSS_RADIUS = 9; // px from the middle of a cross
const NEXT_MODE = { "": "blank", blank: "predict", predict: "" };

/** Which of some places is nearest to another on the screen. */
function nearestOf(places, [x, y], { toX, toY }) {
  const distances = places.map(([u, v]) => Math.hypot(toX(u) - toX(x), toY(v) - toY(y)));
  return distances.indexOf(Math.min(...distances));
}

export class Predicting {
  /** Over lanes' views that have look(); `hide(what)` hides "blank" everything, "predict" all but dots and means, "" nothing. */
  constructor(views, look, hide) {
    this.look = look;
    this.hide = hide;
    this.hidden = "";
    this.lanes = views.map((view) => {
      const path = element("path", { class: "gmm-predicted", "aria-hidden": "true" });
      view.scatter.overlay.append(path);
      const lane = { view, path, places: [] };
      view.layers.push({ draw: () => this.draw(lane) });
      return lane;
    });
  }

  /** Everything, then nothing, then dots and means only, then everything again with what was predicted. */
  async next() {
    this.hidden = NEXT_MODE[this.hidden];
    if (this.hidden === "blank") for (const lane of this.lanes) lane.places = [];
    await this.show();
  }

  /** Ends a prediction, as when presenter mode is left. */
  async end() {
    if (!this.hidden) return;
    this.hidden = "";
    await this.show();
  }

  /** Hides from the first picture on what a run before this one hid. */
  begin(hidden) {
    this.hidden = hidden;
    this.hide(hidden);
    for (const { view } of this.lanes) {
      view.predicting = this.predicts;
      view.look = view.effectiveLook(this.effectiveLook(this.look()));
    }
  }

  get predicts() {
    return this.hidden === "predict";
  }

  /** A look as a prediction wears it: neither colours nor a background tell who owns a point. */
  effectiveLook(look) {
    return this.predicts ? { ...look, color: "none", background: "none" } : look;
  }

  async show() {
    this.hide(this.hidden);
    for (const { view } of this.lanes) {
      view.predicting = this.predicts;
      await view.setLook(this.effectiveLook(this.look()));
    }
  }

  /** Marks a place [x, y] of a view's plane; once there is a mark for each component, the nearest moves there. */
  put(view, place) {
    const lane = this.lanes.find((each) => each.view === view);
    const at = lane.places.length < view.lane.k ? lane.places.length : nearestOf(lane.places, place, view.scatter);
    lane.places[at] = place;
    this.draw(lane);
  }

  draw({ view: { scatter }, path, places }) {
    if (!scatter.box) return;
    const cross = ([x, y]) => `M${x - CROSS_RADIUS},${y - CROSS_RADIUS}L${x + CROSS_RADIUS},${y + CROSS_RADIUS}M${x - CROSS_RADIUS},${y + CROSS_RADIUS}L${x + CROSS_RADIUS},${y - CROSS_RADIUS}`;
    path.setAttribute("d", places.map(([x, y]) => cross([scatter.toX(x), scatter.toY(y)])).join(""));
  }
}
