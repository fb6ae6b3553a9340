// What was sent once, with what has changed in it since, as changes.py writes it.

/** The base with its changes: each is a value and the paths where it stands, keys joined by "/". */
export function patched(base, changes) {
  const now = structuredClone(base);
  for (const [value, ...paths] of changes) {
    for (const path of paths) {
      const keys = path.split("/");
      const last = keys.pop();
      keys.reduce((at, key) => at[key], now)[last] = value;
    }
  }
  return now;
}
