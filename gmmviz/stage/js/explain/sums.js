// The numbers of one half-step: what an E-step makes of a row, and the sums that an M-step takes over all rows.

import { logJoint } from "../math/estep.js";
import { mixtureStateOf, responsibilityStateOf } from "../math/frames.js";

/**
 * The states behind a frame: `owning` has the parameters of the E-step on screen (of the coming one at the start),
 * the M-step leads from `before` to `after`; both null where the run has no M-step. `coming`: it is still ahead.
 */
export function statesOf(frame, lastFrame) {
  const owning = responsibilityStateOf(frame) ?? 0;
  const last = mixtureStateOf(lastFrame);
  if (last === 0) return { owning, before: null, after: null, coming: false };
  const before = Math.min(owning, last - 1);
  return { owning, before, after: before + 1, coming: mixtureStateOf(frame) <= before };
}

/**
 * One row's E-step: natural logarithms of the `products` weight_j N(x | ...) (k) and of their `sum`, the `responsibilities` (k), and
 * `logResponsibilities` (k), their logarithms, which are also known where one is too small to be held.
 */
export function rowNumbers(scene, lane, state, row) {
  const columns = scene.x.map((column) => column.subarray(row, row + 1));
  const products = logJoint(columns, lane, state, new Float64Array(lane.k));
  const power = lane.inverseTemperatures[state];
  const responsibilities = responsibilitiesOf(products, power);
  const raised = products.map((value) => power * value);
  const logResponsibilities = power === Infinity ? responsibilities.map(Math.log) : raised.map((value) => value - logSum(raised));
  return { products, sum: logSum(products), responsibilities, logResponsibilities };
}

