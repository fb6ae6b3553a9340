// The stage as a Streamlit component. Streamlit calls this again for every change of data or theme;
// only another run or another address builds a new player.

import { aroundDrawer, isForeign, leadsToStage, openDrawer } from "../../stage/js/controls/modal.js";
import { ownAddress, viewOf } from "../../stage/js/page/stage_address.js";
import { loadPlotly } from "../../stage/js/page/plotly.js";
import { Player } from "../../stage/js/player/player.js";
import { readPayload } from "../../stage/js/scene/payload.js";
import { isMoved, meetingOf, placeOf } from "./meeting.js";

const MS_BETWEEN_DRAWER_CHECKS = 100; // ms between two looks whether a drawer is there
const MAX_DRAWER_CHECKS = 300; // a busy server needs seconds; a gesture ends the waiting
const EARLY_KEYS = new Set(["p", "P", "PageDown", "PageUp", "ArrowRight", "ArrowLeft", " "]); // kept until the stage stands
const DRAWER_HEIGHT = 40; // px: less is a drawer without its content

export default function (component) {
  const { data, parentElement } = component;
  const { key } = JSON.parse(data[0]);
  const root = parentElement.querySelector(".gmm-stage");
  const meeting = meetingOf(key);
  root.component = component;
  root.key = key;
  hearEarly(root);
  meeting.root = root;
  meeting.changed = () => update(root, meeting);
  meeting.changed();
  return () => setTimeout(() => root.isConnected || leaveStage(root), 0);
}

/** Shows what the parts say, once the run is there that the page means. */
function update(root, { run, envelope }) {
  if (!run || !envelope || run.digest !== envelope.run) return;
  root.marked = envelope.marked;
  root.ending = envelope.ending;
  root.tag = envelope.tag;
  root.seed = envelope.seed;
  root.presents = envelope.look.present;
  showDrawer(root, envelope.drawer ?? null);
  if (root.seed >= (root.askedSeed ?? 0)) root.askedSeed = null;
  if (root.signature === envelope.signature) refresh(root);
  else show(root, envelope, run.bytes);
}

async function show(root, { signature, open, atTheEnd, fromStart, look, actions, link, plotly, autoplay, returns, addressed, clusters, drawers }, bytes) {
  const own = ownAddress(link); // before anything is waited for
  root.signature = signature;
  root.presented = look.present;
  await loadPlotly(plotly);
  if (root.signature !== signature) return;
  const before = root.stage;
  const scene = readPayload(bytes);
  if (clusters) Object.assign(scene, { clusters: clusters.colours, remarks: [...scene.remarks, clusters.words] });
  const left = before ? null : meetingOf(root.key).left;
  const again = isMoved(left, signature) || (returns && left?.query === link.query) ? left : null;
  const playing = isMoved(left, signature) ? left.playing : fromStart || (before ? before.playing || before.plays : autoplay);
  const frame = again ? again.frame : openingFrame({ open, atTheEnd, fromStart }, before, scene, link.query, playing);
  const kept = before?.kept(scene) ?? { speed: again?.speed };
  root.focused = focusedIn(root) ?? root.focused; // kept where a second run comes before the first stands
  before?.remove();
  const address = () => viewOf(player.look, scene.look.defaults, player.frame);
  const report = (name, value) => {
    if (root.stage !== player) return;
    if (addressed) own.update(address());
    root.component.setStateValue(name, value);
  };
  const player = new Player(root, scene, {
    frame,
    look,
    tool: kept.tool,
    hidden: kept.hidden,
    speed: kept.speed,
    actions,
    onRest: (at) => report("frame", at),
    onLook: (chosen) => report("look", chosen),
    drawers,
    followed: () => Boolean(root.drawer),
    onShow: () => meetingOf(root.key).shown(),
    onPin: () => meetingOf(root.key).shown(),
    link: () => window.location.href,
    onAction: (action) => root.component.setTriggerValue("action", numbered(root, action)),
  });
  Object.assign(player, { query: link.query, signature });
  root.stage = player;
  meetingOf(root.key).player = player;
  await player.mount();
  if (root.stage !== player) return; // meanwhile the page was left, or another run has come
  player.picking.mark(root.marked);
  player.setEnding(root.ending, root.tag);
  await player.takeOver(kept);
  if (root.stage !== player) return;
  if (addressed) own.write(address());
  focusAgain(root);
  leaveMenu(player);
  root.doEarly?.();
  if (playing && frame < scene.lastFrame) player.toggle();
  else player.rest();
}

