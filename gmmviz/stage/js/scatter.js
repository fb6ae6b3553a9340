// One lane's panel: Plotly draws axes and rings, a canvas below it the points, an SVG above it trails and means.

const PLOT_CONFIG = { displayModeBar: false, doubleClick: "reset", scrollZoom: false, responsive: false };

class Scatter {
  constructor(scene, lane, onView) {
    this.scene = scene;
    this.lane = lane;
    this.onView = onView;
    this.canvas = element("canvas", { class: "gmm-points", "aria-hidden": "true" });
    this.plot = element("div", { class: "gmm-plotly" });
    this.overlay = element("svg", { class: "gmm-overlay", "aria-hidden": "true" });
    this.backgroundNote = element("p", { class: "gmm-background-note" });
    this.host = element("div", { class: "gmm-plot" }, this.canvas, this.plot, this.overlay, this.backgroundNote);
    this.points = new PointsCanvas(this.canvas, scene.x[0].length);
    this.background = new Background();
    this.backgrounds = BACKGROUNDS;
    this.coordinates = planePoints(scene);
    this.means = Array.from({ length: lane.k }, (_, j) => this.makeMean(j));
  }

  makeMean(j) {
    const { meanRadius, meanWidth, meanFont, trailWidth, trail: length } = this.scene.style;
    const disc = element("circle", { r: meanRadius, class: "gmm-mean-disc", "stroke-width": meanWidth });
    const number = element("text", { class: "gmm-mean-number", "text-anchor": "middle", dy: "0.36em", "font-size": meanFont });
    number.textContent = String(j + 1);
    const trail = element("g", { class: "gmm-trail" });
    const segments = Array.from({ length }, () => element("line", { "stroke-width": trailWidth }));
    trail.append(...segments);
    const group = element("g", { class: "gmm-mean" }, disc, number);
    this.overlay.append(trail, group);
    return { disc, group, segments };
  }

  async mount(theme) {
    this.theme = theme;
    const { data, layout } = this.scene.figures[theme.name].scatter;
    const size = this.size();
    await Plotly.newPlot(this.plot, data, { ...layout, ...size, shapes: this.shapes() }, PLOT_CONFIG);
    const moved = () => this.layout();
    this.plot.on("plotly_relayout", moved);
    this.plot.on("plotly_relayouting", moved);
    this.layout();
  }

  async restyle(theme) {
    this.theme = theme;
    const { layout } = this.scene.figures[theme.name].scatter;
    const axes = this.plot.layout;
    this.elements = null;
    const keep = { ...layout, ...this.size(), shapes: this.shapes() };
    keep.xaxis = { ...layout.xaxis, range: axes.xaxis.range };
    keep.yaxis = { ...layout.yaxis, range: axes.yaxis.range };
    await Plotly.react(this.plot, this.scene.figures[theme.name].scatter.data, keep, PLOT_CONFIG);
    this.layout();
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
    this.elements = null;
    this.toX = (value) => xaxis.l2p(value);
    this.toY = (value) => yaxis.l2p(value);
    const inside = (at, length) => at > 0.5 && at < length - 0.5;
    const pixelRatio = window.devicePixelRatio || 1;
    const gridX = (xaxis._vals ?? []).map(({ x }) => this.toX(x)).filter((at) => inside(at, box.width));
    const gridY = (yaxis._vals ?? []).map(({ x }) => this.toY(x)).filter((at) => inside(at, box.height));
    const { toX, toY, theme } = this;
    this.points.layout({ ...box, pixelRatio, toX, toY, points: this.coordinates, gridX, gridY, theme });
    this.layoutBackground(pixelRatio, gridX, gridY);
    this.onView();
  }

  layoutBackground(pixelRatio, gridX, gridY) {
    const { width, height } = this.canvas;
    const { xaxis, yaxis } = this.scene.figures[this.theme.name].scatter.layout;
    const line = (to) => [to(0) * pixelRatio, (to(1) - to(0)) * pixelRatio];
    const [offsetX, slopeX] = line(this.toX);
    const [offsetY, slopeY] = line(this.toY);
    this.background.layout({
      width,
      height,
      pixelRatio,
      map: { offsetX, slopeX, offsetY, slopeY },
      even: -Math.log((xaxis.range[1] - xaxis.range[0]) * (yaxis.range[1] - yaxis.range[0])),
      gridX: gridX.map((at) => Math.round(at * pixelRatio)),
      gridY: gridY.map((at) => Math.round(at * pixelRatio)),
      theme: this.theme,
      hexes: Array.from({ length: this.lane.k }, (_, j) => componentStyle(this.scene, this.theme, j).colour),
    });
  }