function logSum(logs) {
  const largest = Math.max(...logs);
  return largest + Math.log(logs.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}

/** Responsibilities (k) of log products; an infinite inverse temperature gives all to the first of the largest. */
export function responsibilitiesOf(products, inverseTemperature) {
  const largest = Math.max(...products);
  if (inverseTemperature === Infinity) {
    const owner = products.indexOf(largest);
    return products.map((_, j) => (j === owner ? 1 : 0));
  }
  const terms = products.map((value) => Math.exp(inverseTemperature * (value - largest)));
  const sum = terms.reduce((total, term) => total + term, 0);
  return terms.map((term) => term / sum);
}

/**
 * Sums of the M-step over the rows of the stage, in their units, under the responsibilities of a state: per component `counts`
 * (k), `sums` of each column (k of d), and `scatters` about the new means (k of d x d); `first` are some responsibilities (k of 3).
 */
export function componentSums(scene, lane, state) {
  const known = lastSums.get(lane);
  if (known?.state === state) return known.sums; // both half-steps of an iteration take the same sums
  const sums = sumsOf(scene, lane, state);
  lastSums.set(lane, { state, sums });
  return sums;
}

const lastSums = new WeakMap(); // of each lane: {state, sums}

function sumsOf(scene, lane, state) {
  const { k } = lane;
  const n = scene.x[0].length;
  const d = scene.x.length;
  const joint = logJoint(scene.x, lane, state, new Float64Array(k * n));
  const power = lane.inverseTemperatures[state];
  const counts = new Float64Array(k);
  const centred = Array.from({ length: k }, () => new Float64Array(d));
  for (let i = 0; i < n; i += 1) {
    toResponsibilities(joint, i, n, k, power);
    for (let j = 0; j < k; j += 1) {
      const responsibility = joint[j * n + i];
      counts[j] += responsibility;
      for (let p = 0; p < d; p += 1) centred[j][p] += responsibility * scene.x[p][i];
    }
  }
  const scatters = Array.from({ length: k }, (_, j) => scatterOf(scene, joint.subarray(j * n, j * n + n), centred[j].map((sum) => sum / counts[j])));
  return {
    counts,
    sums: centred.map((sums, j) => sums.map((sum, p) => sum + counts[j] * scene.centre[p])),
    means: centred.map((sums, j) => sums.map((sum, p) => sum / counts[j] + scene.centre[p])),
    scatters,
    first: Array.from({ length: k }, (_, j) => Array.from(joint.subarray(j * n, j * n + Math.min(n, 2)))),
  };
}

/** Turns the log products of row i, at j * n + i of a list, into its responsibilities: as `responsibilitiesOf`, but where they are. */
function toResponsibilities(joint, i, n, k, inverseTemperature) {
  let owner = 0;
  for (let j = 1; j < k; j += 1) if (joint[j * n + i] > joint[owner * n + i]) owner = j;
  const largest = joint[owner * n + i];
  const hard = inverseTemperature === Infinity;
  let sum = 0;
  for (let j = 0; j < k; j += 1) {
    const term = hard ? Number(j === owner) : Math.exp(inverseTemperature * (joint[j * n + i] - largest));
    joint[j * n + i] = term;
    sum += term;
  }
  for (let j = 0; j < k; j += 1) joint[j * n + i] /= sum;
}

function scatterOf(scene, responsibilities, mean) {
  const d = scene.x.length;
  const scatter = Array.from({ length: d }, () => new Float64Array(d));
  for (let i = 0; i < responsibilities.length; i += 1) {
    for (let p = 0; p < d; p += 1) {
      const weighted = responsibilities[i] * (scene.x[p][i] - mean[p]);
      for (let q = 0; q <= p; q += 1) scatter[p][q] += weighted * (scene.x[q][i] - mean[q]);
    }
  }
  for (let p = 0; p < d; p += 1) for (let q = 0; q < p; q += 1) scatter[q][p] = scatter[p][q];
  return scatter;
}

/** Covariance (d x d) of a component in a state, from its whitening matrix W: inverse(W) inverse(W)'. */
export function covarianceOf(lane, d, state, j) {
  const packed = (d * (d + 1)) / 2;
  const component = state * lane.k + j;
  const w = lane.whiteners.subarray(component * packed, (component + 1) * packed);
  const at = (p, q) => w[(p * (p + 1)) / 2 + q];
  const root = Array.from({ length: d }, () => new Float64Array(d)); // inverse of W, lower triangular
  for (let q = 0; q < d; q += 1) {
    for (let p = q; p < d; p += 1) {
      let rest = p === q ? 1 : 0;
      for (let r = q; r < p; r += 1) rest -= at(p, r) * root[r][q];
      root[p][q] = rest / at(p, p);
    }
  }
  return root.map((row) => root.map((other) => row.reduce((sum, value, r) => sum + value * other[r], 0)));
}

/** Mean (d) of a component in a state, in the file's units. */
export function meanOf(scene, lane, state, j) {
  const d = scene.x.length;
  const start = (state * lane.k + j) * d;
  return scene.centre.map((centre, p) => centre + lane.means[start + p]);
}

const trace = (matrix) => matrix.reduce((sum, row, p) => sum + row[p], 0);
const diagonal = (matrix, scale) => matrix.map((row, p) => row.map((value, q) => (p === q ? value / scale : 0)));
const pooled = (scatters) => scatters[0].map((row, p) => Array.from(row, (_, q) => scatters.reduce((sum, scatter) => sum + scatter[p][q], 0)));
const total = (counts) => counts.reduce((sum, count) => sum + count, 0);

/** Families whose covariance is one quotient: what is divided (a matrix, or a trace) and by what. */
export const QUOTIENTS = {
  own: ({ scatters, counts }, j) => ({ matrix: scatters[j], scale: counts[j] }),
  pooled: ({ scatters, counts }) => ({ matrix: pooled(scatters), scale: total(counts) }),
  "own diagonal": ({ scatters, counts }, j) => ({ matrix: diagonal(scatters[j], 1), scale: counts[j] }),
  "pooled diagonal": ({ scatters, counts }) => ({ matrix: diagonal(pooled(scatters), 1), scale: total(counts) }),
  "own round": ({ scatters, counts }, j) => ({ trace: trace(scatters[j]), scale: counts[j] * scatters[j].length }),
  "pooled round": ({ scatters, counts }) => ({ trace: trace(pooled(scatters)), scale: total(counts) * scatters[0].length }),
};
