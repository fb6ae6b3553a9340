// One lane's panel: Plotly draws axes and rings, a canvas below it the points, an SVG above it trails and means.

const PLOT_CONFIG = { displayModeBar: false, doubleClick: "reset", scrollZoom: false, responsive: false };

class Scatter {
  constructor(scene, lane, onView) {
    this.scale = 1;
    this.scene = scene;
    this.lane = lane;
    this.onView = onView;
    this.canvas = element("canvas", { class: "gmm-points", "aria-hidden": "true" });
    this.plot = element("div", { class: "gmm-plotly" });
    this.overlay = element("svg", { class: "gmm-overlay" });
    this.tip = element("p", { class: "gmm-tip", role: "tooltip", hidden: true });
    this.host = element("div", { class: "gmm-plot" }, this.canvas, this.plot, this.overlay, this.tip);
    this.points = new PointsCanvas(this.canvas, scene.x[0].length);
    this.background = new Background(this);
    this.coordinates = planePoints(scene);
    this.rings = Object.fromEntries(["hover", "pin"].map((name) => [name, element("circle", { class: `gmm-${name}`, r: 9 })]));
    this.trails = element("g", { class: "gmm-trail", "aria-hidden": "true" });
    this.overlay.append(this.trails, ...Object.values(this.rings));
    this.means = Array.from({ length: lane.k }, (_, j) => this.makeMean(j));
  }

  makeMean(j) {
    const { meanRadius, meanWidth, meanFont, trailWidth, trail: length } = this.scene.style;
    const disc = element("circle", { r: meanRadius, class: "gmm-mean-disc", "stroke-width": meanWidth });
    const number = element("text", { class: "gmm-mean-number", "text-anchor": "middle", dy: "0.36em", "font-size": meanFont });
    number.textContent = String(j + 1);
    const segments = Array.from({ length }, () => element("line", { "stroke-width": trailWidth }));
    this.trails.append(...segments);
    const focus = element("circle", { class: "gmm-mean-focus", r: meanRadius + 5 });
    const group = element("g", { class: "gmm-mean", tabindex: 0, role: "button" }, focus, disc, number);
    this.overlay.append(group);
    return { disc, number, group, segments };
  }

  async mount(theme) {
    this.theme = theme;
    const { data } = this.scene.figures[theme.name].scatter;
    await Plotly.newPlot(this.plot, data, this.figureLayout(), PLOT_CONFIG);
    const moved = () => this.layout();
    this.plot.on("plotly_relayout", moved);
    this.plot.on("plotly_relayouting", moved);
    this.layout();
  }

  async restyle(theme) {
    this.theme = theme;
    const { xaxis, yaxis } = this.plot.layout;
    const layout = this.figureLayout();
    layout.xaxis = { ...layout.xaxis, range: xaxis.range };
    layout.yaxis = { ...layout.yaxis, range: yaxis.range };
    await Plotly.react(this.plot, this.scene.figures[theme.name].scatter.data, layout, PLOT_CONFIG);
    this.layout();
  }

  figureLayout() {
    const { layout } = this.scene.figures[this.theme.name].scatter;
    return { ...scaledLayout(layout, this.scale), ...this.size(), shapes: this.shapes() };
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
      marks: this.scene.style.marks,
    });
    this.onView();
  }

  layoutCanvas(view) {
    this.points.layout(view);
    this.background.layout(view);
  }

  /** What lies below the points: one of BACKGROUNDS. */
  setBackground(kind) {
    this.background.choose(kind);
    if (this.box) this.layout();
  }

  /** Plotly's shapes of this lane's rings: a style each from the figure, without a place until one is drawn. */
  shapes() {
    const styles = this.scene.figures[this.theme.name].rings.filter(({ name }) => componentOf(name) < this.lane.k);
    return styles.map((style) => ({ ...style, path: "M0,0Z" }));
  }

  /** Paints points, rings, trails and means; `fades` rest the stale half. */
  draw({ from, to, share, mixture, trail, fades, marks, strengths, component }) {
    const { dimmed } = this.scene.style;
    const fadeOf = (j) => fades.rings * (component === null || component === j ? 1 : dimmed);
    this.background.paint(mixture, this.points.background);
    this.points.draw({ from, to, share, fade: fades.points, marks, strengths });
    this.drawRings(mixture, fadeOf);
    this.drawMeans(mixture, trail, fadeOf);
    for (const [name, point] of Object.entries(this.ringed ?? {})) this.ring(name, point);
  }

  /**
   * Moves the rings. Plotly.relayout takes 1.5 ms a shape, so their paths are written into Plotly's own layout
   * (what it draws from at the next zoom or export) and straight into the elements it made (0.02 ms).
   */
  drawRings(mixture, fadeOf) {
    const { xaxis, yaxis } = this.plot._fullLayout;
    const { fill } = this.scene.style;
    const radii = this.radii ?? this.scene.style.radii.mass;
    const toX = (value) => xaxis._offset + this.toX(value);
    const toY = (value) => yaxis._offset + this.toY(value);
    this.elements ??= [...this.plot.querySelectorAll(".shapelayer [data-index] path, .shapelayer path[data-index]")];
    this.plot.layout.shapes.forEach((shape, index) => {
      const { mean, covariance, weight } = mixture[componentOf(shape.name)];
      const role = roleOf(shape.name);
      const outline = ringOutline(mean, covariance, INNER_ROLES.has(role) ? radii.inner : radii.outer);
      const opacity = fadeOf(componentOf(shape.name)) * (role === "fill" ? fill[0] + (fill[1] - fill[0]) * weight : 1);
      for (const layout of [shape, this.plot._fullLayout.shapes[index]]) Object.assign(layout, { path: outlinePath(outline), opacity });
      const path = this.elements[index];
      if (!path) return;
      path.setAttribute("d", outlinePath(outline, toX, toY));
      path.style.opacity = opacity;
    });
  }

  drawMeans(mixture, trail, fadeOf) {
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

  wear(look) {
    this.radii = this.scene.style.radii[look.rings];
    if (look.background !== this.background.kind) this.setBackground(look.background);
    this.scale = look.present ? PRESENTER_SCALE : 1;
    const { meanRadius, meanFont } = this.scene.style;
    this.means.forEach(({ disc, number }) => {
      disc.setAttribute("r", meanRadius * this.scale);
      number.setAttribute("font-size", meanFont * this.scale);
    });
  }

  nameMean(j, name) {
    this.means[j].group.setAttribute("aria-label", name);
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
    const circle = this.rings[name];
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

/** Colour, dash and mark of component j in a theme. */
function componentStyle(scene, theme, j) {
  const { colours } = theme;
  const { dashes, marks } = scene.style;
  return {
    colour: colours[j % colours.length],
    dash: dashes[(j + Math.floor(j / colours.length)) % dashes.length],
    mark: marks[markIndex(j)],
  };
}

/** With each round of eight colours the marks move on by one, so pairs stay apart. */
const markIndex = (j) => (j < 0 ? 0 : (j + Math.floor(j / 8)) % 8);

const INNER_ROLES = new Set(["inner", "core_halo"]);
const roleOf = (name) => name.split(" ")[0];
const componentOf = (name) => Number(name.split(" ")[1]);
