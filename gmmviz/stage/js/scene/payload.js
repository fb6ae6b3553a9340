// Reads what Python sends: the header's length, a JSON header, then little-endian arrays at 8-byte offsets.

const ARRAY_TYPES = { f4: Float32Array, f8: Float64Array, i4: Int32Array };

/** A payload whose arrays were stored by the place of each byte within its eight, which packs better. */
export function unshuffled(bytes) {
  const begin = 4 + new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const count = Math.floor((bytes.length - begin) / 8);
  const payload = bytes.slice();
  for (let place = 0; place < 8; place += 1) {
    for (let i = 0; i < count; i += 1) payload[begin + 8 * i + place] = bytes[begin + place * count + i];
  }
  return payload;
}

/** Scene of a payload: the header's fields, `x` (d columns of n), `labels`, and `lanes` with their arrays. */
export function readPayload(bytes) {
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
