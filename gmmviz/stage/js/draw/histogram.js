// One column: bars shared out to the components, their curves and the sum of these, means on the axis.

import { ownersOf } from "../math/estep.js";
import { classColour, componentStyle } from "../scene/component_style.js";
import { element } from "./dom.js";
import { Scatter } from "./scatter.js";

const CURVE_STEP = 2; // px
const NARROW_SD_PX = 8; // px; a component whose sd is below it gets points of its own

/** The bar (from 0) of each value; `edge` of a bar's width is added, so that a value on an edge counts to the right. */
export function barsOf(values, edges, edge) {
  const width = edges[1] - edges[0];
  return Uint16Array.from(values, (value) => Math.min(edges.length - 2, Math.max(0, Math.floor((value - edges[0]) / width + edge))));
}

/** Heights of `count` bars for each component: sums of its responsibilities (k*n). */
export function softHeights(bars, count, responsibilities) {
  const n = bars.length;
  return Array.from({ length: responsibilities.length / n }, (_, part) => {
    const heights = new Float64Array(count);
    for (let i = 0; i < n; i += 1) heights[bars[i]] += responsibilities[part * n + i];
    return { part, heights };
  });
}

/** Heights of `count` bars for each part that has points, the lowest part first; `partOf(i)` is the part of point i. */
export function countedHeights(bars, count, partOf) {
  const parts = new Map();
  bars.forEach((bar, i) => {
    const part = partOf(i);
    if (!parts.has(part)) parts.set(part, { part, heights: new Float64Array(count) });
    parts.get(part).heights[bar] += 1;
  });
  return [...parts.values()].sort((a, b) => a.part - b.part);
}

/** In place of Scatter, with the same methods. */
export class Histogram extends Scatter {
  constructor(scene, lane, onView) {
    super(scene, lane, onView);
    const { layout } = Object.values(scene.figures)[0].scatter;
    const { edges } = layout.meta;
    this.constants = scene.style.histogram;
    const { edge, strip } = this.constants;
    const [values] = this.coordinates;
    this.edges = edges;
    this.barWidth = edges[1] - edges[0];
    this.low = layout.yaxis.range[0];
    this.coordinates = [values, new Float64Array(values.length).fill(strip * this.low)];
    this.bars = barsOf(values, edges, edge);
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

  draw({ from, to, progress, mixture, trail, fades, strengths, component, owned, mode }) {
    const { dimmed } = this.scene.style;
    const fadeOf = (j) => fades.rings * (component === null || component === j ? 1 : dimmed);
    const dimOf = (part) => (component === null || mode === "truth" || component === part ? 1 : dimmed);
    this.drawGround();
    const same = owned.from === owned.to;
    if (!same && progress < 1) this.drawBars(this.parts(owned.from, mode), fades.points * (1 - progress), dimOf);
    this.drawBars(this.parts(owned.to, mode), fades.points * (same ? 1 : progress), dimOf);
    if (this.points.few) this.drawTicks(from, to, progress, fades.points, strengths);
    this.drawCurves(mixture, fadeOf);
    this.drawMeans(mixture, trail, fadeOf);
    for (const [name, point] of Object.entries(this.ringed ?? {})) this.ring(name, point);
  }

  /** Heights of the bars of each part, the lowest first: {part (-1: nobody's), heights}. */
  parts(responsibilities, mode) {
    const { labels } = this.scene;
    if (mode === "truth" && labels) return (this.labelled ??= this.counted((i) => labels[i]));
    if (!responsibilities || mode === "none") return (this.unowned ??= this.counted(() => -1));
    const kept = this.heights.get(responsibilities);
    if (kept?.mode === mode) return kept.parts;
    const parts = mode === "hard" ? this.hard(responsibilities) : this.soft(responsibilities);
    this.heights.set(responsibilities, { mode, parts });
    return parts;
  }

  soft(responsibilities) {
    return softHeights(this.bars, this.edges.length - 1, responsibilities);
  }

  hard(responsibilities) {
    const owners = ownersOf(responsibilities, this.lane.k);
    return this.counted((i) => owners[i]);
  }

  counted(partOf) {
    return countedHeights(this.bars, this.edges.length - 1, partOf);
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
    const { bars: strength } = this.constants;
    const base = new Float64Array(edges.length - 1);
    const left = edges.map((edge) => Math.round(toX(edge)));
    for (const { part, heights } of parts) {
      context.fillStyle = parts === this.labelled ? classColour(theme, part) : componentStyle(scene, theme, part).colour;
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
  drawTicks(from, to, progress, fade, strengths) {
    const { context } = this;
    const { toX, toY } = this.view;
    const [values] = this.coordinates;
    const { strip, tick } = this.constants;
    const top = toY(strip * this.low) - tick / 2;
    for (const i of this.points.order) {
      const [r, g, b] = [0, 1, 2].map((c) => Math.round(from[3 * i + c] + (to[3 * i + c] - from[3 * i + c]) * progress));
      context.fillStyle = `rgb(${r},${g},${b})`;
      context.globalAlpha = fade * (strengths ? strengths[i] : 1);
      context.fillRect(toX(values[i]) - 0.5, top, 1, tick);
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
      for (let z = -4; sd * slope < NARROW_SD_PX && z <= 4; z += 0.25) places.push(mean + z * sd);
    }
    places.sort((a, b) => a - b);
    const height = ({ mean, sd, peak }, x) => peak * Math.exp(-0.5 * ((x - mean) / sd) ** 2);
    const line = (f) => `M${places.map((x) => `${toX(x).toFixed(1)},${Math.max(-1e4, toY(f(x))).toFixed(1)}`).join("L")}`;
    const total = line((x) => terms.reduce((sum, term) => sum + height(term, x), 0));
    const { sum: width, halo: haloWidth, haloOpacity, component } = this.constants;
    const [halo, sum, ...components] = this.curves;
    const fade = Math.max(...terms.map((_, j) => fadeOf(j)));
    this.stroke(halo, total, { colour: this.theme.panel, width: haloWidth, opacity: haloOpacity * fade });
    this.stroke(sum, total, { colour: this.theme.ink, width, opacity: fade });
    components.forEach((path, j) => {
      const { colour, dash } = componentStyle(this.scene, this.theme, j);
      this.stroke(path, line((x) => height(terms[j], x)), { colour, dash, width: component, opacity: fadeOf(j) });
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
