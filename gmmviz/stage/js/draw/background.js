// What lies below the points on demand: density, territories or uncertainty of the mixture in the plane.

import { hexToRgb } from "../math/colour.js";
import { FIELD_STEP, PlaneField } from "../math/field.js";
import { componentStyle } from "../scene/component_style.js";
import { element } from "./dom.js";

const NEGLIGIBLE_NATS = 6; // nats behind the best, where a component no longer counts
const SMOOTH_CELL_NATS = 1.5; // nats that differences of joints may change in a cell whose doubt is interpolated
const MAX_TIE_NATS = 1e-9; // nats by which an owner must be ahead: equal components make no speckles
const EXP_STEPS = 64;
const EXP_TABLE = Float32Array.from({ length: (NEGLIGIBLE_NATS + 1) * EXP_STEPS }, (_, i) => Math.exp(-(i + 0.5) / EXP_STEPS));

/** Colour `share` of the way from one [r, g, b] to another, as a pixel of a little-endian Int32Array. */
function mixedPixel(from, to, share) {
  const [r, g, b] = from.map((value, i) => Math.round(value + (to[i] - value) * share));
  return (255 << 24) | (b << 16) | (g << 8) | r;
}

/** A pixel mixed with a share of [r, g, b]. */
function mixInto(pixel, [r, g, b], share) {
  const rest = 1 - share;
  const red = (pixel & 255) * rest + r * share + 0.5;
  const green = ((pixel >>> 8) & 255) * rest + g * share + 0.5;
  const blue = ((pixel >>> 16) & 255) * rest + b * share + 0.5;
  return (255 << 24) | (blue << 16) | (green << 8) | red;
}

export class Background {
  /** Of one scatter: below its points, in its plane, with its components' colours. */
  constructor(scatter) {
    this.scatter = scatter;
    this.kind = "none";
    this.field = new PlaneField();
    this.note = element("p", { class: "gmm-background-note" });
    scatter.notes.append(this.note);
  }

  choose(kind) {
    this.kind = kind;
    this.note.textContent = this.words;
  }

  /** What the plot says of it; in more than two dimensions also whose it is. */
  get words() {
    return this.scatter.scene.backgroundWords[this.kind] ?? "";
  }

  /** Takes the size of the canvas, the map from data to its pixels, the gridlines and the colours. */
  layout({ pixelRatio, toX, toY, gridX, gridY, theme }) {
    const { scene, lane, canvas } = this.scatter;
    const { xaxis, yaxis } = scene.figures[theme.name].scatter.layout;
    const { band, bandsBelow, bands, bandInk, contourInk, edgeSteps, territory, doubtInk, boundaryHalf } = scene.style.background;
    this.width = canvas.width;
    this.height = canvas.height;
    const pixels = (places) => places.map((at) => Math.round(at * pixelRatio));
    this.grid = { columns: pixels(gridX), rows: pixels(gridY), line: Math.max(1, Math.round(pixelRatio)) };
    this.half = boundaryHalf * pixelRatio;
    const even = -Math.log((xaxis.range[1] - xaxis.range[0]) * (yaxis.range[1] - yaxis.range[0]));
    this.base = even - bandsBelow * band;
    const hexes = Array.from({ length: lane.k }, (_, j) => componentStyle(scene, theme, j).colour);
    const panel = hexToRgb(theme.panel);
    this.ink = hexToRgb(theme.ink);
    this.grounds = Int32Array.from(hexes, (hex) => mixedPixel(panel, hexToRgb(hex), territory));
    this.bands = Int32Array.from({ length: (bands + 1) * edgeSteps }, (_, i) => {
      const edge = (i % edgeSteps) / (edgeSteps - 1);
      const number = Math.floor(i / edgeSteps);
      const shade = bandInk * Math.max(0, number - 1 + edge) + (number ? contourInk * Math.sin(Math.PI * edge) : 0);
      return mixedPixel(panel, this.ink, shade);
    });
    this.doubts = Int32Array.from({ length: 256 }, (_, i) => mixedPixel(panel, this.ink, (doubtInk * i) / 255));
    this.panel = mixedPixel(panel, panel, 0);
    const [offsetX, offsetY] = [toX(0) * pixelRatio, toY(0) * pixelRatio];
    const map = { offsetX, slopeX: toX(1) * pixelRatio - offsetX, offsetY, slopeY: toY(1) * pixelRatio - offsetY };
    this.field.layout(this.width, this.height, Math.round(FIELD_STEP * pixelRatio), map);
    this.painted = null;
  }

