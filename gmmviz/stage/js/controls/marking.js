// Rows that the page asks to have marked: a ring round each point of them that is shown, while its mixture is shown.

import { element } from "../draw/dom.js";
import { written } from "../words/numbers.js";

const MOST_RINGS = 2000; // more are thinned out evenly, and it is said how many are drawn
const MANY_RINGS = 300; // from here on they are thin, or they would hide what they mark
const RING_GAP = 2.5; // px between a dot and its ring

/** Which rows are in a set: a bit a row, the lowest first, in base64. */
export function bitSet(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return (row) => row >> 3 < bytes.length && ((bytes[row >> 3] >> (row & 7)) & 1) === 1;
}

export class Marking {
  /** Marks on the points of a lane's view. */
  constructor(view) {
    this.view = view;
    this.path = element("path", { class: "gmm-marked", "aria-hidden": "true" });
    view.scatter.overlay.prepend(this.path);
    view.layers.push(this);
  }

  /** Another set of rows, {state, count, words, rows}, or null for none; `state` is whose mixture it belongs to. */
  set(marked) {
    const { scene } = this.view;
    this.marked = marked;
    this.group = null;
    if (marked) {
      const has = bitSet(marked.rows);
      this.group = Array.from(scene.x[0], (_, point) => has(scene.rows ? scene.rows[point] : point));
      const points = [...this.group.keys()].filter((point) => this.group[point]);
      const stride = Math.max(1, points.length / MOST_RINGS);
      this.points = Array.from({ length: Math.min(points.length, MOST_RINGS) }, (_, at) => points[Math.floor(at * stride)]);
    }
    this.path.classList.toggle("gmm-many", (this.points?.length ?? 0) > MANY_RINGS);
    this.view.describe();
    this.draw();
  }

  /** Which points (n booleans) are marked in the frame on screen; null for none. */
  shown() {
    return this.marked && this.view.target?.state === this.marked.state ? this.group : null;
  }

  note() {
    if (!this.shown()) return null;
    const { count, words } = this.marked;
    const some = this.points.length < count ? `${written(this.points.length, 0)} of ${written(count, 0)}` : written(count, 0);
    return `Ringed: ${some} ${words}`;
  }

  draw() {
    const { scatter } = this.view;
    if (!this.shown() || !scatter.box) {
      this.path.setAttribute("d", "");
      return;
    }
    this.path.setAttribute("d", ringsRound(scatter, this.points));
  }
}

/** SVG path of a ring round each of some points. */
export function ringsRound(scatter, points) {
  const [xs, ys] = scatter.coordinates;
  const radius = scatter.dotRadius * scatter.scale + RING_GAP;
  const arc = (way) => `a${radius},${radius} 0 1,0 ${way * 2 * radius},0`;
  const ring = `${arc(1)}${arc(-1)}`;
  return points.map((point) => `M${(scatter.toX(xs[point]) - radius).toFixed(1)},${scatter.toY(ys[point]).toFixed(1)}${ring}`).join("");
}
