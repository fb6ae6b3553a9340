// The numbered means over the plot, and the trails behind them.

import { arrowCorners, edgePlace, spreadAtEdge } from "../math/edges.js";
import { componentStyle } from "../scene/component_style.js";
import { element } from "./dom.js";

/** Whether two places [x, y] on the screen are shown as one: nearer than so many px their discs would hide each other. */
export const isSamePlace = (a, b, { same }) => Math.hypot(a[0] - b[0], a[1] - b[1]) < same;

/** Of each place [x, y] the indices that its disc names: its own; where several coincide, or make a chain, the last names all, the others none. */
export function coinciding(places, discs) {
  const near = (place) => places.flatMap((other, i) => (isSamePlace(place, other, discs) ? [i] : []));
  return places.map((place, j) => {
    const chain = new Set(near(place));
    for (const each of chain) near(places[each]).forEach((i) => chain.add(i)); // those added are visited, too
    const named = [...chain].sort((a, b) => a - b);
    return named.at(-1) === j ? named : [];
  });
}

const CROSS = "M-8,-8L8,8M-8,8L8,-8";

export class Means {
  /** Of k components, as crosses or as numbered discs; `groups` are their elements, `trails` the element below them. */
  constructor(scene, k, crosses = false) {
    this.scene = scene;
    this.crosses = crosses;
    this.trails = element("g", { class: "gmm-trail", "aria-hidden": "true" });
    this.scale = 1;
    this.marks = Array.from({ length: k }, (_, j) => this.make(j));
    this.groups = this.marks.map(({ group }) => group);
  }

  make(j) {
    const { meanRadius, meanWidth, meanFont, trailWidth, trailFades, discs } = this.scene.style;
    const disc = element("circle", { r: meanRadius, class: "gmm-mean-disc", "stroke-width": meanWidth });
    const number = element("text", { class: "gmm-mean-number", "text-anchor": "middle", dy: "0.36em", "font-size": meanFont }, String(j + 1));
    const second = element("circle", { class: "gmm-mean-second", r: meanRadius + discs.secondRing, "stroke-width": discs.secondWidth });
    const segments = trailFades.map(() => element("line", { "stroke-width": trailWidth }));
    this.trails.append(...segments);
    const focus = element("circle", { class: "gmm-mean-focus", r: meanRadius + 5 });
    const arrow = element("path");
    const group = element("g", { class: this.crosses ? "gmm-mean gmm-crossed" : "gmm-mean", tabindex: 0, role: "button" }, focus, arrow, second, disc, number);
    if (this.crosses) {
      group.append(element("path", { d: CROSS, class: "gmm-cross-halo" }), element("path", { d: CROSS, class: "gmm-cross" }));
      number.setAttribute("x", meanRadius + 6);
    }
    return { arrow, second, disc, number, group, segments };
  }

  /** Draws discs and trails; `trail` are earlier mixtures, oldest first; `toX` and `toY` map data to the box. */
  draw({ mixture, trail, theme, box: { width, height }, toX, toY, fadeOf }) {
    const { edge, discs } = this.scene.style;
    const own = mixture.map(({ mean }) => [toX(mean[0]), toY(mean[1])]); // where they are, seen or not
    const named = coinciding(own, discs);
    this.label(named);
    const places = this.edgePlaces(own, named, [width, height]);
    mixture.forEach((part, j) => {
      const { arrow, second, disc, group } = this.marks[j];
      const { colour, again } = componentStyle(this.scene, theme, j);
      const { shown, side } = places[j];
      const outside = side.some(Boolean);
      group.setAttribute("transform", `translate(${shown})`);
      group.classList.toggle("gmm-outside", outside);
      arrow.setAttribute("d", outside ? `M${arrowCorners(side, this.scene.style.meanRadius, edge).join("L")}Z` : "");
      arrow.setAttribute("transform", `scale(${this.scale})`);
      arrow.setAttribute("fill", colour);
      disc.setAttribute("stroke", colour);
      second.setAttribute("stroke", again ? colour : "none");
      const way = [...trail.map((state) => state[j].mean), part.mean].slice(-this.scene.style.trailFades.length - 1);
      this.drawTrail(j, way.map(([across, up]) => [toX(across), toY(up)]), colour, fadeOf(j));
    });
  }

  /** Where means are shown: those outside the plot at its edge, spread along it so that no two overlap unless they coincide. */
  edgePlaces(own, named, size) {
    const { edge, meanRadius, discs } = this.scene.style;
    const inset = edge.inset * this.scale;
    const places = own.map((place) => edgePlace(place, size, inset));
    const outside = places.filter(({ side }, j) => side.some(Boolean) && named[j].length > 0);
    const spread = spreadAtEdge(outside.map(({ shown }) => shown), size, inset, 2 * meanRadius * this.scale + discs.gap);
    outside.forEach((place, index) => {
      place.shown = spread[index];
    });
    return places;
  }

  /** Writes the numbers that each disc names; means that coincide have all of theirs in the last one's, which lies on top. */
  label(named) {
    const { meanRadius, discs } = this.scene.style;
    named.forEach((numbers, j) => {
      const { disc, second, number, group } = this.marks[j];
      const text = numbers.map((each) => each + 1).join(", ");
      if (number.textContent !== text) number.textContent = text;
      group.classList.toggle("gmm-covered", numbers.length === 0);
      const radius = meanRadius + discs.numberRoom * Math.max(0, numbers.length - 1);
      disc.setAttribute("r", radius * this.scale);
      second.setAttribute("r", (radius + discs.secondRing) * this.scale);
    });
  }

  drawTrail(j, way, colour, fade) {
    const { trailFades } = this.scene.style; // the newest first
    this.marks[j].segments.forEach((segment, index) => {
      const from = way[index];
      const to = way[index + 1];
      segment.style.display = from && to ? "" : "none";
      if (!from || !to) return;
      const ends = { x1: from[0], y1: from[1], x2: to[0], y2: to[1] };
      for (const [name, value] of Object.entries(ends)) segment.setAttribute(name, value);
      segment.setAttribute("stroke", colour);
      segment.setAttribute("opacity", fade * trailFades[way.length - 2 - index]);
    });
  }

  /** `scale` times as large. */
  resize(scale) {
    this.scale = scale;
    const { meanFont } = this.scene.style;
    this.marks.forEach(({ number }) => {
      number.setAttribute("font-size", meanFont * scale);
    });
  }

  name(j, text) {
    this.groups[j].setAttribute("aria-label", text);
  }
}
