// Points on a canvas: discs stamped into one image, over a background that carries the gridlines.

import { hexToRgb } from "../math/colour.js";
import { markStamp } from "./stamps.js";

/** Order (n) in which points are drawn, so that none of the file's groups lies on top: every `stride`th, all round. */
export function drawOrder(n, stride) {
  return Uint32Array.from({ length: n }, (_, i) => (i * stride) % n);
}

export class PointsCanvas {
  /** A canvas that draws n points; `style` is the scene's. */
  constructor(canvas, n, style) {
    this.canvas = canvas;
    this.style = style;
    this.context = canvas.getContext("2d", { alpha: false });
    this.n = n;
    this.order = drawOrder(n, style.drawStride);
    this.few = n <= style.dots.marked;
  }

  /** Sizes the canvas (CSS pixels) and precomputes each point's pixel, the background and the stamp. */
  layout({ width, height, pixelRatio, toX, toY, points, gridX, gridY, theme, dotRadius }) {
    const w = Math.max(1, Math.round(width * pixelRatio));
    const h = Math.max(1, Math.round(height * pixelRatio));
    if (this.canvas.width !== w || this.canvas.height !== h) {
      this.canvas.width = w;
      this.canvas.height = h;
    }
    const { context } = this;
    context.fillStyle = theme.panel;
    context.fillRect(0, 0, w, h);
    context.fillStyle = theme.hairline;
    const line = Math.max(1, Math.round(pixelRatio));
    for (const at of gridX) context.fillRect(Math.round(at * pixelRatio), 0, line, h);
    for (const at of gridY) context.fillRect(0, Math.round(at * pixelRatio), w, line);
    this.background = context.getImageData(0, 0, w, h);
    this.image = context.createImageData(w, h);
    const { few, style } = this;
    const rim = few ? style.dots.rim * pixelRatio : 0;
    const radius = dotRadius * pixelRatio;
    this.stamps = (few ? style.marks : ["circle"]).map((mark) => {
      const stamp = markStamp(mark, radius, rim);
      return {
        offsets: Int32Array.from(stamp, ({ dx, dy }) => 4 * (dy * w + dx)),
        dot: Float32Array.from(stamp, ({ dot }) => dot),
        outer: Float32Array.from(stamp, ({ outer }) => outer),
      };
    });
    this.reach = Math.ceil(1.3 * radius + rim + 0.5);
    this.pageRgb = hexToRgb(theme.panel);
    this.opacity = few ? 1 : style.dots.crowdOpacity;
    this.place(toX, toY, points, pixelRatio, w, h);
  }

  place(toX, toY, [xs, ys], pixelRatio, w, h) {
    const { n, reach } = this;
    this.at = new Int32Array(n); // byte offset of the centre, or -1 where it would leave the image
    const offsetX = toX(0);
    const slopeX = toX(1) - offsetX;
    const offsetY = toY(0);
    const slopeY = toY(1) - offsetY;
    for (let i = 0; i < n; i += 1) {
      const px = Math.round((offsetX + slopeX * xs[i]) * pixelRatio);
      const py = Math.round((offsetY + slopeY * ys[i]) * pixelRatio);
      const inside = px >= reach && py >= reach && px < w - reach && py < h - reach;
      this.at[i] = inside ? 4 * (py * w + px) : -1;
    }
  }

  /**
   * Draws all points in colours a share `s` of the way from `from` to `to` (3*n each). `marks` (n) picks a stamp
   * a point, `strengths` (n) dims points; both may be null.
   */
  draw({ from, to, progress, fade, marks = null, strengths = null }) {
    if (!this.few) {
      this.drawCrowd({ from, to, progress, fade, strengths });
      return;
    }
    const pixels = this.image.data;
    pixels.set(this.background.data);
    const { at, order, stamps, pageRgb, n } = this;
    const strength = this.opacity * fade;
    let { offsets, dot: dots, outer: outers } = stamps[0];
    for (let o = 0; o < n; o += 1) {
      const i = order[o];
      const centre = at[i];
      if (centre < 0) continue;
      if (marks && stamps.length > 1) ({ offsets, dot: dots, outer: outers } = stamps[marks[i]]);
      const alpha = strengths ? strength * strengths[i] : strength;
      const c = 3 * i;
      const r = from[c] + (to[c] - from[c]) * progress;
      const g = from[c + 1] + (to[c + 1] - from[c + 1]) * progress;
      const b = from[c + 2] + (to[c + 2] - from[c + 2]) * progress;
      const count = offsets.length;
      for (let m = 0; m < count; m += 1) {
        const p = centre + offsets[m];
        const dot = dots[m] * alpha;
        const page = outers[m] - dots[m];
        const rest = 1 - dot - page;
        pixels[p] = pixels[p] * rest + pageRgb[0] * page + r * dot;
        pixels[p + 1] = pixels[p + 1] * rest + pageRgb[1] * page + g * dot;
        pixels[p + 2] = pixels[p + 2] * rest + pageRgb[2] * page + b * dot;
      }
    }
    this.context.putImageData(this.image, 0, 0);
  }

  /** The same for many points, which have neither rims nor marks: whole pixels at once, opacities in 256ths. */
  drawCrowd({ from, to, progress, fade, strengths }) {
    const pixels = new Int32Array(this.image.data.buffer);
    pixels.set(new Int32Array(this.background.data.buffer));
    const { at, order, n } = this;
    const [stamp] = this.stamps;
    const offsets = stamp.offsets.map((offset) => offset / 4);
    const strength = 256 * this.opacity * fade;
    const alphas = Int32Array.from(stamp.dot, (dot) => Math.round(dot * strength));
    const count = offsets.length;
    const later = Math.round(256 * progress);
    const before = 256 - later;
    for (let o = 0; o < n; o += 1) {
      const i = order[o];
      const centre = at[i] >> 2;
      if (centre < 0) continue;
      const c = 3 * i;
      const red = (from[c] * before + to[c] * later + 128) >> 8;
      const green = (from[c + 1] * before + to[c + 1] * later + 128) >> 8;
      const redBlue = red | (((from[c + 2] * before + to[c + 2] * later + 128) >> 8) << 16);
      const dimmed = strengths ? Math.round(256 * strengths[i]) : 256;
      for (let m = 0; m < count; m += 1) {
        const p = centre + offsets[m];
        const alpha = (alphas[m] * dimmed) >> 8;
        const rest = 256 - alpha;
        const pixel = pixels[p];
        const rb = (Math.imul(pixel & 0xff00ff, rest) + Math.imul(redBlue, alpha) + 0x800080) | 0;
        const g = ((pixel >>> 8) & 0xff) * rest + green * alpha + 128;
        pixels[p] = 0xff000000 | ((rb >>> 8) & 0xff00ff) | (g & 0xff00);
      }
    }
    this.context.putImageData(this.image, 0, 0);
  }
}
