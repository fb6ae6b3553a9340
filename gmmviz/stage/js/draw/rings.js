// The rings of components: shapes of Plotly, moved without asking it.

import { outlinePath, ringOutline } from "../math/outline.js";

const INNER_ROLES = new Set(["inner", "core_halo"]);
const roleOf = (name) => name.split(" ")[0];
const componentOf = (name) => Number(name.split(" ")[1]);

/** Plotly's shapes of k components' rings: a style each from the figure, without a place until one is drawn. */
export function ringShapes(scene, theme, k) {
  const styles = scene.figures[theme.name].rings.filter(({ name }) => componentOf(name) < k);
  return styles.map((style) => ({ ...coloured(style, styles, scene.clusters), path: "M0,0Z" }));
}

/** A ring's style in the colour of the component that its cluster is called after; its dash stays its own. */
function coloured(style, styles, clusters) {
  if (!clusters) return style;
  const like = styles.find(({ name }) => name === `${roleOf(style.name)} ${clusters[componentOf(style.name)]}`) ?? style;
  return { ...style, fillcolor: like.fillcolor, line: { ...style.line, color: like.line?.color } };
}

export class Rings {
  /** Of the figure in `plot`. */
  constructor(plot, scene) {
    this.plot = plot;
    this.scene = scene;
    this.elements = null;
  }

  /** Plotly has drawn its shapes anew. */
  forget() {
    this.elements = null;
  }

  /**
   * Moves the rings. Plotly.relayout takes 1.5 ms a shape, so their paths are written into Plotly's own layout
   * (what it draws from at the next zoom or export) and straight into the elements it made (0.02 ms).
   */
  draw(mixture, fadeOf, radii, map) {
    const { plot } = this;
    const { xaxis, yaxis, shapes } = plot._fullLayout;
    const { fill } = this.scene.style;
    const toX = (value) => xaxis._offset + map.toX(value);
    const toY = (value) => yaxis._offset + map.toY(value);
    this.elements ??= [...plot.querySelectorAll(".shapelayer [data-index] path, .shapelayer path[data-index]")];
    plot.layout.shapes.forEach((shape, index) => {
      const { mean, covariance, weight } = mixture[componentOf(shape.name)];
      const role = roleOf(shape.name);
      const outline = ringOutline(mean, covariance, INNER_ROLES.has(role) ? radii.inner : radii.outer);
      const opacity = fadeOf(componentOf(shape.name)) * (role === "fill" ? fill[0] + (fill[1] - fill[0]) * weight : 1);
      for (const layout of [shape, shapes[index]]) Object.assign(layout, { path: outlinePath(outline), opacity });
      const path = this.elements[index];
      if (!path) return;
      path.setAttribute("d", outlinePath(outline, toX, toY));
      path.style.opacity = opacity;
    });
  }
}
