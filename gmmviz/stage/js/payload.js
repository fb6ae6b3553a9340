// Reads what Python sends: the header's length, a JSON header, then little-endian arrays at 8-byte offsets.

const ARRAY_TYPES = { f4: Float32Array, f8: Float64Array, i4: Int32Array };

/** Scene of a payload: the header's fields, `x` (d columns of n), `labels`, and `lanes` with their arrays. */
function readPayload(bytes) {
  const buffer = bytes.byteOffset % 8 === 0 ? bytes.buffer : bytes.slice().buffer;
  const start = bytes.byteOffset % 8 === 0 ? bytes.byteOffset : 0;
  const headerLength = new DataView(buffer, start, 4).getUint32(0, true);
  const scene = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, start + 4, headerLength)));
  const body = start + 4 + headerLength;
  const array = ({ dtype, offset, length }) => new ARRAY_TYPES[dtype](buffer, body + offset, length);
  scene.x = scene.arrays.x.map(array);
  scene.rows = scene.arrays.rows ? array(scene.arrays.rows) : null;
  scene.labels = scene.arrays.labels ? array(scene.arrays.labels) : null;
  scene.lanes.forEach((lane, index) => {
    const arrays = scene.arrays.lanes[index];
    for (const name of Object.keys(arrays)) lane[name] = array(arrays[name]);
    lane.states = lane.logLikelihood.length;
    lane.lastFrame = 2 * (lane.states - 1) + 1;
  });
  scene.lastFrame = Math.max(...scene.lanes.map((lane) => lane.lastFrame));
  return scene;
}

// A run as half-steps. Frame 0 is the start, odd frames follow an Assign (E), even ones an Update (M);
// the last frame is a closing Assign, so that the final colours belong to the final ellipses.
const phaseOf = (frame) => (frame === 0 ? "start" : frame % 2 ? "E" : "M");
const mixtureStateOf = (frame) => Math.floor(frame / 2);
const responsibilityStateOf = (frame) => (frame === 0 ? null : Math.floor((frame - 1) / 2));

/** The frame of one lane at a frame of the stage: the same until it ends, or the same share of its own run. */
function laneFrame(scene, lane, frame, pace) {
  if (pace === "own") return Math.round((frame / scene.lastFrame) * lane.lastFrame);
  return Math.min(frame, lane.lastFrame);
}
const iterationOf = (frame) => Math.floor((frame + 1) / 2);
