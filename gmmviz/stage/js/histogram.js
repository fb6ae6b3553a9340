// One column: bars shared out to the components, their curves and the sum of these, means on the axis.

const EDGE = 1e-4; // of a bar, as in gmmviz.figures.histogram
const STRIP_PLACE = 0.75; // of the strip below the axis, where the ticks of the points are
const TICK = 8; // px
const CURVE_STEP = 2; // px
const NARROW = 8; // px; a component whose sd is below it gets points of its own

/** In place of Scatter, with the same methods. */
class Histogram extends Scatter {
  constructor(scene, lane, onView) {
    super(scene, lane, onView);
    const { layout } = Object.values(scene.figures)[0].scatter;
    const { edges } = layout.meta;
    const [values] = this.coordinates;
    this.edges = edges;
    this.barWidth = edges[1] - edges[0];
    this.low = layout.yaxis.range[0];
    this.coordinates = [values, new Float64Array(values.length).fill(STRIP_PLACE * this.low)];
    this.bars = Uint16Array.from(values, (value) =>
      Math.min(edges.length - 2, Math.max(0, Math.floor((value - edges[0]) / this.barWidth + EDGE))));
    this.heights = new WeakMap();
    this.context = this.canvas.getContext("2d", { alpha: false });
    this.curves = ["halo", "sum", ...Array.from({ length: lane.k }, (_, j) => j)].map((name) =>
      element("path", { class: `gmm-density gmm-density-${name}`, fill: "none", "stroke-linejoin": "round" }));
    this.overlay.prepend(element("g", { "aria-hidden": "true" }, ...this.curves));
  }

  shapes() {
    return [];
  }

  setBackground() {}

  layoutCanvas(view) {
    this.view = view;
    this.canvas.width = Math.max(1, Math.round(view.width * view.pixelRatio));
    this.canvas.height = Math.max(1, Math.round(view.height * view.pixelRatio));
  }

  draw({ from, to, share, mixture, trail, fades, strengths, component, owned, mode }) {
    const { dimmed } = this.scene.style;
    const fadeOf = (j) => fades.rings * (component === null || component === j ? 1 : dimmed);
    const dimOf = (part) => (component === null || mode === "truth" || component === part ? 1 : dimmed);
    this.drawGround();
    const same = owned.from === owned.to;
    if (!same && share < 1) this.drawBars(this.parts(owned.from, mode), fades.points * (1 - share), dimOf);
    this.drawBars(this.parts(owned.to, mode), fades.points * (same ? 1 : share), dimOf);
    if (this.coordinates[0].length <= MARKED_POINTS) this.drawTicks(from, to, share, fades.points, strengths);
    this.drawCurves(mixture, fadeOf);
    this.drawMeans(mixture, trail, fadeOf);
    for (const [name, point] of Object.entries(this.ringed ?? {})) this.ring(name, point);
  }

  /** Heights of the bars of each part, the lowest first: {part (-1: nobody's), heights}. */
  parts(shares, mode) {
    const { labels } = this.scene;
    if (mode === "truth" && labels) return (this.labelled ??= this.counted(labels, (i) => labels[i]));
    if (!shares || mode === "none") return (this.unowned ??= this.counted(this.bars, () => -1));
    const kept = this.heights.get(shares);
    if (kept?.mode === mode) return kept.parts;
    const parts = mode === "hard" ? this.hard(shares) : this.soft(shares);
    this.heights.set(shares, { mode, parts });
    return parts;
  }

  soft(shares) {
    const n = this.bars.length;
    return Array.from({ length: this.lane.k }, (_, part) => {
      const heights = new Float64Array(this.edges.length - 1);
      for (let i = 0; i < n; i += 1) heights[this.bars[i]] += shares[part * n + i];
      return { part, heights };
    });
  }

  hard(shares) {
    const owners = ownersOf(shares, this.lane.k);
    return this.counted(owners, (i) => owners[i]);
  }

  counted(points, partOf) {
    const parts = new Map();
    for (let i = 0; i < points.length; i += 1) {
      const part = partOf(i);
      if (!parts.has(part)) parts.set(part, { part, heights: new Float64Array(this.edges.length - 1) });
      parts.get(part).heights[this.bars[i]] += 1;
    }
    return [...parts.values()].sort((a, b) => a.part - b.part);
  }

