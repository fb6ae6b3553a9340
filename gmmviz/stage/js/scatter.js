// One lane's panel: Plotly draws axes and rings, a canvas below it the points, an SVG above it trails and means.

const TRAIL = 12;
const PLOT_CONFIG = { displayModeBar: false, doubleClick: "reset", scrollZoom: false, responsive: false };

class Scatter {
  constructor(scene, lane, onView) {
    this.scene = scene;
    this.lane = lane;
    this.onView = onView;
    this.canvas = element("canvas", { class: "gmm-points", "aria-hidden": "true" });
    this.plot = element("div", { class: "gmm-plotly" });
    this.overlay = element("svg", { class: "gmm-overlay", "aria-hidden": "true" });
    this.host = element("div", { class: "gmm-plot" }, this.canvas, this.plot, this.overlay);
    this.points = new PointsCanvas(this.canvas, scene.x[0].length);
    this.coordinates = planePoints(scene);
    this.means = Array.from({ length: lane.k }, (_, j) => this.makeMean(j));
  }

  makeMean(j) {
    const disc = element("circle", { r: 11, class: "gmm-mean-disc" });
    const number = element("text", { class: "gmm-mean-number", "text-anchor": "middle", dy: "0.36em" });
    number.textContent = String(j + 1);
    const trail = element("g", { class: "gmm-trail" });
    const segments = Array.from({ length: TRAIL }, () => element("line", { "stroke-width": 1.5 }));
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
    this.toX = (value) => xaxis.l2p(value);
    this.toY = (value) => yaxis.l2p(value);
    const inside = (at, length) => at > 0.5 && at < length - 0.5;
    this.points.layout({
      ...box,
      pixelRatio: window.devicePixelRatio || 1,
      toX: this.toX,
      toY: this.toY,
      points: this.coordinates,
      gridX: (xaxis._vals ?? []).map(({ x }) => this.toX(x)).filter((at) => inside(at, box.width)),
      gridY: (yaxis._vals ?? []).map(({ x }) => this.toY(x)).filter((at) => inside(at, box.height)),
      theme: this.theme,
    });
    this.onView();
  }

  /** Plotly shapes of the rings: a halo in page colour under each ring, so that it shows on its own cluster. */
  shapes(mixture = null, fade = 1) {
    const { rings, halo } = this.scene.style;
    const shapes = [];
    for (let j = 0; j < this.lane.k; j += 1) {
      const { colour, dash } = componentStyle(this.scene, this.theme, j);
      const part = mixture?.[j];
      rings.forEach(({ radius, width }, index) => {
        const path = part ? ringPath(part.mean, part.covariance, radius) : "M0,0Z";
        const common = { type: "path", path, visible: Boolean(part), xref: "x", yref: "y", layer: "above" };
        shapes.push({
          ...common,
          line: { color: this.theme.panel, width: halo.width * (width / rings[0].width) },
          opacity: halo.opacity * fade,
        });
        const fill = index === 0 && part ? withAlpha(colour, fillOpacity(part.weight)) : "rgba(0,0,0,0)";
        shapes.push({ ...common, line: { color: colour, width, dash }, fillcolor: fill, opacity: fade });
      });
    }
    return shapes;
  }

  /** Paints points, rings, trails and means. `fades` rest the stale half at 60 %. */
  draw({ from, to, share, mixture, trail, moved, fades }) {
    this.points.draw(from, to, share, fades.points);
    if (moved) {
      Plotly.relayout(this.plot, { shapes: this.shapes(mixture, fades.rings) });
      this.drawMeans(mixture, trail);
    }
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
      const path = [...trail.map((state) => state[j].mean), part.mean].slice(-TRAIL - 1);
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
    dash: dashes[j % dashes.length],
    mark: marks[(j + Math.floor(j / colours.length)) % marks.length],
  };
}

const withAlpha = (hex, alpha) => `rgba(${hexToRgb(hex).join(",")},${alpha})`;
const fillOpacity = (weight) => 0.08 + 0.12 * Math.min(1, weight);
