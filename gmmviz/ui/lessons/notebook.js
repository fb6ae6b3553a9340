// What a learner answered stays in this browser: one record under one key.

const KEY = "gmmviz-lessons";

/** Everything kept: {predictions, before, after}; empty where the browser keeps nothing. */
export function notebook() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY));
    if (found && typeof found === "object") return { predictions: {}, ...found };
  } catch {
    // a private window may refuse, and a torn text is as good as none
  }
  return { predictions: {} };
}

/** Has the row of scenes show which of them, in their order, were predicted in this browser. */
export function markDone(scenes) {
  const { predictions } = notebook();
  document.documentElement.dataset.gmmDone = scenes.map((scene, place) => (predictions[scene] ? place + 1 : "")).filter(Boolean).join(" ");
}

export function writeNotebook(content) {
  try {
    localStorage.setItem(KEY, JSON.stringify(content));
  } catch {
    return false;
  }
  return true;
}

export const kept = (scene) => notebook().predictions[scene] ?? null;

export function keep(scene, value) {
  const content = notebook();
  content.predictions[scene] = { ...value, at: new Date().toISOString() };
  writeNotebook(content);
}

export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    return;
  }
}
