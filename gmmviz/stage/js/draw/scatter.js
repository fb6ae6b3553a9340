// One lane's panel: Plotly draws axes and rings, a canvas below it the points, an SVG above it trails and means.

import { planePoints } from "../math/mixtures.js";
import { Background } from "./background.js";
import { element } from "./dom.js";
import { figureOf, PLOT_CONFIG, presentedScale, scaledLayout } from "./figure.js";
import { logAxis } from "./log_axis.js";
import { partNotes } from "./notes.js";
import { Means } from "./means.js";
import { PointsCanvas } from "./points.js";
import { Rings, ringShapes } from "./rings.js";
import { dotRadius } from "./stamps.js";

const AXES = ["xaxis", "yaxis"];
const SHARED_LEFT_MARGIN = 8; // px beside a plot whose axis another one shows

/** The ranges of both axes that a scene's figure has. */
export function firstRanges(scene) {
  const { xaxis, yaxis } = Object.values(scene.figures)[0].scatter.layout;
  return [xaxis.range, yaxis.range].map((range) => [...range]);
}

export class Scatter {
  constructor(scene, lane, onView) {
    this.scale = 1;
    this.first = firstRanges(scene); // Plotly writes into the figure's own axes
    this.scene = scene;
    this.lane = lane;
    this.onView = onView;
    this.canvas = element("canvas", { class: "gmm-points", "aria-hidden": "true" });
    this.plot = element("div", { class: "gmm-plotly" });
    this.overlay = element("svg", { class: "gmm-overlay" });
    this.notes = element("div", { class: "gmm-notes" });
    this.tip = element("p", { class: "gmm-tip", role: "tooltip", hidden: true });
    this.host = element("div", { class: "gmm-plot" }, this.canvas, this.plot, this.overlay, this.notes, this.tip);
    this.points = new PointsCanvas(this.canvas, scene.x[0].length, scene.style);
    this.background = new Background(this);
    this.rings = new Rings(this.plot, scene);
    this.coordinates = planePoints(scene);
    this.pointRings = Object.fromEntries(["hover", "pin"].map((name) => [name, element("circle", { class: `gmm-${name}`, r: 9 })]));
    this.means = new Means(scene, lane.k, lane.kmeans);
    this.overlay.append(this.means.trails, ...Object.values(this.pointRings), ...this.means.groups);
  }

  async mount(theme) {
    this.theme = theme;
    const { data } = figureOf(this.scene, theme, "scatter");
    await Plotly.newPlot(this.plot, data, this.figureLayout(), PLOT_CONFIG);
    const moved = (change) => {
      if (Object.keys(change ?? {}).some((name) => /axis\d*\.range/.test(name))) this.moved = true;
      this.layout();
    };
    this.plot.on("plotly_relayout", (change) => {
      moved(change);
      this.tickAgain();
    });
    this.plot.on("plotly_relayouting", moved);
    this.layout();
    partNotes(this);
  }

  async restyle(theme) {
    this.theme = theme;
    const { xaxis, yaxis } = this.plot.layout;
    const layout = this.figureLayout();
    layout.xaxis = { ...layout.xaxis, range: xaxis.range };
    layout.yaxis = { ...layout.yaxis, range: yaxis.range };
    this.logged().forEach((logged, axis) => {
      if (logged) Object.assign(layout[AXES[axis]], logAxis(layout[AXES[axis]].range));
    });
    await Plotly.react(this.plot, figureOf(this.scene, theme, "scatter").data, layout, PLOT_CONFIG);
    this.layout();
    partNotes(this);
  }

  figureLayout() {
    const { layout } = figureOf(this.scene, this.theme, "scatter");
    const scaled = scaledLayout(layout, this.scale);
    const shared = this.sharesAxis ? { margin: { ...scaled.margin, l: SHARED_LEFT_MARGIN }, yaxis: { ...scaled.yaxis, showticklabels: false } } : {};
    return { ...scaled, ...shared, ...this.size(), shapes: this.shapes() };
  }

