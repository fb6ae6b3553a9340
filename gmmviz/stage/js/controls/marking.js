// Points that nobody can place, where a page asks for them: a ring round each, by the mixture on screen.

import { element } from "../draw/dom.js";
import { eStep } from "../math/estep.js";
import { written } from "../words/numbers.js";

const MAX_RINGS = 2000; // more are thinned out evenly, and it is said how many are drawn
const MIN_RINGS_THAT_ARE_THIN = 300; // from here on they are thin, or they would hide what they mark
const RING_GAP = 2.5; // px between a dot and its ring

/** Which rows are in a set: a bit a row, the lowest first, in base64. */
export function bitSet(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return (row) => row >> 3 < bytes.length && ((bytes[row >> 3] >> (row & 7)) & 1) === 1;
}

/** Which points (n booleans) no component owns at least this share of, by the mixture of a state: EM's own responsibilities. */
export function undecided(columns, lane, state, least) {
  const responsibilities = eStep(columns, { ...lane, inverseTemperatures: { [state]: 1 } }, state);
  const n = columns[0].length;
  return Array.from({ length: n }, (_, point) => {
    for (let at = point; at < responsibilities.length; at += n) if (responsibilities[at] >= least) return false;
    return true;
  });
}

export class Marking {
  /** Marks on the points of a lane's view. */
  constructor(view) {
    this.view = view;
    this.marked = null;
    this.path = element("path", { class: "gmm-marked", "aria-hidden": "true" });
    view.scatter.overlay.prepend(this.path);
    view.layers.push(this);
  }

  /** What is ringed from now on, {least, words}, or null for nothing; `least` is the share that places a point. */
  set(marked) {
    this.marked = marked ?? null;
    this.state = null;
    this.view.describe();
    this.draw();
  }

  /** Finds the points for the mixture on screen, where it is another one. */
  find() {
    const { scene, lane, target } = this.view;
    if (this.state === target.state) return;
    this.state = target.state;
    this.group = undecided(scene.x, lane, target.state, this.marked.least);
    const points = [...this.group.keys()].filter((point) => this.group[point]);
    const stride = Math.max(1, points.length / MAX_RINGS);
    this.count = points.length;
    this.points = Array.from({ length: Math.min(points.length, MAX_RINGS) }, (_, at) => points[Math.floor(at * stride)]);
    this.drawn = null;
    this.path.classList.toggle("gmm-many", this.points.length > MIN_RINGS_THAT_ARE_THIN);
  }

  /** Which points (n booleans) are marked in the frame on screen; null for none. */
  shown() {
    if (!this.marked || !this.view.target) return null;
    this.find();
    return this.group;
  }

  note() {
    if (!this.shown()) return null;
    const { scene } = this.view;
    const some = this.points.length < this.count ? `${written(this.points.length, 0)} of ${written(this.count, 0)}` : written(this.count, 0);
    return `Ringed: ${some}${scene.x[0].length < scene.total ? " of the points shown" : ""} ${this.marked.words}`;
  }

  draw() {
    const { scatter } = this.view;
    if (!this.shown() || !scatter.box) {
      this.drawn = null;
      this.path.setAttribute("d", "");
      return;
    }
    const place = [scatter.toX(0), scatter.toX(1), scatter.toY(0), scatter.toY(1), scatter.dotRadius * scatter.scale].join(" ");
    if (this.drawn === place) return; // points stay where they are while a frame moves
    this.drawn = place;
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
