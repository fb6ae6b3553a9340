// Placing means by hand: drag one and colours follow, nudge it by keys, take it out, put one in.

import { isSamePlace } from "../draw/means.js";
import { eStep } from "../math/estep.js";
import { colourPoints } from "../scene/state_cache.js";
import { isDrag } from "./dragging.js";

const KEY_SHARE_OF_AXIS = 0.02; // of an axis a key press; a tenth of it with Shift
const REFUSED_SECONDS = 5; // after which a mean that was put has come to nothing
const NUDGE_REST_SECONDS = 0.7;

/** A lane of one state whose component j has another mean (centred, d): what the E-step needs while it is dragged. */
function movedLane(scene, lane, state, j, mean) {
  const d = scene.x.length;
  const packed = (d * (d + 1)) / 2;
  const slice = (array, width) => array.slice(state * lane.k * width, (state + 1) * lane.k * width);
  const moved = {
    k: lane.k,
    inverseTemperatures: lane.inverseTemperatures.slice(state, state + 1),
    constants: slice(lane.constants, 1),
    whiteners: slice(lane.whiteners, packed),
    means: slice(lane.means, d),
  };
  moved.means.set(mean, j * d);
  return moved;
}

export class MeanEditing {
  /**
   * `onPlace(frame, parts)`: a new start from that frame; parts are {source, mean} (null: new, unmoved).
   * `onPreview(logLikelihood)` hears that of the rows that are drawn while a mean is dragged.
   */
  constructor(view, onPlace, onPreview) {
    this.view = view;
    this.onPlace = onPlace;
    this.onPreview = onPreview;
    this.asked = false;
    this.early = []; // events on a plot that was not there yet
    this.waiting = []; // places of means to add once the run with the last one is there
    const { scatter } = view;
    scatter.means.groups.forEach((group, j) => {
      group.addEventListener("pointerdown", (event) => this.grab(j, event));
      // touch-action is not heeded on parts of an SVG: without this a finger would scroll the page away
      group.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
      group.addEventListener("keydown", (event) => this.key(j, event));
      group.addEventListener("blur", () => this.nudged && this.commit());
    });
  }

  grab(j, event) {
    event.preventDefault();
    event.stopPropagation();
    if (!event.isPrimary || this.view.predicting) return;
    const group = this.view.scatter.means.groups[j];
    group.setPointerCapture(event.pointerId);
    group.focus?.({ preventScroll: true });
    let drags = false;
    const move = (at) => {
      drags ||= isDrag(event, at);
      if (drags) this.moveTo(j, this.view.scatter.fromEvent(at));
    };
    this.dragging = true;
    const drop = () => {
      this.dragging = false;
      group.removeEventListener("pointermove", move);
      document.removeEventListener("pointerdown", another, true);
      if (this.moved) this.commit();
    };
    const another = (other) => {
      if (other.pointerId === event.pointerId) return;
      this.letGo(); // a second finger zooms, wherever the first one is
      drop();
    };
    document.addEventListener("pointerdown", another, true);
    group.addEventListener("pointermove", move);
    group.addEventListener("pointerup", drop, { once: true });
    group.addEventListener("pointercancel", drop, { once: true });
  }

  /** Leaves a mean that is being dragged where it was. */
  letGo() {
    const { view } = this;
    this.moved = null;
    cancelAnimationFrame(this.pending);
    this.pending = null;
    view.preview = null;
    view.paint();
    view.owners.draw(view.target.responsibilities, view.theme);
  }

