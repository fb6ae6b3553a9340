// The stage is three components, so that none carries what another changes: its script, the run, and what the page
// says around it. They meet here, on the page, since each is a script of its own.

const MOVED_MS = 500; // a person takes longer to leave a page and to come back

/**
 * What the parts of the stage `key` have left: `run`, `envelope`; `changed` is called by each that leaves something.
 * `player` shows the run, and calls `shown` after every frame and every pin: a drawer that follows it listens there.
 * `left` is where the last stage was left, see `placeOf`.
 */
export function meetingOf(key) {
  window.gmmvizStages ??= {};
  window.gmmvizStages[key] ??= { run: null, envelope: null, changed: () => {}, player: null, shown: () => {}, left: null };
  return window.gmmvizStages[key];
}

/** Where a stage was left, and when (ms). */
export const placeOf = ({ query, signature, frame, state, playing }, at) => ({ query, signature, frame, speed: state.speed, playing, at });

/**
 * Whether the page has only put the very same stage elsewhere: it goes away and comes again at once. That happens when
 * another part is opened, while the old one is still there.
 */
export function isMoved(left, signature) {
  return left?.signature === signature && performance.now() - left.at < MOVED_MS;
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
