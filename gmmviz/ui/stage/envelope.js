// What the page says around a run: where to open it, how it looks, which rows are marked.

import { leave } from "./meeting.js";

export default function (component) {
  const { key, ...envelope } = JSON.parse(component.data);
  return leave(key, "envelope", envelope, component.parentElement);
}
