// How a stage moves through a run: to a frame, by steps, by playing; and when its reader rests on a frame.

import { modalOpen } from "../controls/modal.js";
import { TRAVEL_SECONDS } from "./lane.js";
import { Playback } from "./playback.js";
import { Resting } from "./resting.js";

export class Motion {
  /**
   * Of `lanes` in lock-step, which show frames of `state`; `changes` are the visible changes of each iteration.
   * shown() is called for each frame and where playing begins or ends, rested() for the frame that a reader rests on;
   * `followed` is that of Resting.
   */
  constructor(state, lanes, changes, { shown, rested, followed }) {
    this.state = state;
    this.lanes = lanes;
    this.shown = shown;
    this.playback = new Playback(state, changes, {
      go: (frame, seconds) => this.go(frame, seconds),
      changed: shown,
      ended: () => this.rest(),
      blocked: modalOpen,
    });
    this.resting = new Resting(rested, followed);
  }

  get playing() {
    return this.playback.playing;
  }

  toggle() {
    this.playback.toggle();
  }

  pause() {
    this.playback.pause();
  }

  /** To a frame: `seconds` of motion, 0 for a cut. */
  go(frame, seconds) {
    this.state.moveTo(frame);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const moves = this.lanes.map((lane) => lane.go(this.state.frame, still ? 0 : seconds));
    this.shown();
    if (moves.some(Boolean)) this.animate();
    this.rest();
  }

  step(direction) {
    this.pause();
    this.go(this.state.frame + direction, TRAVEL_SECONDS);
  }

  iteration(direction) {
    this.pause();
    this.go(this.state.nextIteration(direction), TRAVEL_SECONDS);
  }

  jump(frame) {
    this.pause();
    this.go(frame, 0);
  }

  /** Lets the page know where the reader is. */
  rest() {
    if (this.playing) this.resting.end();
    else this.resting.begin();
  }

  animate() {
    if (this.request) return;
    const tick = (now) => {
      this.request = null;
      if (this.lanes.map((lane) => lane.tick(now)).some(Boolean)) this.request = requestAnimationFrame(tick);
    };
    this.request = requestAnimationFrame(tick);
  }

  remove() {
    this.pause();
    this.resting.end();
    cancelAnimationFrame(this.request);
  }
}