  /** Which of both axes show a logarithm. */
  logged() {
    return this.figureMeta().logged ?? [];
  }

  figureMeta() {
    return Object.values(this.scene.figures)[0].scatter.layout.meta ?? {};
  }

  /** What Plotly has to change so that logarithms have ticks at round values within ranges of both axes. */
  ticksFor(ranges) {
    const changes = this.logged().map((logged, axis) =>
      logged ? Object.entries(logAxis(ranges[axis])).map(([name, value]) => [`${AXES[axis]}.${name}`, value]) : []);
    return Object.fromEntries(changes.flat());
  }

  /** New ticks after a person moved the plot, where a logarithm has others now. */
  async tickAgain() {
    if (!this.logged().some(Boolean)) return;
    const changes = this.ticksFor(this.ranges());
    const old = this.plot.layout;
    const differs = AXES.some((axis) => {
      const values = changes[`${axis}.tickvals`];
      return values && values.join() !== (old[axis].tickvals ?? []).join();
    });
    if (differs) await Plotly.relayout(this.plot, changes);
  }

  /** Whether the panel before this one has the vertical axis of both. */
  shareAxis(shares) {
    this.sharesAxis = shares;
  }

  size() {
    return { width: Math.max(this.host.clientWidth, 80), height: Math.max(this.host.clientHeight, 80), autosize: false };
  }

  async resize() {
    const { width, height } = this.size();
    const full = this.plot._fullLayout;
    if (!full || (full.width === width && full.height === height)) return;
    await Plotly.relayout(this.plot, { width, height });
    this.layout();
    partNotes(this);
  }

  /** Reads the plot area from Plotly and lays out canvas and overlay in it. */
  layout() {
    const { xaxis, yaxis } = this.plot._fullLayout;
    const box = { left: xaxis._offset, top: yaxis._offset, width: xaxis._length, height: yaxis._length };
    for (const node of [this.canvas, this.overlay]) {
      Object.assign(node.style, {
        left: `${box.left}px`,
        top: `${box.top}px`,
        width: `${box.width}px`,
        height: `${box.height}px`,
      });
    }
    this.box = box;
    this.dotRadius = dotRadius(this.scene.style.dots, box.width);
    this.rings.forget();
    this.toX = (value) => xaxis.l2p(value);
    this.toY = (value) => yaxis.l2p(value);
    const ticks = (axis, toPixel, length) => (axis._vals ?? []).map(({ x }) => toPixel(x)).filter((at) => at > 0.5 && at < length - 0.5);
    this.layoutCanvas({
      ...box,
      pixelRatio: window.devicePixelRatio || 1,
      toX: this.toX,
      toY: this.toY,
      points: this.coordinates,
      gridX: ticks(xaxis, this.toX, box.width),
      gridY: ticks(yaxis, this.toY, box.height),
      theme: this.theme,
      dotRadius: this.dotRadius,
    });
    this.onView();
  }

  layoutCanvas(view) {
    this.points.layout(view);
    this.background.layout(view);
  }

  /** What lies below the points: a choice of the look. */
  setBackground(kind) {
    this.background.choose(kind);
    if (this.box) this.layout();
  }

  /** Plotly's shapes that this panel draws, without a place until one is drawn. */
  shapes() {
    return ringShapes(this.scene, this.theme, this.lane.k);
  }

  /** Paints points, rings, trails and means; `fades` rest the stale half. */
  draw({ from, to, progress, mixture, trail, fades, marks, strengths, component }) {
    const { dimmed } = this.scene.style;
    const fadeOf = (j) => fades.rings * (component === null || component === j ? 1 : dimmed);
    this.background.paint(mixture, this.points.background);
    this.points.draw({ from, to, progress, fade: fades.points, marks, strengths });
    this.rings.draw(mixture, fadeOf, this.radii ?? this.scene.style.radii.mass, this);
    this.drawMeans(mixture, trail, fadeOf);
    for (const [name, point] of Object.entries(this.ringed ?? {})) this.ring(name, point);
  }

