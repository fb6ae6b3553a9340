// The bytes of a run for the stage: sent once, and again only when the run is another one.

import { leave } from "./meeting.js";

export default function (component) {
  const { data, parentElement } = component;
  const length = new DataView(data.buffer, data.byteOffset, 4).getUint32(0, true);
  const { key, digest } = JSON.parse(new TextDecoder().decode(data.subarray(4, 4 + length)));
  const gone = leave(key, "run", { digest, bytes: data.slice(4 + length) }, parentElement);
  window.dispatchEvent(new Event("gmmviz-changed")); // parts of drawers draw from it
  return gone;
}
