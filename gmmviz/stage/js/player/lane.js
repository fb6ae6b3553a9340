// One run on the stage: its scatter, its responsibilities, and the motion between two of its frames.

import { element, setRing } from "../draw/dom.js";
import { Histogram } from "../draw/histogram.js";
import { Scatter } from "../draw/scatter.js";
import { writeNote } from "../draw/notes.js";
import { ownerOrder, OwnersMap } from "../draw/owners.js";
import { exportPicture } from "../draw/picture.js";
import { ownersOf } from "../math/estep.js";
import { laneFrame, mixtureStateOf, phaseOf, responsibilityStateOf } from "../math/frames.js";
import { betweenMixtures, drawnMixture } from "../math/mixtures.js";
import { componentStyle, sharedTones } from "../scene/component_style.js";
import { StateCache } from "../scene/state_cache.js";
import { percent } from "../words/numbers.js";
import { assignSentence, updateSentence } from "../words/sentences.js";

const COLOUR_SECONDS = 0.25;
export const TRAVEL_SECONDS = 0.45;
const KMEANS_NOTE = "Each point belongs to the nearest mean alone.";
const easeOut = (s) => 1 - (1 - s) ** 3;

export class LaneView {
  constructor(scene, lane, look) {
    this.scene = scene;
    this.lane = lane;
    this.look = this.effectiveLook(look);
    this.ending = null;
    this.layers = []; // what is drawn over the points: each has draw()
    this.cache = new StateCache(scene, lane);
    this.scatter = new (scene.x.length > 1 ? Scatter : Histogram)(scene, lane, () => this.paint());
    this.mixtures = new Map();
    this.emphasis = { component: null, points: null };
    this.legend = element("ul", { class: "gmm-legend" });
    this.tools = element("div", { class: "gmm-tools" });
    this.note = element("p", { class: "gmm-note" });
    this.chips = Array.from({ length: lane.k }, (_, j) => this.makeChip(j));
    this.host = element("section", { class: lane.kmeans ? "gmm-lane gmm-kmeans" : "gmm-lane", "aria-label": lane.name || "Points and components" },
      element("div", { class: "gmm-bar" }, this.legend, this.tools),
      scene.remarks.length ? element("p", { class: "gmm-remark", title: scene.remarks.join(" ") }, scene.remarks.join(" ")) : null, this.scatter.host);
    this.scatter.notes.prepend(this.note);
    this.owners = new OwnersMap(scene, lane);
  }

  /** A look as this lane wears it: k-means has territories and one owner for each point. */
  effectiveLook(look) {
    if (!this.lane.kmeans) return look;
    return { ...look, color: look.color === "blend" ? "hard" : look.color, background: look.color === "none" ? look.background : "territories" };
  }

  makeChip(j) {
    const value = element("span", { class: "gmm-chip-value" });
    const mark = element("span", { class: "gmm-chip-mark", "aria-hidden": "true" }, String(j + 1));
    const chip = element("button", { type: "button", class: "gmm-chip", "aria-pressed": "false", onclick: () => this.onChip?.(j) }, mark, value);
    this.legend.append(element("li", {}, chip));
    return { chip, mark, value };
  }

  async mount(theme, frame) {
    this.theme = theme;
    this.frame = this.clamp(frame);
    this.owners.setOrder(ownerOrder(this.cache.of(this.lane.states - 1), this.lane.k));
    this.target = this.pose(this.frame);
    this.progress = 1;
    this.scatter.setLook(this.look);
    await this.scatter.mount(theme);
    this.settle();
  }

  clamp(frame) {
    return laneFrame(this.scene, this.lane, frame, this.look.pace);
  }

  mixture(state) {
    if (!this.mixtures.has(state)) this.mixtures.set(state, drawnMixture(this.scene, this.lane, state));
    return this.mixtures.get(state);
  }

  /** What a frame looks like at rest. */
  pose(frame) {
    const state = mixtureStateOf(frame);
    const owned = responsibilityStateOf(frame);
    const phase = phaseOf(frame);
    const { stale } = this.scene.style;
    const responsibilities = this.cache.of(owned);
    return {
      state,
      responsibilities,
      colours: this.cache.colours(owned, this.theme, this.look.color),
      marks: this.marksOf(responsibilities),
      mixture: this.mixture(state),
      rings: this.ringStrength(phase === "E" && frame !== this.lane.lastFrame ? stale : 1),
      points: phase === "M" ? stale : 1,
    };
  }

  /** How strongly rings are drawn that would have this strength: k-means has none, nor has a prediction. */
  ringStrength(strength) {
    return this.lane.kmeans || this.predicting ? 0 : strength;
  }

  /**
   * Index of each point's mark (n) in the colour modes that give one component or class a point, else null. Blended,
   * points have the marks of their owners where its tone is another component's as well.
   */
  marksOf(responsibilities) {
    const { color } = this.look;
    if (color === "blend" && responsibilities) {
      const shared = sharedTones(this.theme, this.lane.k);
      return shared.includes(true) ? ownersOf(responsibilities, this.lane.k).map((owner) => (shared[owner] ? owner : 0)) : null;
    }
    const labels = color === "truth" ? this.scene.labels : color === "hard" && responsibilities ? ownersOf(responsibilities, this.lane.k) : null;
    return labels && Uint8Array.from(labels, (label) => Math.max(label, 0));
  }

