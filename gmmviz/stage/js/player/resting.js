// When the page learns where the reader is: a server may have to draw what belongs to the frame.

const REST_MS = 300;

export class Resting {
  /**
   * report() is called for the frame that is shown then: once a reader has rested on it, or, while something beside the
   * stage is followed(), at the first step after a rest and no more than every 300 ms while stepping on.
   */
  constructor(report, followed = () => false, clock = globalThis) {
    this.report = report;
    this.followed = followed;
    this.clock = clock;
    this.reportedAt = -Infinity;
  }

  /** A frame is shown; the one before is not reported any more. */
  begin() {
    this.end();
    const since = this.clock.performance.now() - this.reportedAt;
    const wait = this.followed() ? Math.max(0, REST_MS - since) : REST_MS;
    this.waiting = this.clock.setTimeout(() => {
      this.reportedAt = this.clock.performance.now();
      this.report();
    }, wait);
  }

  end() {
    this.clock.clearTimeout(this.waiting);
  }
}