  drawMeans(mixture, trail, fadeOf) {
    this.means.draw({ mixture, trail, theme: this.theme, box: this.box, toX: this.toX, toY: this.toY, fadeOf });
  }

  setLook(look) {
    this.radii = this.scene.style.radii[look.rings];
    if (look.background !== this.background.kind) this.setBackground(look.background);
    this.scale = presentedScale(this.scene, look.present);
    this.means.resize(this.scale);
  }

  /** Where an event is in the plot area, in CSS pixels. */
  pixelOf(event) {
    const { left, top } = this.overlay.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  /** Where an event is, in data coordinates. */
  fromEvent(event) {
    const { xaxis, yaxis } = this.plot._fullLayout;
    const [x, y] = this.pixelOf(event);
    return [xaxis.p2l(x), yaxis.p2l(y)];
  }

  /** The ranges of both axes now, [low, high] each. */
  ranges() {
    const { xaxis, yaxis } = this.plot._fullLayout;
    return [xaxis, yaxis].map(({ range }) => [...range]);
  }

  /** The ranges that a person chose, or null. */
  zoomed() {
    return this.moved && this.box ? this.ranges() : null;
  }

  /** Turns to ranges of both axes; null: to those of the figure. */
  async zoomTo(ranges) {
    const [x, y] = (ranges ?? this.first).map((range) => [...range]);
    const fixed = this.plot._fullLayout.yaxis.fixedrange;
    await Plotly.relayout(this.plot, { "xaxis.range": x, ...(fixed ? {} : { "yaxis.range": y }), ...this.ticksFor([x, y]) });
    this.moved = ranges !== null;
  }

  /** How much of each axis is in view, in data units. */
  spans() {
    const { xaxis, yaxis } = this.plot._fullLayout;
    return [xaxis, yaxis].map(({ range }) => Math.abs(range[1] - range[0]));
  }

  /** The point nearest to an event within so many pixels, or null. */
  nearest(event, within) {
    const [x, y] = this.pixelOf(event);
    const [xs, ys] = this.coordinates;
    let best = within * within;
    let found = null;
    for (let i = 0; i < xs.length; i += 1) {
      const distance = (this.toX(xs[i]) - x) ** 2 + (this.toY(ys[i]) - y) ** 2;
      if (distance < best) {
        best = distance;
        found = i;
      }
    }
    return found;
  }

  /** Which points (n booleans) are inside a polygon of pixels. */
  inside(way) {
    const [xs, ys] = this.coordinates;
    return Array.from(xs, (value, i) => {
      const x = this.toX(value);
      const y = this.toY(ys[i]);
      let odd = false;
      for (let a = 0, b = way.length - 1; a < way.length; b = a, a += 1) {
        const [ax, ay] = way[a];
        const [bx, by] = way[b];
        if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
      }
      return odd;
    });
  }

  /** Rings a point (or none) as `hover` or `pin`. */
  ring(name, point) {
    this.ringed = { ...this.ringed, [name]: point };
    const circle = this.pointRings[name];
    circle.style.display = point === null ? "none" : "";
    if (point === null) return;
    circle.setAttribute("cx", this.toX(this.coordinates[0][point]));
    circle.setAttribute("cy", this.toY(this.coordinates[1][point]));
  }

  /** Shows lines of text beside a point, or nothing. */
  tooltip(point, text) {
    this.tip.hidden = point === null;
    if (point === null) return;
    this.tip.replaceChildren(...text().map((line) => element("span", {}, line)));
    const x = this.box.left + this.toX(this.coordinates[0][point]);
    const y = this.box.top + this.toY(this.coordinates[1][point]);
    const left = x + 16 + this.tip.offsetWidth > this.host.clientWidth ? x - 14 - this.tip.offsetWidth : x + 14;
    this.tip.style.transform = `translate(${Math.max(4, left)}px,${Math.min(y, this.host.clientHeight - this.tip.offsetHeight - 4)}px)`;
  }

  remove() {
    Plotly.purge(this.plot);
  }
}
