// What one point is to each component, and how wide a component is.

import { logJoint } from "./estep.js";

/** Density under each component, and distance from its mean in sd, of one point. */
export function pointNumbers(scene, lane, state, point) {
  const columns = scene.x.map((column) => column.subarray(point, point + 1));
  const joint = logJoint(columns, lane, state, new Float64Array(lane.k));
  const d = scene.x.length;
  return Array.from({ length: lane.k }, (_, j) => {
    const component = state * lane.k + j;
    const packed = (d * (d + 1)) / 2;
    const whitener = lane.whiteners.subarray(component * packed, (component + 1) * packed);
    let squares = 0;
    for (let p = 0, at = 0; p < d; p += 1) {
      let z = 0;
      for (let q = 0; q <= p; q += 1, at += 1) z += whitener[at] * (columns[q][0] - lane.means[component * d + q]);
      squares += z * z;
    }
    return { density: Math.exp(joint[j] - Math.log(lane.weights[component])), distance: Math.sqrt(squares) };
  });
}

/** Standard deviations (d) of a component, from its whitening matrix W: the covariance is inverse(W) inverse(W)'. */
export function componentDeviations(scene, lane, state, j) {
  const d = scene.x.length;
  const packed = (d * (d + 1)) / 2;
  const component = state * lane.k + j;
  const w = lane.whiteners.subarray(component * packed, (component + 1) * packed);
  const at = (p, q) => w[(p * (p + 1)) / 2 + q];
  const sums = new Float64Array(d);
  for (let q = 0; q < d; q += 1) {
    const column = new Float64Array(d);
    for (let p = q; p < d; p += 1) {
      let rest = p === q ? 1 : 0;
      for (let r = q; r < p; r += 1) rest -= at(p, r) * column[r];
      column[p] = rest / at(p, p);
      sums[p] += column[p] ** 2;
    }
  }
  return sums.map(Math.sqrt);
}
