// Points on a canvas: discs stamped into one image, over a background that carries the gridlines.

/** Seeded order (n) in which points are drawn, so that none of the file's groups lies on top (Fisher-Yates, LCG). */
function shuffledOrder(n) {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  let seed = 12345;
  for (let i = n - 1; i > 0; i -= 1) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((seed / 4294967296) * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** Radius of a dot in CSS pixels for n points. */
const dotRadius = (n) => Math.min(5, Math.max(1.1, 4 * (272 / n) ** 0.25));

/** Stamp of a disc: offsets and two coverages (0..1), of the dot and of its rim in the page's colour. */
function discStamp(radius, rim) {
  const reach = Math.ceil(radius + rim + 0.5);
  const stamp = [];
  const coverage = (distance, edge) => Math.min(1, Math.max(0, edge - distance + 0.5));
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) {
      const distance = Math.hypot(dx, dy);
      const outer = coverage(distance, radius + rim);
      if (outer > 0.02) stamp.push({ dx, dy, dot: coverage(distance, radius), outer });
    }
  }
  return stamp;
}

/** A canvas that draws n points; `view` maps data to device pixels. */
class PointsCanvas {
  constructor(canvas, n) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false });
    this.n = n;
    this.order = shuffledOrder(n);
  }

  /** Sizes the canvas (CSS pixels) and precomputes each point's pixel, the background and the stamp. */
  layout({ width, height, pixelRatio, toX, toY, points, gridX, gridY, theme }) {
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
    const rim = this.n <= 2000 ? 0.5 * pixelRatio : 0;
    const stamp = discStamp(dotRadius(this.n) * pixelRatio, rim);
    this.reach = Math.max(...stamp.map(({ dx }) => dx));
    this.stampOffsets = Int32Array.from(stamp, ({ dx, dy }) => 4 * (dy * w + dx));
    this.stampDot = Float32Array.from(stamp, ({ dot }) => dot);
    this.stampOuter = Float32Array.from(stamp, ({ outer }) => outer);
    this.pageRgb = hexToRgb(theme.panel);
    this.opacity = this.n <= 2000 ? 1 : 0.85;
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

  /** Draws all points in colours that are a share `s` of the way from `from` to `to` (3*n each). */
  draw(from, to, s, fade) {
    const pixels = this.image.data;
    pixels.set(this.background.data);
    const { at, order, stampOffsets, stampDot, stampOuter, pageRgb, n } = this;
    const strength = this.opacity * fade;
    const count = stampOffsets.length;
    for (let o = 0; o < n; o += 1) {
      const i = order[o];
      const centre = at[i];
      if (centre < 0) continue;
      const c = 3 * i;
      const r = from[c] + (to[c] - from[c]) * s;
      const g = from[c + 1] + (to[c + 1] - from[c + 1]) * s;
      const b = from[c + 2] + (to[c + 2] - from[c + 2]) * s;
      for (let m = 0; m < count; m += 1) {
        const p = centre + stampOffsets[m];
        const dot = stampDot[m] * strength;
        const page = stampOuter[m] - stampDot[m];
        const rest = 1 - dot - page;
        pixels[p] = pixels[p] * rest + pageRgb[0] * page + r * dot;
        pixels[p + 1] = pixels[p + 1] * rest + pageRgb[1] * page + g * dot;
        pixels[p + 2] = pixels[p + 2] * rest + pageRgb[2] * page + b * dot;
      }
    }
    this.context.putImageData(this.image, 0, 0);
  }
}
