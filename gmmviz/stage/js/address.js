// The address bar. Settings push a history entry, the frame replaces it: one Back undoes one decision.

const VIEW_WORDS = ["frame", "color", "rings", "background", "trails", "shown", "present", "pace"];
const LONGEST = 30000; // characters: servers take 64 kB of headers; the page says when a link is longer
const FROM_LINK = { true: "1", false: "0" };

const withoutView = (search) => {
  const words = new URLSearchParams(search);
  VIEW_WORDS.forEach((name) => words.delete(name));
  return words.toString();
};

/** Whether the address is still that of `query`: after Back it is an older one until the server has answered. */
const addressHolds = (query) => withoutView(window.location.search) === new URLSearchParams(query).toString();

/**
 * Writes the scenario `query` (without view), and the view (frame and look) where there is one, into the address.
 * A query that differs from the last one written on the same page is a decision and gets an entry of its own.
 */
function writeAddress(query, view = {}) {
  if (query.length > LONGEST) return;
  const { pathname, search } = window.location;
  const words = new URLSearchParams(query);
  const canonical = words.toString();
  for (const name of VIEW_WORDS) {
    if (view[name] === undefined || view[name] === LOOK[name]) continue;
    words.set(name, FROM_LINK[view[name]] ?? String(view[name]));
  }
  const last = window.gmmvizAddress;
  const decided = last && last.pathname === pathname && last.canonical !== canonical && withoutView(search) === last.canonical;
  window.gmmvizAddress = { pathname, canonical };
  if (`?${words}` === search) return;
  window.history[decided ? "pushState" : "replaceState"](window.history.state, "", `${pathname}?${words}`);
}
