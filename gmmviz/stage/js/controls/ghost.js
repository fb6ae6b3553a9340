// The best end seen, as outlines under the present ones: dashed, in ink, with small numbers; rows that would change.

import { element } from "../draw/dom.js";
import { outlinePath, ringOutline } from "../math/outline.js";
import { written } from "../words/numbers.js";
import { bitSet, ringsRound } from "./marking.js";

const NOTE_MS = 4000;
const NO_GHOST = "No better end is known that can be outlined here.";

export class Ghost {
  /** Over a lane's view; `changed(shown)` hears when it is shown or hidden. */
  constructor(view, changed) {
    this.view = view;
    this.changed = changed;
    this.shown = false;
    this.host = element("g", { class: "gmm-ghost", "aria-hidden": "true" });
    view.scatter.overlay.prepend(this.host);
    view.layers.push(this);
  }

  /** Another ghost, {components: [{mean, covariance}], rows, count}, or none (null). */
  set(ghost) {
    this.ghost = ghost ?? null;
    if (!ghost) this.shown = false;
    const { scene } = this.view;
    const has = ghost ? bitSet(ghost.rows) : () => false;
    this.points = Array.from(scene.x[0], (_, point) => point).filter((point) => has(scene.rows ? scene.rows[point] : point));
    this.view.describe();
    this.draw();
  }

  /** Shows the ghost, if there is one, where the stage opens: the frame stays. Returns whether it is shown. */
  open() {
    this.shown = Boolean(this.ghost);
    this.view.describe();
    this.draw();
    return this.shown;
  }

  toggle() {
    if (!this.ghost) {
      this.sayNothingBetter();
      return;
    }
    this.shown = !this.shown;
    this.view.describe();
    this.draw();
    this.changed(this.shown);
  }

  /** Says for a moment that there is no other end to show. */
  sayNothingBetter() {
    this.none = true;
    this.view.describe();
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      this.none = false;
      this.view.describe();
    }, NOTE_MS);
  }

  note() {
    if (this.none) return NO_GHOST;
    if (!this.shown) return null;
    return `Dashed: the best end seen. Ringed: ${written(this.ghost.count, 0)} rows that it puts elsewhere.`;
  }

  draw() {
    const { scatter } = this.view;
    if (!this.shown || !scatter.box) {
      this.host.replaceChildren();
      return;
    }
    const radius = (scatter.radii ?? scatter.scene.style.radii.mass).outer;
    this.host.replaceChildren(
      element("path", { class: "gmm-ghost-rows", d: ringsRound(scatter, this.points) }),
      ...this.ghost.components.flatMap(({ mean, covariance }, j) => [
        element("path", { class: "gmm-ghost-ring", d: outlinePath(ringOutline(mean, covariance, radius), scatter.toX, scatter.toY) }),
        element("text", { class: "gmm-ghost-number", x: scatter.toX(mean[0]) + 14, y: scatter.toY(mean[1]) - 12 }, String(j + 1)),
      ]));
  }
}
