// The E-step for the points the browser holds: the same formula as gmmviz.em, held equal by tests.

/** Fills `logJoint` (k*n, component-major) with log(weight_j N(x_i | mean_j, covariance_j)) of one state. */
export function logJoint(columns, lane, state, out) {
  const n = columns[0].length;
  const d = columns.length;
  const k = lane.k;
  const packed = (d * (d + 1)) / 2;
  const difference = new Float64Array(d);
  for (let j = 0; j < k; j += 1) {
    const component = state * k + j;
    const constant = lane.constants[component];
    const mean = lane.means.subarray(component * d, component * d + d);
    const whitener = lane.whiteners.subarray(component * packed, component * packed + packed);
    const row = j * n;
    if (d === 2) {
      const [a, b, c] = whitener;
      const [m0, m1] = mean;
      const [x0, x1] = columns;
      for (let i = 0; i < n; i += 1) {
        const e0 = x0[i] - m0;
        const z0 = a * e0;
        const z1 = b * e0 + c * (x1[i] - m1);
        out[row + i] = constant - 0.5 * (z0 * z0 + z1 * z1);
      }
      continue;
    }
    for (let i = 0; i < n; i += 1) {
      let squares = 0;
      for (let p = 0, at = 0; p < d; p += 1) {
        difference[p] = columns[p][i] - mean[p];
        let z = 0;
        for (let q = 0; q <= p; q += 1, at += 1) z += whitener[at] * difference[q];
        squares += z * z;
      }
      out[row + i] = constant - 0.5 * squares;
    }
  }
  return out;
}

/**
 * Responsibilities (k*n, component-major, float32) of one state. `inverseTemperature` multiplies the log joint
 * (1 is EM, Infinity assigns each point to its most likely component). With a `tally`, its `logLikelihood` becomes
 * that of the mixture.
 */
export function eStep(columns, lane, state, tally = null) {
  const n = columns[0].length;
  const k = lane.k;
  const inverseTemperature = lane.inverseTemperatures[state];
  const joint = logJoint(columns, lane, state, new Float64Array(k * n));
  const responsibilities = new Float32Array(k * n);
  const terms = new Float64Array(k);
  if (tally) tally.logLikelihood = 0;
  for (let i = 0; i < n; i += 1) {
    let largest = -Infinity;
    let owner = 0;
    for (let j = 0; j < k; j += 1) {
      if (joint[j * n + i] > largest) {
        largest = joint[j * n + i];
        owner = j;
      }
    }
    if (tally) {
      let density = 0;
      for (let j = 0; j < k; j += 1) density += Math.exp(joint[j * n + i] - largest);
      tally.logLikelihood += largest + Math.log(density);
    }
    if (inverseTemperature === Infinity) {
      responsibilities[owner * n + i] = 1;
      continue;
    }
    let sum = 0;
    for (let j = 0; j < k; j += 1) {
      terms[j] = Math.exp(inverseTemperature * (joint[j * n + i] - largest));
      sum += terms[j];
    }
    for (let j = 0; j < k; j += 1) responsibilities[j * n + i] = terms[j] / sum;
  }
  return responsibilities;
}

/** Index of each point's largest share, as Uint8Array (n). */
export function ownersOf(responsibilities, k) {
  const n = responsibilities.length / k;
  const owners = new Uint8Array(n);
  for (let i = 0; i < n; i += 1) {
    let best = responsibilities[i];
    for (let j = 1; j < k; j += 1) {
      if (responsibilities[j * n + i] > best) {
        best = responsibilities[j * n + i];
        owners[i] = j;
      }
    }
  }
  return owners;
}
