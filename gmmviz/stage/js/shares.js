// Responsibilities and colours of states, computed when first needed and kept while memory allows.

const KEEP_BYTES = 96 * 2 ** 20;

class Shares {
  constructor(scene, lane) {
    this.scene = scene;
    this.lane = lane;
    this.kept = new Map();
    this.bytes = 0;
  }

  /** {shares (k*n), colours (3*n)} of a state; null before the first Assign. */
  of(state, theme) {
    if (state === null) return { shares: null, colours: this.unowned(theme) };
    const key = `${state}`;
    let entry = this.kept.get(key);
    if (entry) this.kept.delete(key);
    else {
      const shares = responsibilities(this.scene.x, this.lane, state);
      entry = { shares, colours: null, theme: null };
      this.bytes += shares.byteLength * 2;
    }
    if (entry.theme !== theme.name) {
      const hexes = Array.from({ length: this.lane.k }, (_, j) => componentStyle(this.scene, theme, j).colour);
      entry.colours = blend(entry.shares, hexes);
      entry.theme = theme.name;
    }
    this.kept.set(key, entry);
    for (const [oldest, { shares }] of this.kept) {
      if (this.bytes <= KEEP_BYTES || oldest === key) break;
      this.kept.delete(oldest);
      this.bytes -= shares.byteLength * 2;
    }
    return entry;
  }

  unowned(theme) {
    if (this.greyTheme !== theme.name) {
      this.grey = uniformColours(this.scene.x[0].length, theme.border);
      this.greyTheme = theme.name;
    }
    return this.grey;
  }
}
