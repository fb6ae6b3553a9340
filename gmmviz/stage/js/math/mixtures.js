// What is drawn of a mixture: weights, means and covariances in the plane, in data coordinates.

import { betweenCovariances } from "./outline.js";

/** Components of one state of a lane in the plane: {weight, mean [x, y], covariance [xx, xy, yy]}. */
export function drawnMixture(scene, lane, state) {
  const d = scene.x.length;
  return Array.from({ length: lane.k }, (_, j) => {
    const component = state * lane.k + j;
    const mean = [0, 1].map((axis) => {
      let at = scene.planeCentre[axis];
      for (let p = 0; p < d; p += 1) at += scene.plane[axis][p] * lane.means[component * d + p];
      return at;
    });
    return {
      weight: lane.weights[component],
      mean,
      covariance: Array.from(lane.planeCovariances.subarray(component * 3, component * 3 + 3)),
    };
  });
}

/** Components a share `s` of the way from one drawn mixture to another. */
export function betweenMixtures(from, to, s) {
  if (s >= 1 || from.length !== to.length) return to;
  return to.map((b, j) => {
    const a = from[j];
    return {
      weight: a.weight + (b.weight - a.weight) * s,
      mean: [0, 1].map((axis) => a.mean[axis] + (b.mean[axis] - a.mean[axis]) * s),
      covariance: betweenCovariances(a.covariance, b.covariance, s),
    };
  });
}

/** Coordinates of the points in the plane: two Float64Array (n). */
export function planePoints(scene) {
  const n = scene.x[0].length;
  return [0, 1].map((axis) => {
    const out = new Float64Array(n).fill(scene.planeCentre[axis]);
    scene.plane[axis].forEach((factor, p) => {
      if (factor === 0) return;
      const column = scene.x[p];
      for (let i = 0; i < n; i += 1) out[i] += factor * column[i];
    });
    return out;
  });
}