  /** Paints the background of a mixture into `image`, unless that is what it shows. */
  paint(mixture, image) {
    if (this.kind === "none" || this.painted === mixture) return;
    const pixels = new Int32Array(image.data.buffer);
    this.field.solve(mixture);
    if (this.kind === "density") this.paintDensity(pixels);
    else this.paintOwners(pixels, this.kind === "uncertainty");
    this.paintGrid(pixels);
    this.painted = mixture;
  }

  paintDensity(pixels) {
    const { width, height, base } = this;
    const { band: bandNats, edgeSteps, bands: most } = this.scatter.scene.style.background;
    const shades = this.bands;
    const { nx, ny, step, logDensity } = this.field;
    const row = new Float64Array(nx);
    const last = most + 1 - 1e-9;
    for (let y = 0, at = 0; y < height; y += 1) {
      const j = Math.min(Math.floor(y / step), ny - 2);
      const down = (y - j * step) / step;
      for (let i = 0, node = j * nx; i < nx; i += 1, node += 1) {
        row[i] = (logDensity[node] + (logDensity[node + nx] - logDensity[node]) * down - base) / bandNats;
      }
      for (let i = 0, node = j * nx; at < (y + 1) * width; i += 1, node += 1) {
        const slope = (row[i + 1] - row[i]) / step;
        const steep = (logDensity[node + nx] - logDensity[node]) / (bandNats * step);
        const sharp = (edgeSteps - 1) / Math.max(Math.sqrt(slope * slope + steep * steep) * this.half * 2, 1e-6);
        const stop = Math.min(at + step, (y + 1) * width);
        for (let value = row[i]; at < stop; at += 1, value += slope) {
          if (value <= 0) {
            pixels[at] = shades[0];
            continue;
          }
          const t = value + 1 < last ? value + 1 : last;
          const band = t | 0;
          const edge = (t - band) * sharp;
          pixels[at] = shades[band * edgeSteps + (edge < edgeSteps - 1 ? edge | 0 : edgeSteps - 1)];
        }
      }
    }
  }

  /** Grounds of the owners, or how much a point would be shared, with the boundary between owners. */
  paintOwners(pixels, doubting) {
    const { field, width, height } = this;
    const { nx, ny, step } = field;
    const k = field.forms.length;
    if (this.active?.length !== k) {
      this.active = new Uint8Array(k);
      for (const name of ["values", "rises", "falls", "A", "B", "C", "X", "Y"]) this[name] = new Float64Array(k);
    }
    this.slack = Float64Array.from(field.forms, ({ A, C }) => ((A + C) * step * step) / 8);
    for (let j = 0; j < ny - 1; j += 1) {
      for (let i = 0; i < nx - 1; i += 1) {
        const box = { left: i * step, top: j * step, right: Math.min((i + 1) * step, width), bottom: Math.min((j + 1) * step, height) };
        this.paintCell(pixels, j * nx + i, box, doubting);
      }
    }
  }

  /**
   * One cell. Joints are concave: inside, none is above the plane through its corners by more than `slack`, and
   * the owner is not below it. What cannot come near the owner is not looked at, which is nearly everything.
   */
  paintCell(pixels, node, box, doubting) {
    const { field, active, slack } = this;
    const { nx, nodes, joints, owners } = field;
    const k = field.forms.length;
    const right = node + 1;
    const below = node + nx;
    const corner = below + 1;
    let floor = -Infinity;
    let owner = 0;
    for (let c = 0, at = 0; c < k; c += 1, at += nodes) {
      const low = Math.min(joints[at + node], joints[at + right], joints[at + below], joints[at + corner]);
      if (low > floor) {
        floor = low;
        owner = at;
      }
    }
    let contenders = 0;
    let count = 0;
    let change = 0;
    for (let c = 0, at = 0; c < k; c += 1, at += nodes) {
      const p = joints[at + node] - joints[owner + node];
      const q = joints[at + right] - joints[owner + right];
      const r = joints[at + below] - joints[owner + below];
      const t = joints[at + corner] - joints[owner + corner];
      const high = Math.max(p, q, r, t) + slack[c];
      if (high < -NEGLIGIBLE_NATS) continue;
      const range = high - Math.min(p, q, r, t);
      const near = high + 0.5 * range >= 0;
      if (near) contenders += 1;
      if (!doubting && !near) continue;
      active[count] = c;
      count += 1;
      if (range > change) change = range;
    }
    if (count <= 1) this.fill(pixels, box, doubting ? this.panel : this.grounds[owners[node]]);
    else if (doubting && contenders <= 1 && change < SMOOTH_CELL_NATS) this.interpolate(pixels, node, box);
    else this.contest(pixels, box, count, doubting);
  }

