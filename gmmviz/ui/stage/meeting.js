// The stage is three components, so that none carries what another changes: its script, the run, and what the page
// says around it. They meet here, on the page, since each is a script of its own.

/**
 * What the parts of the stage `key` have left: `run`, `envelope`; `changed` is called by each that leaves something.
 * `player` shows the run, and calls `shown` after every frame and every pin: a drawer that follows it listens there.
 * `left` is where the last stage was left: {query, frame, speed}.
 */
export function meetingOf(key) {
  window.gmmvizStages ??= {};
  window.gmmvizStages[key] ??= { run: null, envelope: null, changed: () => {}, player: null, shown: () => {}, left: null };
  return window.gmmvizStages[key];
}

/** Leaves a part, until its component goes away; returns what Streamlit is to call then. */
export function leave(key, name, part, parentElement) {
  const meeting = meetingOf(key);
  meeting[name] = part;
  meeting.changed();
  return () => setTimeout(() => {
    if (!parentElement.isConnected && meeting[name] === part) meeting[name] = null;
  }, 0);
}
