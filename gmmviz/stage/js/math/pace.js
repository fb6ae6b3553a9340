// How fast play goes: half-steps at first, then iterations, then strides of equal visible change; 25 s at most.

const HALF_STEP_SECONDS = 0.7;
const ITERATION_SECONDS = 0.25;
const SLOW_ITERATIONS = 6;
const SINGLE_ITERATIONS = 30;
const LONGEST_SECONDS = 25;

/** Visible change (states) of each iteration of a lane: means and spreads in sd, and weights. */
export function visibleChanges(scene, lane) {
  const d = scene.x.length;
  const changes = new Float64Array(lane.states);
  const scale = scene.planeDeviations.map((sd) => sd * sd);
  for (let t = 1; t < lane.states; t += 1) {
    let total = 0;
    for (let j = 0; j < lane.k; j += 1) {
      const now = t * lane.k + j;
      const before = now - lane.k;
      let squares = 0;
      for (let p = 0; p < d; p += 1) {
        squares += ((lane.means[now * d + p] - lane.means[before * d + p]) / scene.deviations[p]) ** 2;
      }
      const spread = [0, 2].map((at) =>
        Math.abs(Math.sqrt(lane.planeCovariances[3 * now + at]) - Math.sqrt(lane.planeCovariances[3 * before + at])) /
        Math.sqrt(scale[at / 2]));
      total += Math.sqrt(squares) + spread[0] + spread[1] + Math.abs(lane.weights[now] - lane.weights[before]);
    }
    changes[t] = total;
  }
  return changes;
}

/** Stops of a play from `frame` on: [{frame, seconds}], `seconds` the time to get there and rest. */
export function playStops(frame, lastFrame, changes) {
  const stops = [];
  const lastIteration = (lastFrame - 1) / 2;
  let spent = 0;
  let at = frame;
  const go = (to, seconds) => {
    at = to;
    spent += seconds;
    stops.push({ frame: to, seconds });
  };
  while (at < lastFrame && at < 2 * SLOW_ITERATIONS) go(at + 1, HALF_STEP_SECONDS);
  while (at < lastFrame - 1 && at < 2 * SINGLE_ITERATIONS) go(Math.min(2 * (Math.floor(at / 2) + 1), lastFrame - 1), ITERATION_SECONDS);
  if (at < lastFrame - 1) {
    const first = Math.floor(at / 2);
    const room = Math.max(1, Math.floor((LONGEST_SECONDS - HALF_STEP_SECONDS - spent) / ITERATION_SECONDS));
    const left = Math.min(room, lastIteration - first);
    let total = 0;
    for (let t = first + 1; t <= lastIteration; t += 1) total += changes[t];
    const due = (seen, stride) => stride < left && seen >= (total * stride * (1 - 1e-9)) / left;
    let seen = 0;
    let stride = 1; // of `left`; the last one ends on the last iteration, however little is seen before it
    for (let t = first + 1; t <= lastIteration; t += 1) {
      seen += changes[t];
      if (t < lastIteration && !due(seen, stride)) continue;
      go(2 * t, ITERATION_SECONDS);
      while (due(seen, stride)) stride += 1;
    }
  }
  if (at < lastFrame) go(lastFrame, HALF_STEP_SECONDS);
  return stops;
}
