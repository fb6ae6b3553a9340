// Where people think that means will end: crosses that a pointer puts on the plot; the reveal draws both.

import { element } from "../draw/dom.js";

const ARM = 9; // px from the middle of a cross
const NEXT = { "": "blank", blank: "predict", predict: "" };

export class Predicting {
  /** Over a lane's view that has look(); `hide(what)` hides "blank" everything, "predict" all but dots and means, "" nothing. */
  constructor(view, look, hide) {
    this.view = view;
    this.look = look;
    this.hide = hide;
    this.hidden = "";
    this.places = [];
    this.path = element("path", { class: "gmm-predicted", "aria-hidden": "true" });
    view.scatter.overlay.append(this.path);
    view.layers.push(this);
  }

  /** Everything, then nothing, then dots and means only, then everything again with what was predicted. */
  async next() {
    this.hidden = NEXT[this.hidden];
    if (this.hidden === "blank") this.places = [];
    await this.show();
  }

  /** Ends a prediction, as when presenter mode is left. */
  async end() {
    if (!this.hidden) return;
    this.hidden = "";
    await this.show();
  }

  async show() {
    this.view.predicting = this.hidden === "predict";
    this.hide(this.hidden);
    const { color, background, ...rest } = this.look();
    await this.view.setLook({ ...rest, ...(this.view.predicting ? { color: "none", background: "none" } : { color, background }) });
  }

  /** Marks a place [x, y] of the plane. */
  put(place) {
    this.places.push(place);
    this.draw();
  }

  draw() {
    const { scatter } = this.view;
    if (!scatter.box) return;
    const cross = ([x, y]) => `M${x - ARM},${y - ARM}L${x + ARM},${y + ARM}M${x - ARM},${y + ARM}L${x + ARM},${y - ARM}`;
    this.path.setAttribute("d", this.places.map(([x, y]) => cross([scatter.toX(x), scatter.toY(y)])).join(""));
  }
}
