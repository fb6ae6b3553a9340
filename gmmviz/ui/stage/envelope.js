// What the page says around a run: where to open it, how it looks, which rows are marked.

import { leave } from "./meeting.js";

export default function (component) {
  const [{ key, ...envelope }] = component.data;
  return leave(key, "envelope", envelope, component.parentElement);
}
