// The stage as a Streamlit component. Streamlit calls this again for every change of data or theme;
// only another run or another address builds a new player.

import { addressHolds, viewOf, writeAddress } from "../../stage/js/page/address.js";
import { loadPlotly } from "../../stage/js/page/plotly.js";
import { Player } from "../../stage/js/player/player.js";
import { readPayload } from "../../stage/js/scene/payload.js";

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".gmm-stage");
  const envelope = readEnvelope(data);
  root.component = component;
  root.marked = envelope.marked;
  if (root.signature === envelope.signature) refresh(root);
  else show(root, envelope, data);
  return () => setTimeout(() => root.isConnected || leave(root), 0);
}

async function show(root, { signature, open, look, actions, link, plotly, autoplay }, data) {
  root.signature = signature;
  await loadPlotly(plotly);
  if (root.signature !== signature) return;
  const before = root.stage;
  const scene = readPayload(envelopeBody(data));
  const frame = openingFrame(open, before, scene, link.query);
  const playing = before ? before.playback.playing : autoplay;
  before?.remove();
  const address = () => viewOf(player.look, scene.look.defaults, player.frame);
  const report = (name, value) => {
    if (root.stage !== player) return;
    if (addressHolds(link)) writeAddress(link, address());
    root.component.setStateValue(name, value);
  };
  const player = new Player(root, scene, {
    frame,
    look,
    actions,
    onRest: (at) => report("frame", at),
    onLook: (chosen) => report("look", chosen),
    onAction: (action) => root.component.setTriggerValue("action", action),
  });
  player.query = link.query;
  root.stage = player;
  await player.mount();
  player.picking.mark(root.marked);
  writeAddress(link, address());
  leaveMenu();
  if (playing && frame < scene.lastFrame) player.toggle();
  else player.rest();
}

/** The same run in another theme, or with other rows marked. */
function refresh({ stage, marked }) {
  stage?.retheme();
  if (stage?.mounted) stage.picking.mark(marked);
}

/** A choice made in the recipe's menus leaves them: the next arrow key is the stage's again. */
function leaveMenu() {
  const active = document.activeElement;
  if (active?.getAttribute("role") === "combobox" && active.closest('[class*="st-key-line-"]')) active.blur();
}

function leave(root) {
  root.stage?.remove();
  root.stage = null;
  root.signature = null;
}

/** A link says its frame; a changed setting stays at the end if the end was shown, else goes to the start. */
function openingFrame(open, before, scene, query) {
  if (open === "last") return scene.lastFrame;
  if (before?.query === query) return Math.min(before.frame, scene.lastFrame);
  if (open !== null) return Math.min(open, scene.lastFrame);
  return before && before.frame === before.scene.lastFrame ? scene.lastFrame : 0;
}

/** The envelope is a JSON text before the payload, with its length: what belongs to this page and not to the run. */
function readEnvelope(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  return JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
}

function envelopeBody(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  return bytes.slice(4 + length);
}
