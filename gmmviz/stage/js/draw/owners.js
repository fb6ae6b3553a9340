// Who owns each point: points by components, rows in an order fixed by the last frame.

import { colourScale, hexToRgb } from "../math/colour.js";
import { ownersOf } from "../math/estep.js";
import { componentStyle } from "../scene/component_style.js";
import { element, setRing } from "./dom.js";

export const SHADES = 255; // steps of a colour scale

/** Row order (n): by final owner, then from certain to shared. */
export function ownerOrder(responsibilities, k) {
  const n = responsibilities.length / k;
  const owners = ownersOf(responsibilities, k);
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  return order.sort((a, b) => owners[a] - owners[b] || responsibilities[owners[b] * n + b] - responsibilities[owners[a] * n + a] || a - b);
}

export class OwnersMap {
  constructor(scene, lane) {
    this.scene = scene;
    this.lane = lane;
    this.canvas = element("canvas", { class: "gmm-owners-map", role: "img" });
    this.marks = element("div", { class: "gmm-owners-marks", "aria-hidden": "true" });
    this.empty = element("p", { class: "gmm-owners-empty" }, "No point is owned yet.");
    this.heads = Array.from({ length: lane.k }, (_, j) => element("span", { class: "gmm-owners-head" }, String(j + 1)));
    this.host = element(
      "div",
      { class: "gmm-owners-body", style: `--gmm-k:${lane.k}` },
      element("div", { class: "gmm-owners-heads", "aria-hidden": "true" }, ...this.heads),
      element("div", { class: "gmm-owners-plot" }, this.canvas, this.marks, this.empty),
    );
  }

  /** Fixes the order of the rows (n). */
  setOrder(order) {
    this.order = order;
    this.rank = new Uint32Array(order.length);
    order.forEach((point, rank) => {
      this.rank[point] = rank;
    });
  }

  /** The point whose row an event is on. */
  pointAt(event) {
    const { top, height } = this.canvas.getBoundingClientRect();
    const row = Math.floor(((event.clientY - top) / height) * this.order.length);
    return this.order[Math.min(this.order.length - 1, Math.max(0, row))];
  }

  /** Lines on the rows of a hovered and a pinned point, and ticks beside those of a group (n booleans). */
  mark(hovered, pinned, group) {
    const rows = [[hovered, "gmm-row-hover"], [pinned, "gmm-row-pin"]].filter(([point]) => point !== null);
    const lines = rows.map(([point, name]) => element("i", { class: name, style: `top:${this.place(point)}%` }));
    const most = 2000;
    if (group) {
      const chosen = [...group.keys()].filter((i) => group[i]);
      const stride = Math.ceil(chosen.length / most);
      for (let c = 0; c < chosen.length; c += stride) {
        lines.push(element("i", { class: "gmm-row-group", style: `top:${this.place(chosen[c])}%` }));
      }
    }
    this.marks.replaceChildren(...lines);
  }

  place(point) {
    return (100 * (this.rank[point] + 0.5)) / this.order.length;
  }

  draw(responsibilities, theme) {
    if (!this.host.isConnected) return; // lanes in a race have no map
    this.empty.hidden = responsibilities !== null;
    this.canvas.style.visibility = responsibilities ? "visible" : "hidden";
    this.heads.forEach((head, j) => {
      setRing(head, componentStyle(this.scene, theme, j));
    });
    if (!responsibilities) {
      this.canvas.setAttribute("aria-label", "No point is owned yet");
      return;
    }
    const ratio = window.devicePixelRatio || 1;
    const width = Math.max(1, Math.round(this.canvas.clientWidth * ratio));
    const height = Math.max(1, Math.round(this.canvas.clientHeight * ratio));
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    const gap = Math.max(1, Math.round(ratio));
    this.canvas.getContext("2d", { alpha: false }).putImageData(this.image(responsibilities, theme, { width, height, gap }), 0, 0);
    this.canvas.setAttribute("aria-label", this.describe(responsibilities));
  }

  /** The map as ImageData of this size, with `gap` pixels between components. */
  image(responsibilities, theme, { width, height, gap }) {
    const { k } = this.lane;
    const n = responsibilities.length / k;
    const image = new ImageData(width, height);
    const page = hexToRgb(theme.panel);
    const rows = Math.min(n, height);
    const scales = this.scales(theme);
    for (let row = 0; row < rows; row += 1) {
      const first = Math.floor((row * n) / rows);
      const last = Math.max(first + 1, Math.floor(((row + 1) * n) / rows));
      const top = Math.floor((row * height) / rows);
      const bottom = Math.floor(((row + 1) * height) / rows);
      for (let j = 0; j < k; j += 1) {
        let sum = 0;
        for (let o = first; o < last; o += 1) sum += responsibilities[j * n + this.order[o]];
        const share = sum / (last - first);
        const shade = 3 * Math.round(share * SHADES);
        const left = Math.floor((j * width) / k) + (j ? gap : 0);
        const right = Math.floor(((j + 1) * width) / k);
        for (let y = top; y < bottom; y += 1) {
          for (let p = 4 * (y * width + left), end = 4 * (y * width + right); p < end; p += 4) {
            image.data[p] = scales[j][shade];
            image.data[p + 1] = scales[j][shade + 1];
            image.data[p + 2] = scales[j][shade + 2];
            image.data[p + 3] = 255;
          }
        }
      }
    }
    for (let p = 0; p < image.data.length; p += 4) {
      if (image.data[p + 3]) continue;
      image.data.set(page, p);
      image.data[p + 3] = 255;
    }
    return image;
  }

  /** Of each component the colours from the panel's at a share of 0 to its own at 1, in even steps. */
  scales(theme) {
    if (this.scaledTheme !== theme) {
      this.scaledTheme = theme;
      this.colourScales = Array.from({ length: this.lane.k }, (_, j) => colourScale(theme.panel, componentStyle(this.scene, theme, j).colour, SHADES));
    }
    return this.colourScales;
  }

  /** Who owns how many, in words. */
  describe(responsibilities) {
    const { k } = this.lane;
    const n = responsibilities.length / k;
    const counts = Array.from({ length: k }, () => 0);
    ownersOf(responsibilities, k).forEach((owner) => {
      counts[owner] += 1;
    });
    return counts.map((count, j) => `Component ${j + 1} owns ${count} of ${n} points`).join("; ");
  }
}