  /** Turns to a frame; `seconds` is how long the motion may take (0 is a cut). Returns whether it moves. */
  go(frame, seconds) {
    const next = this.clamp(frame);
    this.preview = null;
    if (next === this.frame && this.progress === 1) return false;
    const current = this.current();
    this.frame = next;
    this.target = this.pose(next);
    this.source = current;
    this.travels = current.state !== this.target.state;
    this.progress = seconds > 0 ? 0 : 1;
    this.seconds = Math.min(seconds, this.travels ? TRAVEL_SECONDS : COLOUR_SECONDS);
    this.started = null;
    this.owners.draw(this.target.responsibilities, this.theme);
    this.describe();
    if (this.progress === 1) this.paint();
    return this.progress < 1;
  }

  /** What is on screen now, as a pose that a new motion can leave from. */
  current() {
    return this.progress === 1 || !this.source ? this.target : { ...this.target, mixture: this.drawn ?? this.target.mixture };
  }

  /** One animation frame; returns whether the motion goes on. */
  tick(now) {
    if (this.progress === 1) return false;
    this.started ??= now;
    this.progress = Math.min(1, (now - this.started) / (1000 * this.seconds));
    this.paint();
    return this.progress < 1;
  }

  paint() {
    if (!this.target || !this.scatter.box) return;
    const s = this.progress === 1 ? 1 : easeOut(this.progress);
    const from = this.source ?? this.target;
    const mix = (name) => from[name] + (this.target[name] - from[name]) * s;
    const moving = this.progress < 1 && this.travels;
    this.drawn = moving ? betweenMixtures(from.mixture, this.target.mixture, s) : this.target.mixture;
    this.scatter.draw({
      from: from.colours,
      to: this.target.colours,
      progress: s,
      mixture: this.drawn,
      trail: this.trail(),
      fades: { points: mix("points"), rings: mix("rings") },
      marks: this.target.marks,
      strengths: this.strengths(this.target.responsibilities),
      component: this.emphasis.component,
      owned: { from: from.responsibilities, to: this.target.responsibilities },
      mode: this.look.color,
      ...this.preview,
    });
    for (const layer of this.layers) layer.draw();
    if (this.progress === 1) this.source = null;
  }

  trail() {
    const { state } = this.target;
    const first = this.look.trails && !this.predicting ? Math.max(0, state - this.scene.style.trailFades.length) : state;
    return Array.from({ length: state - first }, (_, at) => this.mixture(first + at));
  }

  /** How strongly each point is drawn (n), or null: a pinned component or a selected group dims the others. */
  strengths(responsibilities) {
    const { component, points } = this.emphasis;
    const { dimmed } = this.scene.style;
    if (points) return Float32Array.from(points, (chosen) => (chosen ? 1 : dimmed));
    if (component === null || !responsibilities || this.predicting) return null;
    const n = responsibilities.length / this.lane.k;
    return Float32Array.from(responsibilities.subarray(component * n, component * n + n), (progress) => dimmed + (1 - dimmed) * progress);
  }

  /** Dims everything but a component, or but a group of points (n booleans); both null: nothing is dimmed. */
  emphasise(component, points) {
    this.emphasis = { component: component !== null && component < this.lane.k ? component : null, points };
    this.chips.forEach(({ chip }, j) => chip.setAttribute("aria-pressed", String(j === component)));
    this.paint();
  }

  settle() {
    this.progress = 1;
    this.source = null;
    this.owners.draw(this.target.responsibilities, this.theme);
    this.describe();
    this.paint();
  }

  describe() {
    const rings = this.lane.kmeans ? KMEANS_NOTE : this.scene.notes[this.look.rings];
    writeNote(this.note, this.toolNote ?? this.layers.map((layer) => layer.note?.()).find(Boolean) ?? rings);
    this.target.mixture.forEach(({ weight }, j) => {
      const { chip, mark, value } = this.chips[j];
      setRing(mark, componentStyle(this.scene, this.theme, j));
      value.textContent = percent(weight);
      chip.setAttribute("aria-label", `Component ${j + 1} holds ${percent(weight)}: pin it`);
      this.scatter.means.name(j, `Mean of component ${j + 1}.${this.editing ? " Arrow keys move it, Delete takes it out." : ""}`);
    });
  }

  /** What this lane shows, as a Blob to save: "svg" or "png". */
  picture(format) {
    return exportPicture(this, format);
  }

  /** Another look at the same frame. */
  async setLook(look) {
    const rescaled = look.present !== this.look.present;
    this.look = this.effectiveLook(look);
    this.scatter.setLook(this.look);
    this.target = this.pose(this.frame);
    if (rescaled) await this.scatter.restyle(this.theme);
    this.settle();
  }

  async restyle(theme) {
    this.theme = theme;
    this.target = this.pose(this.frame);
    await this.scatter.restyle(theme);
    this.settle();
  }

  /** What is said of the frame; where the run turns away from a better one, that first. */
  sentence() {
    const divergence = this.ending?.divergence;
    return divergence?.frame === this.frame ? `${divergence.words} ${this.frameSentence()}` : this.frameSentence();
  }

  frameSentence() {
    const { frame, lane, scene } = this;
    if (frame === 0) return scene.opening;
    if (frame === lane.lastFrame) return this.ending?.sentence ?? lane.verdict.sentence;
    const state = responsibilityStateOf(frame);
    if (phaseOf(frame) === "M") return updateSentence(scene, lane, mixtureStateOf(frame));
    return assignSentence(state > 0 ? this.cache.of(state - 1) : null, this.cache.of(state), lane.k, scene);
  }
}
