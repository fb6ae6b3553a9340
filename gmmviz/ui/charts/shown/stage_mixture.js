// The mixture that a part of a drawer is of: the browser has it, in the run that the stage plays.

import { covarianceOf, meanOf } from "../../../stage/js/explain/sums.js";
import { readPayload } from "../../../stage/js/scene/payload.js";

const read = { digest: null, scene: null };

/** Means and covariances of a state of the run with this digest; null while the browser does not have that run. */
export function mixtureOf([digest, state]) {
  const run = window.gmmvizStages?.stage?.run;
  if (run?.digest !== digest) return null;
  if (read.digest !== digest) Object.assign(read, { digest, scene: readPayload(run.bytes) });
  return mixtureIn(read.scene, state);
}

/** Means (k, d) and covariances (k, d, d) of a state of the first lane, in the units that were fitted. */
export function mixtureIn(scene, state) {
  const [lane] = scene.lanes;
  const components = Array.from({ length: lane.k }, (_, j) => j);
  return { means: components.map((j) => meanOf(scene, lane, state, j)), covariances: components.map((j) => covarianceOf(lane, scene.x.length, state, j)) };
}
