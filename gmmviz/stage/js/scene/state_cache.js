// Responsibilities and colours of states, computed when first needed and kept while memory allows.

import { blend, labelColours, uniformColours } from "../math/colour.js";
import { eStep, ownersOf } from "../math/estep.js";
import { classColour, componentStyle } from "./component_style.js";

const KEEP_BYTES = 96 * 2 ** 20;

export class StateCache {
  constructor(scene, lane) {
    this.scene = scene;
    this.lane = lane;
    this.kept = new Map();
    this.bytes = 0;
  }

  /** Responsibilities (k*n, component-major) of a state; null before the first Assign. */
  of(state) {
    if (state === null) return null;
    let responsibilities = this.kept.get(state)?.responsibilities;
    if (!responsibilities) {
      responsibilities = eStep(this.scene.x, this.lane, state);
      this.bytes += 2 * responsibilities.byteLength;
    }
    const entry = this.kept.get(state) ?? { responsibilities };
    this.kept.delete(state);
    this.kept.set(state, entry);
    for (const [oldest, { responsibilities: old }] of this.kept) {
      if (this.bytes <= KEEP_BYTES || oldest === state) break;
      this.kept.delete(oldest);
      this.bytes -= 2 * old.byteLength;
    }
    return responsibilities;
  }

  /** Colours (3*n) of the points in a state, as the theme and the colour mode say. */
  colours(state, theme, mode) {
    const responsibilities = this.of(state);
    if (!responsibilities && mode !== "truth") mode = "none";
    if (mode === "none" || mode === "truth") return this.fixed(theme, mode);
    const entry = this.kept.get(state);
    const look = `${theme.name} ${mode}`;
    if (entry.look !== look) {
      entry.look = look;
      entry.colours = colourPoints(this.scene, responsibilities, this.lane.k, theme, mode);
    }
    return entry.colours;
  }

  /** Colours that no state changes: grey, or by known class. */
  fixed(theme, mode) {
    const look = `${theme.name} ${mode}`;
    if (this.fixedLook !== look) {
      this.fixedLook = look;
      const n = this.scene.x[0].length;
      const hexOf = (j) => classColour(theme, j);
      this.fixedColours = mode === "truth" ? labelColours(this.scene.labels, hexOf) : uniformColours(n, theme.border);
    }
    return this.fixedColours;
  }
}

/** Colours (3*n) of responsibilities: blended, or each point in the colour of its most likely component. */
export function colourPoints(scene, responsibilities, k, theme, mode) {
  const hexes = Array.from({ length: k }, (_, j) => componentStyle(scene, theme, j).colour);
  return mode === "hard" ? labelColours(ownersOf(responsibilities, k), (j) => hexes[j]) : blend(responsibilities, hexes);
}
