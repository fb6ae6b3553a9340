// Where a reader is in a run, and how it is looked at. Nothing here draws.

export class PlayerState {
  /** `frame` where it opens, `look` what differs from the scene's default look, `tool` what a pointer does, `speed` times the pace. */
  constructor(scene, { frame = 0, look = {}, tool = "look", speed = 1 } = {}) {
    this.lastFrame = scene.lastFrame;
    this.look = { ...scene.look.defaults, ...look };
    this.speed = speed;
    this.tool = tool;
    this.frame = this.clamped(frame);
    this.reached = this.frame; // the furthest frame that was seen
  }

  get atEnd() {
    return this.frame === this.lastFrame;
  }

  clamped(frame) {
    return Math.max(0, Math.min(frame, this.lastFrame));
  }

  moveTo(frame) {
    this.frame = this.clamped(frame);
    this.reached = Math.max(this.reached, this.frame);
    return this.frame;
  }

  /** The frame after the next Update (direction 1), or after the one before (-1). */
  nextIteration(direction) {
    return direction > 0 ? 2 * (Math.floor(this.frame / 2) + 1) : 2 * (Math.ceil(this.frame / 2) - 1);
  }

  change(look) {
    this.look = { ...this.look, ...look };
    return this.look;
  }
}
