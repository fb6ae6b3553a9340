// A run as half-steps. Frame 0 is the start, odd frames follow an Assign (E), even ones an Update (M);
// the last frame is a closing Assign, so that the final colours belong to the final ellipses.

export const phaseOf = (frame) => (frame === 0 ? "start" : frame % 2 ? "E" : "M");
export const mixtureStateOf = (frame) => Math.floor(frame / 2);
export const responsibilityStateOf = (frame) => (frame === 0 ? null : Math.floor((frame - 1) / 2));

/** The frame of one lane at a frame of the stage: the same until it ends, or the same share of its own run. */
export function laneFrame(scene, lane, frame, pace) {
  if (pace === "own") return Math.round((frame / scene.lastFrame) * lane.lastFrame);
  return Math.min(frame, lane.lastFrame);
}
export const iterationOf = (frame) => Math.floor((frame + 1) / 2);