  fill(pixels, { left, top, right, bottom }, colour) {
    const { width } = this;
    for (let y = top; y < bottom; y += 1) {
      for (let at = y * width + left, end = y * width + right; at < end; at += 1) pixels[at] = colour;
    }
  }

  interpolate(pixels, node, { left, top, right, bottom }) {
    const { doubts, width } = this;
    const { nx, step, doubt } = this.field;
    for (let y = top; y < bottom; y += 1) {
      const down = (y - top) / step;
      const from = doubt[node] + (doubt[node + nx] - doubt[node]) * down;
      const to = doubt[node + 1] + (doubt[node + nx + 1] - doubt[node + 1]) * down;
      const slope = (to - from) / step;
      for (let at = y * width + left, end = y * width + right, value = from; at < end; at += 1, value += slope) {
        pixels[at] = doubts[(value * 255 + 0.5) | 0];
      }
    }
  }

  /** A cell that several components may own, pixel by pixel. */
  contest(pixels, { left, top, right, bottom }, count, doubting) {
    const { active, field, half, ink, grounds, doubts, width, values, rises, falls, A, B, C, X, Y } = this;
    const { boundaryInk } = this.scatter.scene.style.background;
    const within = half + 0.5;
    for (let a = 0; a < count; a += 1) {
      const form = field.forms[active[a]];
      [A[a], B[a], C[a], X[a], Y[a]] = [form.A, form.B, form.C, form.x0, form.y0];
    }
    for (let y = top; y < bottom; y += 1) {
      for (let a = 0; a < count; a += 1) {
        const u = left - X[a];
        const v = y - Y[a];
        values[a] = field.forms[active[a]].top - 0.5 * (u * (A[a] * u + 2 * B[a] * v) + C[a] * v * v);
        rises[a] = -A[a] * (u + 0.5) - B[a] * v;
        falls[a] = -B[a] * u - C[a] * v;
      }
      for (let at = y * width + left, end = y * width + right; at < end; at += 1) {
        let first = 0;
        let second = -1;
        for (let a = 1; a < count; a += 1) {
          if (values[a] > values[first] + MAX_TIE_NATS) {
            second = first;
            first = a;
          } else if (second < 0 || values[a] > values[second]) second = a;
        }
        const ahead = values[first] - values[second];
        let colour = grounds[active[first]];
        if (doubting) {
          let sum = ahead < NEGLIGIBLE_NATS ? 1 + EXP_TABLE[(ahead * EXP_STEPS) | 0] : 1;
          for (let a = 0; count > 2 && a < count; a += 1) {
            const behind = values[first] - values[a];
            if (a !== first && a !== second && behind < NEGLIGIBLE_NATS) sum += EXP_TABLE[(behind * EXP_STEPS) | 0];
          }
          colour = doubts[(255 * (1 - 1 / sum) + 0.5) | 0];
        }
        const across = rises[first] - rises[second];
        const down = falls[first] - falls[second];
        const steep = across * across + down * down;
        if (steep > 1e-12 && ahead * ahead < within * within * steep) {
          colour = mixInto(colour, ink, boundaryInk * Math.min(1, within - ahead / Math.sqrt(steep)));
        }
        pixels[at] = colour;
        for (let a = 0; a < count; a += 1) {
          values[a] += rises[a];
          rises[a] -= A[a];
          falls[a] -= B[a];
        }
      }
    }
  }

  paintGrid(pixels) {
    const { width, height, ink, grid } = this;
    const { gridInk } = this.scatter.scene.style.background;
    for (const left of grid.columns) {
      for (let y = 0; y < height; y += 1) {
        for (let x = left; x < Math.min(left + grid.line, width); x += 1) pixels[y * width + x] = mixInto(pixels[y * width + x], ink, gridInk);
      }
    }
    for (const top of grid.rows) {
      const end = Math.min(top + grid.line, height) * width;
      for (let at = top * width; at < end; at += 1) pixels[at] = mixInto(pixels[at], ink, gridInk);
    }
  }
}
