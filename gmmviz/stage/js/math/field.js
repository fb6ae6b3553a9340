// What a mixture in the plane says at any place: log joints, density and doubt, on a coarse grid of pixels.

export const FIELD_STEP = 6; // CSS pixels between nodes; a log joint is quadratic, so little is lost between them
const LOG_2PI = Math.log(2 * Math.PI);

/**
 * Components as quadratics of pixels (device pixels of the plot): log joint = top - (A u u + 2 B u v + C v v) / 2
 * at u = x - x0, v = y - y0. `map` is {offsetX, slopeX, offsetY, slopeY}, from data to pixels.
 */
function planeForms(mixture, { offsetX, slopeX, offsetY, slopeY }) {
  return mixture.map(({ weight, mean, covariance: [xx, xy, yy] }) => {
    const least = 1e-6; // px; a collapsed component has a width all the same
    const l11 = Math.max(Math.sqrt(Math.max(xx, 0)), least / Math.abs(slopeX));
    const l21 = xy / l11;
    const l22 = Math.max(Math.sqrt(Math.max(yy - l21 * l21, 0)), least / Math.abs(slopeY));
    const a = 1 / (l11 * slopeX);
    const b = -l21 / (l11 * l22 * slopeX);
    const c = 1 / (l22 * slopeY);
    return {
      x0: offsetX + slopeX * mean[0],
      y0: offsetY + slopeY * mean[1],
      A: a * a + b * b,
      B: b * c,
      C: c * c,
      top: Math.log(weight) - LOG_2PI - Math.log(l11 * l22),
    };
  });
}

/** Log joints (k*nodes), log density, doubt (1 - largest share) and owners at nodes `step` pixels apart. */
export class PlaneField {
  /** Nodes that cover w x h device pixels; node (i, j) is at pixel (i*step, j*step). */
  layout(w, h, step, map) {
    this.step = step;
    this.map = map;
    this.nx = Math.ceil(w / step) + 1;
    this.ny = Math.ceil(h / step) + 1;
    this.nodes = this.nx * this.ny;
    this.joints = null;
    this.best = new Float64Array(this.nodes);
    this.logDensity = new Float64Array(this.nodes);
    this.doubt = new Float64Array(this.nodes);
    this.owners = new Uint8Array(this.nodes);
  }

  /** Data coordinates [x, y] of a node. */
  place(i, j) {
    const { offsetX, slopeX, offsetY, slopeY } = this.map;
    return [(i * this.step - offsetX) / slopeX, (j * this.step - offsetY) / slopeY];
  }

  solve(mixture) {
    const { nx, ny, nodes, step, best, owners, logDensity, doubt } = this;
    const forms = planeForms(mixture, this.map);
    const k = forms.length;
    if (this.joints?.length !== k * nodes) this.joints = new Float64Array(k * nodes);
    const { joints } = this;
    this.forms = forms;
    best.fill(-Infinity);
    forms.forEach(({ x0, y0, A, B, C, top }, component) => {
      let at = component * nodes;
      for (let j = 0, node = 0; j < ny; j += 1) {
        const v = j * step - y0;
        for (let i = 0; i < nx; i += 1, node += 1, at += 1) {
          const u = i * step - x0;
          const value = top - 0.5 * (u * (A * u + 2 * B * v) + C * v * v);
          joints[at] = value;
          if (value > best[node]) {
            best[node] = value;
            owners[node] = component;
          }
        }
      }
    });
    for (let node = 0; node < nodes; node += 1) {
      let sum = 0;
      for (let component = 0; component < k; component += 1) {
        const less = joints[component * nodes + node] - best[node];
        if (less > -40) sum += Math.exp(less);
      }
      logDensity[node] = best[node] + Math.log(sum);
      doubt[node] = 1 - 1 / sum;
    }
    return this;
  }
}
