// Where the notes over a plot may stand: beside the name of the vertical axis, which is above that axis, or below it.

import { element } from "./dom.js";

const NOTES_GAP = 12; // px between the name of the axis, the notes, and the edge
const MIN_NOTES_WIDTH = 120; // px: notes that would be narrower go below the name
const NOTE_EMS = 20; // width of what rings hold, in one line: with less room it is said shorter
const OF_EACH = " of a component";

/** Writes a note; what of it goes without saying is left out where there is little room. */
export function writeNote(node, text) {
  const [before, after] = text.split(OF_EACH);
  node.replaceChildren(before, ...(after === undefined ? [] : [element("span", { class: "gmm-note-rest" }, OF_EACH), after]));
  node.title = text;
}

/** Keeps a panel's notes clear of the name of its vertical axis. */
export function partNotes({ host, notes, plot }) {
  const name = plot.querySelector(".annotation")?.getBoundingClientRect();
  const { left, top } = host.getBoundingClientRect();
  const room = name ? host.clientWidth - (name.right - left) - 2 * NOTES_GAP : Infinity;
  const below = room < MIN_NOTES_WIDTH;
  notes.style.maxWidth = below || room === Infinity ? "" : `${room}px`;
  notes.classList.toggle("gmm-short", room < NOTE_EMS * parseFloat(getComputedStyle(notes).fontSize));
  notes.style.top = below ? `${name.bottom - top}px` : "";
}