  drawGround() {
    const { context, view, theme } = this;
    const { width, height, pixelRatio, gridX, gridY, toY } = view;
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    context.globalAlpha = 1;
    context.fillStyle = theme.panel;
    context.fillRect(0, 0, width, height);
    context.fillStyle = theme.hairline;
    for (const at of gridX) context.fillRect(Math.round(at), 0, 1, height);
    for (const at of gridY) context.fillRect(0, Math.round(at), width, 1);
    context.fillStyle = theme.border;
    context.fillRect(0, Math.round(toY(0)), width, 1);
  }

  /** Bars on the axis, whole pixels wide with one between them. */
  drawBars(parts, fade, dimOf) {
    const { context, edges, scene, theme } = this;
    const { toX, toY } = this.view;
    const { bars: strength } = scene.figures[theme.name].scatter.layout.meta;
    const base = new Float64Array(edges.length - 1);
    const left = edges.map((edge) => Math.round(toX(edge)));
    for (const { part, heights } of parts) {
      context.fillStyle = part < 0 ? theme.border : componentStyle(scene, theme, part).colour;
      context.globalAlpha = strength * fade * dimOf(part);
      heights.forEach((height, bar) => {
        if (height <= 0) return;
        const bottom = toY(base[bar]);
        base[bar] += height;
        const top = toY(base[bar]);
        context.fillRect(left[bar], top, Math.max(1, left[bar + 1] - left[bar] - 1), bottom - top);
      });
    }
    context.globalAlpha = 1;
  }

  /** A tick a point below the axis, in the point's colour. */
  drawTicks(from, to, share, fade, strengths) {
    const { context } = this;
    const { toX, toY } = this.view;
    const [values] = this.coordinates;
    const top = toY(STRIP_PLACE * this.low) - TICK / 2;
    for (const i of this.points.order) {
      const [r, g, b] = [0, 1, 2].map((c) => Math.round(from[3 * i + c] + (to[3 * i + c] - from[3 * i + c]) * share));
      context.fillStyle = `rgb(${r},${g},${b})`;
      context.globalAlpha = fade * (strengths ? strengths[i] : 1);
      context.fillRect(toX(values[i]) - 0.5, top, 1, TICK);
    }
    context.globalAlpha = 1;
  }

  /** Densities times n and the width of a bar, in the units of the bars. */
  drawCurves(mixture, fadeOf) {
    const { toX, toY } = this.view;
    const { xaxis } = this.plot._fullLayout;
    const scale = this.coordinates[0].length * this.barWidth;
    const slope = toX(1) - toX(0);
    const terms = mixture.map(({ weight, mean, covariance }) => {
      const sd = Math.sqrt(Math.max(covariance[0], 1e-300));
      return { mean: mean[0], sd, peak: (scale * weight) / (Math.sqrt(2 * Math.PI) * sd) };
    });
    const places = [];
    for (let at = 0; at <= this.view.width; at += CURVE_STEP) places.push(xaxis.p2l(at));
    for (const { mean, sd } of terms) {
      for (let z = -4; sd * slope < NARROW && z <= 4; z += 0.25) places.push(mean + z * sd);
    }
    places.sort((a, b) => a - b);
    const height = ({ mean, sd, peak }, x) => peak * Math.exp(-0.5 * ((x - mean) / sd) ** 2);
    const line = (f) => `M${places.map((x) => `${toX(x).toFixed(1)},${Math.max(-1e4, toY(f(x))).toFixed(1)}`).join("L")}`;
    const total = line((x) => terms.reduce((sum, term) => sum + height(term, x), 0));
    const { sum: width } = this.scene.figures[this.theme.name].scatter.layout.meta;
    const [halo, sum, ...components] = this.curves;
    const fade = Math.max(...terms.map((_, j) => fadeOf(j)));
    this.stroke(halo, total, { colour: this.theme.panel, width: width + 3, opacity: 0.8 * fade });
    this.stroke(sum, total, { colour: this.theme.ink, width, opacity: fade });
    components.forEach((path, j) => {
      const { colour, dash } = componentStyle(this.scene, this.theme, j);
      this.stroke(path, line((x) => height(terms[j], x)), { colour, dash, width: 2, opacity: fadeOf(j) });
    });
  }

  stroke(path, d, { colour, width, opacity, dash = "solid" }) {
    path.setAttribute("d", d);
    path.setAttribute("stroke", colour);
    path.setAttribute("stroke-width", width * this.scale);
    path.setAttribute("stroke-dasharray", dash === "solid" ? "none" : dash.replaceAll("px", ""));
    path.setAttribute("opacity", opacity);
  }
}
