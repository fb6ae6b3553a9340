// Six half-steps of a run as one picture for a slide, with its caption and the link that opens the scene.

import { element } from "../draw/dom.js";
import { EDGE_GAP, exportedPicture, SENTENCE_SIZE, textLines, TITLE_SIZE } from "../draw/picture.js";
import { pictureBlob, wrappedLines } from "../draw/saved.js";

const MONTAGE_FRAMES = 6;
const MONTAGE_COLUMNS = 3;

/**
 * Six frames that tell a run, all of a shorter one: the start, its first two half-steps, the last frame, and two between
 * at which a third and two thirds are seen of what changes (`changes` a state) after the first step.
 */
export function tellingFrames(lastFrame, changes) {
  if (lastFrame < MONTAGE_FRAMES) return Array.from({ length: lastFrame + 1 }, (_, frame) => frame);
  const total = changes.slice(2).reduce((sum, change) => sum + change, 0);
  const between = [1 / 3, 2 / 3].map((share) => {
    let seen = 0;
    let state = 1;
    while (state < changes.length - 1 && seen < share * total) seen += changes[state += 1];
    return 2 * state;
  });
  const found = new Set([0, 1, 2, ...between.map((frame) => Math.min(frame, lastFrame - 1)), lastFrame]);
  for (let frame = 3; found.size < MONTAGE_FRAMES; frame += 1) found.add(frame);
  return [...found].sort((a, b) => a - b);
}

/** The lines below a run's pictures: what it is, what is to be said of it, and where it can be opened. */
export function captionOf(view, link) {
  const { scene, lane } = view;
  const what = scene.title || lane.name;
  return [...(what ? [`${what}: ${lane.k} components.`] : []), ...scene.remarks, ...(link ? [link] : [])];
}

/** The montage as a Blob. `show(frame)` turns the view to a frame. */
export async function exportMontage(view, frames, show, link) {
  const pictures = [];
  for (const frame of frames) {
    show(frame);
    pictures.push(await exportedPicture(view, false));
  }
  const size = (name) => Math.max(...pictures.map((picture) => Number(picture.getAttribute(name))));
  const [width, height] = [size("width"), size("height")];
  const across = Math.min(MONTAGE_COLUMNS, pictures.length);
  const down = Math.ceil(pictures.length / across);
  pictures.forEach((picture, at) => {
    picture.setAttribute("x", (at % across) * width);
    picture.setAttribute("y", Math.floor(at / across) * height);
  });
  const family = pictures[0].getAttribute("font-family");
  const [title, ...rest] = captionOf(view, link);
  const room = across * width - 2 * EDGE_GAP;
  const wrapped = (text, letters) => wrappedLines(text, room, letters, family);
  const titles = title ? wrapped(title, TITLE_SIZE) : [];
  const said = rest.flatMap((text) => wrapped(text, SENTENCE_SIZE));
  const [whole, below] = [across * width, down * height];
  const total = below + 1.25 * (TITLE_SIZE * titles.length + SENTENCE_SIZE * said.length) + 2 * EDGE_GAP;
  const { theme } = view;
  return pictureBlob(element("svg", { width: whole, height: total, viewBox: `0 0 ${whole} ${total}`, "font-family": family },
    element("rect", { width: whole, height: total, fill: theme.panel }),
    ...pictures,
    ...textLines(titles, TITLE_SIZE, below + EDGE_GAP, { fill: theme.ink, "font-weight": 600 }),
    ...textLines(said, SENTENCE_SIZE, below + EDGE_GAP + 1.25 * TITLE_SIZE * titles.length, { fill: theme.muted })), "svg");
}
