// The address bar. Settings push a history entry, the frame replaces it: one Back undoes one decision.

const queryWithout = (search, name) => {
  const words = new URLSearchParams(search);
  words.delete(name);
  return words.toString();
};

/**
 * Writes the scenario `query` (no frame in it) and a frame (or null) into the address. A query that differs
 * from the last one written on the same page is a decision and gets an entry of its own.
 */
function writeAddress(query, frame) {
  const { pathname, search } = window.location;
  const words = new URLSearchParams(query);
  const canonical = words.toString();
  if (frame !== null) words.set("frame", String(frame));
  const last = window.gmmvizAddress;
  const here = queryWithout(search, "frame");
  const decided = last && last.pathname === pathname && last.canonical !== canonical && here === last.canonical;
  window.gmmvizAddress = { pathname, canonical };
  if (`?${words}` === search) return;
  window.history[decided ? "pushState" : "replaceState"](window.history.state, "", `${pathname}?${words}`);
}
