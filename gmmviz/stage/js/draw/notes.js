// Where the notes over a plot may stand: beside the name of the vertical axis, which is above that axis, or below it.

const NOTES_APART = 12; // px between the name of the axis, the notes, and the edge
const NOTES_LEAST = 120; // px: notes that would be narrower go below the name

/** Keeps a panel's notes clear of the name of its vertical axis. */
export function partNotes({ host, notes, plot }) {
  const name = plot.querySelector(".annotation")?.getBoundingClientRect();
  const { left, top } = host.getBoundingClientRect();
  const room = name ? host.clientWidth - (name.right - left) - 2 * NOTES_APART : Infinity;
  const below = room < NOTES_LEAST;
  notes.style.maxWidth = below || room === Infinity ? "" : `${room}px`;
  notes.style.top = below ? `${name.bottom - top}px` : "";
}
