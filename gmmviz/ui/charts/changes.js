// What was sent once, with what has changed in it since, as changes.py writes it.

/** The base with its changes: each is a value and the paths where it stands, keys joined by "/"; no key: all of it. */
export function patched(base, changes) {
  const now = { all: structuredClone(base) };
  for (const [value, ...paths] of changes) {
    for (const path of paths) {
      const keys = ["all", ...path.split("/").filter(Boolean)];
      const last = keys.pop();
      keys.reduce((at, key) => at[key], now)[last] = value;
    }
  }
  return now.all;
}

/** Hears all that is said, from the first part on; each time, parts listen to "gmmviz-changed". */
export function hearChanges() {
  if (window.gmmvizHearing) return;
  window.gmmvizHearing = Promise.resolve();
  window.addEventListener("gmmviz-said", takeSaid);
  takeSaid();
}

/** Unpacks what was said. A drawer may say it in several sections; what cannot be unpacked keeps nothing back. */
function takeSaid() {
  for (const packed of window.gmmvizSaid?.splice(0) ?? []) {
    window.gmmvizHearing = window.gmmvizHearing.then(async () => {
      const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
      window.gmmvizChanged = { ...window.gmmvizChanged, ...(await new Response(unpacked).json()) };
      window.dispatchEvent(new Event("gmmviz-changed"));
    }).catch(console.error);
  }
}
