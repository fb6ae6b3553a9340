// Zooming a plot: by the wheel or by two fingers; one finger scrolls the page, as everywhere. A double click, which picking
// hears, goes back.

const LOG_ZOOM_PER_PX = 0.0015; // logarithm of the factor, a pixel of the wheel
const WHEEL_LINE_PX = 16; // px that a line of a wheel stands for
const MAX_LOG_ZOOM = 0.5; // the most that one event zooms, as a logarithm
const MIN_SPAN_SHARE = 1e-4; // of the plot's own span
const MAX_SPANS = 20;

/** Ranges of both axes `factor` times as wide around a place [x, y]; within what is worth seeing of `whole`. */
export function zoomedRanges(ranges, place, factor, whole) {
  const span = ([low, high]) => high - low;
  const held = ranges.reduce((allowed, range, axis) => {
    const share = span(range) / span(whole[axis]);
    return Math.min(Math.max(allowed, MIN_SPAN_SHARE / share), MAX_SPANS / share);
  }, factor);
  return ranges.map((range, axis) => range.map((end) => place[axis] + (end - place[axis]) * held));
}

export class Zooming {
  /** Of a plot; `free`: the wheel alone zooms, else together with Ctrl, as where a page scrolls under the pointer. */
  constructor(scatter, free) {
    this.scatter = scatter;
    this.free = free;
    this.factor = 1;
    const { host } = scatter;
    host.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    host.addEventListener("touchstart", (event) => this.touch(event), { passive: false, capture: true });
    host.addEventListener("touchmove", (event) => this.pinch(event), { passive: false, capture: true });
    host.addEventListener("touchend", () => {
      this.fingers = null;
    });
  }

  wheel(event) {
    if (!this.scatter.box || !(this.free || event.ctrlKey)) return;
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === 1 ? WHEEL_LINE_PX : 1);
    this.by(Math.exp(Math.max(-MAX_LOG_ZOOM, Math.min(MAX_LOG_ZOOM, pixels * LOG_ZOOM_PER_PX))), this.scatter.fromEvent(event));
  }

  touch(event) {
    this.fingers = event.touches.length === 2 ? this.between(event) : null;
    if (this.fingers) event.preventDefault();
  }

  pinch(event) {
    if (!this.fingers || event.touches.length !== 2) return;
    event.preventDefault();
    event.stopPropagation();
    const now = this.between(event);
    this.by(this.fingers.apart / now.apart, this.scatter.fromEvent(now));
    this.fingers = now;
  }

  /** The middle of two fingers, and how far they are apart in pixels. */
  between({ touches: [a, b] }) {
    return {
      clientX: (a.clientX + b.clientX) / 2,
      clientY: (a.clientY + b.clientY) / 2,
      apart: Math.max(1, Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY)),
    };
  }

  /** Zooms at the next picture, by all that came before it. */
  by(factor, place) {
    this.factor *= factor;
    this.place = place;
    this.request ??= requestAnimationFrame(() => {
      const { scatter } = this;
      this.request = null;
      const wanted = zoomedRanges(scatter.ranges(), this.place, this.factor, scatter.first);
      this.factor = 1;
      scatter.zoomTo(wanted);
    });
  }
}
