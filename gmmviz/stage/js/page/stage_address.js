// The address bar. Settings push a history entry, the frame replaces it: one Back undoes one decision.

const IN_A_LINK = { true: "1", false: "0" };

const withoutView = (search, names) => {
  const words = new URLSearchParams(search);
  names.forEach((name) => words.delete(name));
  return words.toString();
};

/** Whether the address is still that of `query`: after Back it is an older one until the server has answered. */
export const addressHolds = ({ query, names }) =>
  withoutView(window.location.search, names) === new URLSearchParams(query).toString();

/** What of a look (and of a frame, where there is one) a link says: what differs from the defaults. */
export function viewOf(look, defaults, frame) {
  const view = Object.fromEntries(Object.entries(look).filter(([name, value]) => value !== defaults[name]));
  return frame === undefined ? view : { frame, ...view };
}

/**
 * Writes the scenario `query` (without view) and the `view` into the address, unless it would be longer than `longest`;
 * `names` are all words that a view may have. A query that differs from the last one written on the same page is a
 * decision and gets an entry of its own.
 */
export function writeAddress({ query, names, longest }, view) {
  if (query.length > longest) return;
  const { pathname, search } = window.location;
  const words = new URLSearchParams(query);
  const canonical = words.toString();
  for (const name of names) {
    if (view[name] !== undefined) words.set(name, IN_A_LINK[view[name]] ?? String(view[name]));
  }
  const last = window.gmmvizAddress;
  const decided = last && last.pathname === pathname && last.canonical !== canonical && withoutView(search, names) === last.canonical;
  window.gmmvizAddress = { pathname, canonical };
  if (`?${words}` === search) return;
  window.history[decided ? "pushState" : "replaceState"](window.history.state, "", `${pathname}?${words}`);
}

/**
 * The address as a stage on the present page writes it. A page that was left keeps its stage for a moment, below the
 * next one's path and with its own query: what that writes would stand in the history as a place nobody visited.
 */
export function ownAddress(link) {
  const { pathname } = window.location;
  const here = () => window.location.pathname === pathname;
  return {
    write: (view) => here() && writeAddress(link, view),
    update: (view) => here() && addressHolds(link) && writeAddress(link, view),
  };
}
