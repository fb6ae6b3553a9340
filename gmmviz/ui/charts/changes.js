// What was sent once, with what has changed in it since, as changes.py writes it.

/** The base with its changes: gaps between the leaves that changed, what these are now, and wholes with their paths. */
export function patched(base, [gaps = [], values = [], wholes = []]) {
  const now = { all: structuredClone(base) };
  const places = gaps.length ? leavesOf(now) : [];
  const given = typeof values === "string" ? values.split("\t") : values;
  let at = 0;
  gaps.forEach((gap, i) => {
    const [holder, key] = places[(at += gap)];
    holder[key] = given[i];
  });
  for (const [value, ...paths] of wholes) {
    for (const path of paths) {
      const keys = ["all", ...path.split("/").filter(Boolean)];
      const last = keys.pop();
      keys.reduce((from, key) => from[key], now)[last] = value;
    }
  }
  return now.all;
}

/** Where every number, text and null of a value stands, [what holds it, its key], in the order in which it is written. */
function leavesOf(value, found = []) {
  for (const [key, each] of Object.entries(value)) {
    if (each !== null && typeof each === "object") leavesOf(each, found);
    else found.push([value, key]);
  }
  return found;
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
