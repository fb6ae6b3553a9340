// One run on the stage: its scatter, its shares, and the motion between two of its frames.

const COLOUR_SECONDS = 0.25;
const TRAVEL_SECONDS = 0.45;
const easeOut = (s) => 1 - (1 - s) ** 3;

class LaneView {
  constructor(scene, lane) {
    this.scene = scene;
    this.lane = lane;
    this.shares = new Shares(scene, lane);
    this.scatter = new Scatter(scene, lane, () => this.paint());
    this.mixtures = new Map();
    this.legend = element("ul", { class: "gmm-legend" });
    this.chips = Array.from({ length: lane.k }, (_, j) => {
      const value = element("span", { class: "gmm-chip-value" });
      const mark = element("span", { class: "gmm-chip-mark", "aria-hidden": "true" }, String(j + 1));
      this.legend.append(element("li", { class: "gmm-chip" }, mark, value));
      return { mark, value };
    });
    this.host = element("section", { class: "gmm-lane", "aria-label": lane.name || "Scatter" }, this.legend, this.scatter.host);
    this.owners = new OwnersMap(scene, lane);
  }

  async mount(theme, frame) {
    this.theme = theme;
    this.frame = this.clamp(frame);
    this.target = this.pose(this.frame);
    this.share = 1;
    await this.scatter.mount(theme);
    this.owners.order = ownerOrder(this.shares.of(this.lane.states - 1, theme).shares, this.lane.k);
    this.settle();
  }

  clamp(frame) {
    return Math.min(frame, this.lane.lastFrame);
  }

  mixture(state) {
    if (!this.mixtures.has(state)) this.mixtures.set(state, drawnMixture(this.scene, this.lane, state));
    return this.mixtures.get(state);
  }

  /** What a frame looks like at rest. */
  pose(frame) {
    const state = mixtureStateOf(frame);
    const { shares, colours } = this.shares.of(responsibilityStateOf(frame), this.theme);
    const phase = phaseOf(frame);
    const final = frame === this.lane.lastFrame;
    return {
      state,
      shares,
      colours,
      mixture: this.mixture(state),
      rings: phase === "E" && !final ? this.scene.style.stale : 1,
      points: phase === "M" ? this.scene.style.stale : 1,
    };
  }

  /** Turns to a frame; `seconds` is how long the motion may take (0 is a cut). Returns whether it moves. */
  go(frame, seconds) {
    const next = this.clamp(frame);
    if (next === this.frame && this.share === 1) return false;
    const current = this.current();
    this.frame = next;
    this.target = this.pose(next);
    this.source = current;
    this.travels = current.state !== this.target.state;
    this.share = seconds > 0 ? 0 : 1;
    this.seconds = Math.min(seconds, this.travels ? TRAVEL_SECONDS : COLOUR_SECONDS);
    this.started = null;
    this.owners.draw(this.target.shares, this.theme);
    this.describe();
    if (this.share === 1) this.paint();
    return this.share < 1;
  }

  /** What is on screen now, as a pose that a new motion can leave from. */
  current() {
    if (this.share === 1 || !this.source) return this.target;
    return { ...this.target, mixture: this.drawn ?? this.target.mixture, colours: this.target.colours };
  }

  /** One animation frame; returns whether the motion goes on. */
  tick(now) {
    if (this.share === 1) return false;
    this.started ??= now;
    this.share = Math.min(1, (now - this.started) / (1000 * this.seconds));
    this.paint();
    return this.share < 1;
  }

  paint() {
    if (!this.target || !this.scatter.box) return;
    const s = this.share === 1 ? 1 : easeOut(this.share);
    const from = this.source ?? this.target;
    const mix = (name) => from[name] + (this.target[name] - from[name]) * s;
    const moving = this.share < 1 && this.travels;
    this.drawn = moving ? betweenMixtures(from.mixture, this.target.mixture, s) : this.target.mixture;
    const trail = [];
    for (let state = Math.max(0, this.target.state - this.scene.style.trail); state < this.target.state; state += 1) {
      trail.push(this.mixture(state));
    }
    this.scatter.draw({
      from: from.colours,
      to: this.target.colours,
      share: s,
      mixture: this.drawn,
      trail,
      fades: { points: mix("points"), rings: mix("rings") },
    });
    if (this.share === 1) this.source = null;
  }

  settle() {
    this.share = 1;
    this.source = null;
    this.owners.draw(this.target.shares, this.theme);
    this.describe();
    this.paint();
  }

  describe() {
    this.target.mixture.forEach(({ weight }, j) => {
      const { mark, value } = this.chips[j];
      mark.style.borderColor = componentStyle(this.scene, this.theme, j).colour;
      value.textContent = percent(weight);
      mark.parentElement.setAttribute("aria-label", `Component ${j + 1} holds ${percent(weight)}`);
    });
  }

  async restyle(theme) {
    this.theme = theme;
    this.target = this.pose(this.frame);
    this.source = null;
    this.share = 1;
    await this.scatter.restyle(theme);
    this.settle();
  }

  sentence() {
    const { frame, lane, scene } = this;
    if (frame === 0) return lane.opening;
    if (frame === lane.lastFrame) return lane.verdict.sentence;
    const state = responsibilityStateOf(frame);
    if (phaseOf(frame) === "M") return updateSentence(scene, lane, mixtureStateOf(frame));
    const before = state > 0 ? this.shares.of(state - 1, this.theme).shares : null;
    return assignSentence(before, this.shares.of(state, this.theme).shares, lane.k);
  }
}
