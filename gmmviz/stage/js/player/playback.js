// Playing: one stop after the other, each with its time.

import { playStops } from "../math/pace.js";

export class Playback {
  /** `changes` are the visible changes of each iteration; go(frame, seconds), changed() at a start or stop, ended(); blocked(): whether nothing may play. */
  constructor(state, changes, { go, changed, ended, blocked = () => false }) {
    this.state = state;
    this.changes = changes;
    this.go = go;
    this.changed = changed;
    this.ended = ended;
    this.blocked = blocked;
    this.stops = null;
  }

  get playing() {
    return this.stops !== null;
  }

  toggle() {
    if (this.playing) this.stop();
    else this.start();
  }

  /** Plays on from the present frame; from the end, the whole run again. */
  start() {
    const { state } = this;
    if (state.atEnd) this.go(0, 0);
    this.stops = playStops(state.frame, state.lastFrame, this.changes);
    this.changed();
    this.advance();
  }

  advance() {
    if (this.blocked()) {
      this.stop(); // nothing plays behind a dialog
      return;
    }
    const stop = this.stops?.shift();
    if (!stop) {
      this.pause();
      this.changed();
      this.ended();
      return;
    }
    const seconds = stop.seconds / this.state.speed;
    this.go(stop.frame, seconds);
    this.timer = setTimeout(() => this.advance(), 1000 * seconds);
  }

  stop() {
    this.pause();
    this.changed();
    this.ended();
  }

  /** Stops without a word: what comes next tells where the reader is. */
  pause() {
    clearTimeout(this.timer);
    this.stops = null;
  }
}