  /** What lies below the points: one of `backgrounds`. */
  setBackground(kind) {
    this.background.kind = kind;
    this.backgroundNote.textContent = backgroundWords(kind, this.scene.x.length);
    if (this.box) this.layout();
  }

  /** Plotly's shapes of this lane's rings: a style each from the figure, without a place until one is drawn. */
  shapes() {
    const styles = this.scene.figures[this.theme.name].rings.filter(({ name }) => componentOf(name) < this.lane.k);
    return styles.map((style) => ({ ...style, path: "M0,0Z" }));
  }

  /** Paints points, rings, trails and means; `fades` rest the stale half. */
  draw({ from, to, share, mixture, trail, fades }) {
    this.background.paint(mixture, this.points.background);
    this.points.draw(from, to, share, fades.points);
    this.drawRings(mixture, fades.rings);
    this.drawMeans(mixture, trail);
  }

  /**
   * Moves the rings. Plotly.relayout takes 1.5 ms a shape, so their paths are written into Plotly's own layout
   * (what it draws from at the next zoom or export) and straight into the elements it made (0.02 ms).
   */
  drawRings(mixture, fade) {
    const { xaxis, yaxis } = this.plot._fullLayout;
    const { radii, fill } = this.scene.style;
    const toX = (value) => xaxis._offset + this.toX(value);
    const toY = (value) => yaxis._offset + this.toY(value);
    this.elements ??= [...this.plot.querySelectorAll(".shapelayer [data-index] path, .shapelayer path[data-index]")];
    this.plot.layout.shapes.forEach((shape, index) => {
      const { mean, covariance, weight } = mixture[componentOf(shape.name)];
      const role = roleOf(shape.name);
      const outline = ringOutline(mean, covariance, role === "inner" ? radii.inner : radii.outer);
      const opacity = fade * (role === "fill" ? fill[0] + (fill[1] - fill[0]) * weight : 1);
      for (const layout of [shape, this.plot._fullLayout.shapes[index]]) Object.assign(layout, { path: outlinePath(outline), opacity });
      const path = this.elements[index];
      if (!path) return;
      path.setAttribute("d", outlinePath(outline, toX, toY));
      path.style.opacity = opacity;
    });
  }

  drawMeans(mixture, trail) {
    const { width, height } = this.box;
    const clamp = (value, limit) => Math.min(limit - 12, Math.max(12, value));
    mixture.forEach((part, j) => {
      const { disc, group, segments } = this.means[j];
      const { colour } = componentStyle(this.scene, this.theme, j);
      const x = this.toX(part.mean[0]);
      const y = this.toY(part.mean[1]);
      const outside = x < 0 || y < 0 || x > width || y > height;
      group.setAttribute("transform", `translate(${clamp(x, width)},${clamp(y, height)})`);
      group.classList.toggle("gmm-outside", outside);
      disc.setAttribute("stroke", colour);
      const path = [...trail.map((state) => state[j].mean), part.mean].slice(-this.scene.style.trail - 1);
      segments.forEach((segment, index) => {
        const a = path[index];
        const b = path[index + 1];
        segment.style.display = a && b ? "" : "none";
        if (!a || !b) return;
        segment.setAttribute("x1", this.toX(a[0]));
        segment.setAttribute("y1", this.toY(a[1]));
        segment.setAttribute("x2", this.toX(b[0]));
        segment.setAttribute("y2", this.toY(b[1]));
        segment.setAttribute("stroke", colour);
        segment.setAttribute("opacity", 0.15 + (0.75 * (index + 1)) / (path.length - 1));
      });
    });
  }

  remove() {
    Plotly.purge(this.plot);
  }
}

/** Colour, dash and mark of component j in a theme. */
function componentStyle(scene, theme, j) {
  const { colours } = theme;
  const { dashes, marks } = scene.style;
  return {
    colour: colours[j % colours.length],
    dash: dashes[(j + Math.floor(j / colours.length)) % dashes.length],
    mark: marks[(j + Math.floor(j / colours.length)) % marks.length],
  };
}

const roleOf = (name) => name.split(" ")[0];
const componentOf = (name) => Number(name.split(" ")[1]);
