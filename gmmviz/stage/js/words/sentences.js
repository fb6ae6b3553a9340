// The sentence of a half-step, and where in the run a frame is.

import { ownersOf } from "../math/estep.js";
import { iterationOf, phaseOf } from "../math/frames.js";
import { percent, signed, written } from "./numbers.js";

const MIN_SEEN_FALL = 0.005; // of a log-likelihood that is written with two decimals

/** What an Assign did: `before` and `after` are responsibilities (k*n), `before` null at the first. A row is undecided whose owner has less than `sureShare`. */
export function assignSentence(before, after, k, { total, sureShare }) {
  const n = after.length / k;
  const owners = ownersOf(after, k);
  const of = `${written(n, 0)} points${n < total ? " shown" : ""}`;
  if (k === 1) return `Assign: all ${of} belong to the only component.`;
  if (!before) {
    let undecided = 0;
    let shared = 0;
    for (let i = 0; i < n; i += 1) {
      const share = after[owners[i] * n + i];
      if (share < sureShare) undecided += 1;
      if (share < 1) shared += 1;
    }
    if (!shared) return `Assign: each of ${of} went to one component as a whole.`;
    return `Assign: each of ${of} got its shares; ${written(undecided, 0)} of them ${undecided === 1 ? "is" : "are"} undecided (no share reaches ${percent(sureShare)}).`;
  }
  const previous = ownersOf(before, k);
  let changed = 0;
  let largest = 0;
  for (let i = 0; i < n; i += 1) {
    if (owners[i] !== previous[i]) changed += 1;
    for (let j = 0; j < k; j += 1) largest = Math.max(largest, Math.abs(after[j * n + i] - before[j * n + i]));
  }
  if (changed) return `Assign: ${written(changed, 0)} of ${of} changed owner.`;
  const move = largest < 0.001 ? "by less than 0.1\u202f%" : `by up to ${written(100 * largest, largest < 0.1 ? 1 : 0)}\u202f%`;
  return `Assign: no point changed owner; shares moved ${move}.`;
}

/** What an Update did to one lane: the component that moved most, in sd of the columns. */
export function updateSentence(scene, lane, state) {
  const d = scene.x.length;
  let mover = 0;
  let furthest = -1;
  for (let j = 0; j < lane.k; j += 1) {
    let squares = 0;
    for (let p = 0; p < d; p += 1) {
      const now = lane.means[(state * lane.k + j) * d + p];
      squares += ((now - lane.means[((state - 1) * lane.k + j) * d + p]) / scene.deviations[p]) ** 2;
    }
    if (squares > furthest) {
      furthest = squares;
      mover = j;
    }
  }
  const distance = Math.sqrt(furthest);
  const gain = lane.logLikelihood[state] - lane.logLikelihood[state - 1];
  const moved = distance < 0.01 ? "less than 0.01 sd" : `${written(distance, distance < 0.1 ? 2 : 1)} sd`;
  const weight = percent(lane.weights[state * lane.k + mover]);
  const change = Math.abs(gain) < 0.005 ? signed(gain, 4) : signed(gain);
  const fell = gain < -MIN_SEEN_FALL ? whyItFell(lane.inverseTemperatures[state - 1]) : "";
  return `Update: component ${mover + 1} moved ${moved} and now holds ${weight}. Log-likelihood ${change}.${fell}`;
}

/** Why a step may lower the log-likelihood: its shares were not those of EM. */
function whyItFell(inverseTemperature) {
  if (inverseTemperature === Infinity) return " It may fall: hard EM gives each point to one component, and raises another sum.";
  if (inverseTemperature < 1) return " It may fall: while annealing, shares are blurred, and the ellipses follow these.";
  return "";
}

/** Where in the run a frame is. */
export function positionText(frame, lastFrame) {
  const iterations = (lastFrame - 1) / 2;
  if (frame === 0) return `start, ${written(iterations, 0)} iterations to come`;
  if (frame >= lastFrame) return `end, after ${written(iterations, 0)} iterations`;
  const phase = phaseOf(frame) === "E" ? "Assign" : "Update";
  return `iteration ${written(iterationOf(frame), 0)} of ${written(iterations, 0)}, after ${phase}`;
}

/** What the step button does next. */
export function nextText(frame, lastFrame) {
  if (frame >= lastFrame) return "End of the run";
  if (frame === lastFrame - 1) return "Next: last Assign (E) \u2192";
  return phaseOf(frame + 1) === "E" ? "Next: Assign (E) \u2192" : "Next: Update (M) \u2192";
}