/** The same run in another theme, or with other rows marked; presenter mode where the page was asked for it. */
function refresh(root) {
  const { stage, marked, ending, tag, presents } = root;
  stage?.retheme();
  if (!stage?.mounted) return;
  if (presents !== root.presented) stage.setLook({ present: presents });
  root.presented = presents;
  stage.picking.mark(marked);
  stage.setEnding(ending, tag);
}

/**
 * A drawer that was opened has the focus, and comes to the top of the window; one beside the stage is seen with it. A
 * closed one gives the stage back.
 */
function showDrawer(root, drawer) {
  if ((root.drawer ?? null) === drawer) return;
  root.drawer = drawer;
  clearInterval(root.waiting);
  if (!drawer) {
    root.scrollIntoView({ block: "end" });
    return;
  }
  let left = MAX_DRAWER_CHECKS; // it is drawn after this, piece by piece
  const leave = () => clearInterval(root.waiting); // whoever has gone on meanwhile is not called back
  for (const gesture of ["pointerdown", "keydown", "wheel"]) {
    document.addEventListener(gesture, leave, { capture: true, once: true, passive: true });
  }
  root.waiting = setInterval(() => {
    const opened = openDrawer();
    left -= 1;
    if (left <= 0 || root.drawer !== drawer) clearInterval(root.waiting);
    if (!opened || opened.offsetHeight < DRAWER_HEIGHT) return;
    clearInterval(root.waiting);
    const beside = opened.getBoundingClientRect().top < root.getBoundingClientRect().bottom;
    opened.tabIndex = beside ? 0 : -1; // one beside the stage scrolls by itself, also by keys
    if (beside) aroundDrawer(opened).scrollTop = 0;
    if (beside) root.parentElement.scrollIntoView({ block: "nearest" });
    else opened.scrollIntoView({ block: "start" });
    opened.focus({ preventScroll: true });
  }, MS_BETWEEN_DRAWER_CHECKS);
}

/** "Another start" says which: six fast presses ask for the sixth from here, however many the server hears of. */
function numbered(root, action) {
  if (action.id !== "another") return action;
  root.askedSeed = (root.askedSeed ?? root.seed) + 1;
  return { ...action, value: root.askedSeed };
}

/** Where the keyboard's focus is within the stage, as a kind of element and which: a new run draws them anew. */
function focusedIn(root) {
  const active = document.activeElement;
  if (!active || active === root || !root.contains(active) || !active.matches(":focus-visible")) return null;
  const kind = active.localName + [...active.classList].slice(0, 1).map((name) => `.${name}`).join("");
  return { kind, place: [...root.querySelectorAll(kind)].indexOf(active) };
}

/** Gives the focus to what stands where the focused element stood, unless it has gone elsewhere meanwhile. */
function focusAgain(root) {
  const { focused } = root;
  root.focused = null;
  if (!focused || document.activeElement !== document.body) return;
  const same = [...root.querySelectorAll(focused.kind)];
  same[Math.min(focused.place, same.length - 1)]?.focus({ preventScroll: true });
}

/** A choice made in the recipe's menus leads on to the stage: arrows are the stage's, and Tab goes on from there. */
function leaveMenu(player) {
  const active = document.activeElement;
  if (active && leadsToStage(active)) player.transport.play.focus({ preventScroll: true });
}

/** Keys that are pressed before the first stage stands are done when it does. */
function hearEarly(root) {
  if (root.heardEarly) return;
  root.heardEarly = true;
  const keys = [];
  const hear = (event) => {
    if (!EARLY_KEYS.has(event.key) || isForeign(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    keys.push(event.key);
  };
  document.addEventListener("keydown", hear, true);
  root.doEarly = () => {
    root.doEarly = null;
    document.removeEventListener("keydown", hear, true);
    if (root.stage) for (const key of keys) document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  };
}

/** A page that is left has no stage: what the next page's parts say is not shown in a root that nobody sees. */
function leaveStage(root) {
  const { stage } = root;
  if (stage) meetingOf(root.key).left = placeOf(stage, performance.now());
  stage?.remove();
  root.stage = null;
  root.doEarly?.();
  root.signature = null;
  const meeting = meetingOf(root.key);
  if (meeting.root === root) Object.assign(meeting, { root: null, changed: () => {} });
}

/** A link says its frame; a changed setting stays at the end if the end was shown, else goes to the start. */
function openingFrame({ open, atTheEnd, fromStart }, before, scene, query, playing) {
  if (atTheEnd) return scene.lastFrame;
  if (fromStart) return 0;
  if (before?.query === query) return Math.min(before.frame, scene.lastFrame);
  if (open !== null) return Math.min(open, scene.lastFrame);
  if (playing) return 0;
  return before && before.frame === before.scene.lastFrame ? scene.lastFrame : 0;
}