  key(j, event) {
    if (this.view.predicting) return;
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    if (event.key in steps) {
      const size = event.shiftKey ? KEY_SHARE_OF_AXIS / 10 : KEY_SHARE_OF_AXIS;
      const { mean } = this.moved?.j === j ? this.moved.part : this.view.target.mixture[j];
      const spans = this.view.scatter.spans();
      this.moveTo(j, mean.map((at, axis) => at + steps[event.key][axis] * size * spans[axis]));
      clearTimeout(this.nudged);
      this.nudged = setTimeout(() => this.commit(), 1000 * NUDGE_REST_SECONDS);
    } else if (event.key === "Delete" || event.key === "Backspace") this.takeOut(j);
    else if (event.key === "Enter" && this.moved) this.commit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Shows component j with its mean at a place [x, y] of the plane; the colours are those of this mixture. */
  moveTo(j, place) {
    const { view } = this;
    const { scene, lane, look, theme } = view;
    const rounded = this.rounded(this.inFull(j, place));
    const centred = rounded.map((value, p) => value - scene.centre[p]);
    const state = view.target.state;
    const tally = {};
    const responsibilities = eStep(scene.x, movedLane(scene, lane, state, j, centred), 0, tally);
    const seen = [0, 1].map((axis) => scene.plane[axis].reduce((sum, factor, p) => sum + factor * rounded[p], 0));
    const part = { ...view.target.mixture[j], mean: seen };
    this.moved = { j, mean: rounded, part };
    const mixture = view.target.mixture.map((other, i) => (i === j ? part : other));
    const colours = look.color === "none" || look.color === "truth"
      ? view.target.colours
      : colourPoints(scene, responsibilities, lane.k, theme, look.color);
    view.preview = { mixture, owned: { from: responsibilities, to: responsibilities }, from: colours, to: colours, progress: 1, marks: view.marksOf(responsibilities), fades: { points: 1, rings: view.ringStrength(1) }, trail: [] };
    this.newest = { responsibilities, logLikelihood: tally.logLikelihood };
    this.pending ??= requestAnimationFrame(() => {
      this.pending = null;
      view.paint();
      view.owners.draw(this.newest.responsibilities, theme);
      this.onPreview?.(this.newest.logLikelihood);
    });
  }

  /** Full mean (d) of a component whose place in the plane is given; what the plane does not show stays. */
  inFull(j, place) {
    const { scene, lane, target } = this.view;
    const d = scene.x.length;
    const before = target.mixture[j].mean;
    return Array.from({ length: d }, (_, p) => {
      const at = lane.means[(target.state * lane.k + j) * d + p] + scene.centre[p];
      return at + [0, 1].reduce((sum, axis) => sum + scene.planeInverse[axis][p] * (place[axis] - before[axis]), 0);
    });
  }

  /** Numbers short enough for a link: to about a thousandth of a column's sd. */
  rounded(mean) {
    return mean.map((value, p) => {
      const digits = 3 - Math.floor(Math.log10(this.view.scene.deviations[p]));
      return Number(value.toFixed(Math.min(12, Math.max(0, digits))));
    });
  }

  /** A mean that is put upon another of the plot's two columns is that component a second time: EM cannot tell them apart. */
  parts() {
    const { moved } = this;
    const same = moved && this.view.scene.x.length <= 2 ? this.under(moved) : null;
    return Array.from({ length: this.view.lane.k }, (_, j) => {
      if (moved?.j !== j) return { source: j, mean: null };
      return same === null ? { source: j, mean: moved.mean } : { source: same, mean: null };
    });
  }

  /** The other component whose mean is shown at the same place as a moved one, or null. */
  under({ j, part }) {
    const { scatter, scene, target } = this.view;
    const place = ({ mean }) => [scatter.toX(mean[0]), scatter.toY(mean[1])];
    const here = place(part);
    const found = target.mixture.findIndex((other, i) => i !== j && isSamePlace(place(other), here, scene.style.discs));
    return found < 0 ? null : found;
  }

  commit() {
    clearTimeout(this.nudged);
    this.nudged = null;
    if (!this.moved) return;
    const parts = this.parts();
    this.moved = null;
    this.onPlace(this.view.frame, parts);
  }

  takeOut(j) {
    if (this.view.lane.k === 1) return;
    this.onPlace(this.view.frame, this.parts().filter(({ source }) => source !== j));
  }

  /** Puts a new component where an event is; before there is a plot, as soon as there is one. */
  put(event) {
    if (this.view.scatter.box) this.putIn(this.view.scatter.fromEvent(event));
    else this.early.push({ clientX: event.clientX, clientY: event.clientY });
  }

  /** Puts new components at places [x, y] of the plane, and where was clicked before there was a plot: one run each. */
  putAll(places) {
    const early = this.early.splice(0).map((event) => this.view.scatter.fromEvent(event));
    for (const place of [...places, ...early]) this.putIn(place);
  }

  /** Puts a new component at a place [x, y] of the plane; in columns the plane does not show, at their means. */
  putIn(place) {
    if (this.asked) {
      this.waiting.push(place);
      return;
    }
    this.asked = true; // the run with it replaces this one: what is clicked before that is its next
    setTimeout(() => {
      this.asked = false; // it was refused
    }, 1000 * REFUSED_SECONDS);
    const { scene } = this.view;
    const mean = scene.centre.map((value, p) =>
      value + [0, 1].reduce((sum, axis) => sum + scene.planeInverse[axis][p] * (place[axis] - scene.planeCentre[axis]), 0));
    this.onPlace(this.view.frame, [...this.parts(), { source: null, mean: this.rounded(mean) }]);
  }

  /** A run from the mixture on screen. */
  startHere() {
    this.onPlace(this.view.frame, this.parts());
  }
}
