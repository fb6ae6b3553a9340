// Who owns each point as a picture to take away: heads, map, and words under it.

import { element } from "../draw/dom.js";
import { EDGE_GAP, pixelAddress, SENTENCE_SIZE, textLines, TITLE_SIZE } from "../draw/picture.js";
import { pictureBlob, wrappedLines } from "../draw/saved.js";
import { componentStyle } from "../scene/component_style.js";

const [OWNERS_WIDTH, OWNERS_HEIGHT] = [480, 480]; // px, of the map
const OWNERS_SCALE = 2; // pixels of the map a px
const OWNERS_HEAD_HEIGHT = 36; // px
const OWNERS_TITLE_WORDS = "who owns each point";
const OWNERS_WORDS = "One row per point, in the order of the last frame; one column per component. The stronger the colour, the larger the share.";

/** A lane's map of owners as a Blob; `format` is "svg" or "png". */
export function ownersPicture({ scene, lane, theme, target, owners, host }, format) {
  const family = getComputedStyle(host).fontFamily;
  const width = OWNERS_WIDTH + 2 * EDGE_GAP;
  const wrapped = (text, size) => wrappedLines(text, OWNERS_WIDTH, size, family);
  const { responsibilities } = target;
  const title = wrapped([scene.title || lane.name, OWNERS_TITLE_WORDS].filter(Boolean).join(": ").replace(/^w/, "W"), TITLE_SIZE);
  const texts = responsibilities ? [OWNERS_WORDS, `${owners.describe(responsibilities)}.`] : ["No point is owned yet."];
  const said = texts.flatMap((text) => wrapped(text, SENTENCE_SIZE));
  const top = EDGE_GAP + 1.25 * TITLE_SIZE * title.length + OWNERS_HEAD_HEIGHT;
  const below = top + (responsibilities ? OWNERS_HEIGHT : 0);
  const total = below + 1.25 * SENTENCE_SIZE * said.length + 2 * EDGE_GAP;
  const map = responsibilities
    ? [...ownersHeads(scene, lane, theme, top - OWNERS_HEAD_HEIGHT / 2), element("image", { x: EDGE_GAP, y: top, width: OWNERS_WIDTH, height: OWNERS_HEIGHT,
      href: pixelAddress(owners.image(responsibilities, theme, { width: OWNERS_SCALE * OWNERS_WIDTH, height: OWNERS_SCALE * OWNERS_HEIGHT, gap: OWNERS_SCALE })), preserveAspectRatio: "none" })]
    : [];
  return pictureBlob(element("svg", { width, height: total, viewBox: `0 0 ${width} ${total}`, "font-family": family },
    element("rect", { width, height: total, fill: theme.panel }),
    ...textLines(title, TITLE_SIZE, EDGE_GAP, { fill: theme.ink, "font-weight": 600 }), ...map,
    ...textLines(said, SENTENCE_SIZE, below + EDGE_GAP, { fill: theme.ink })), format);
}

/** The components' numbers over their columns. */
function ownersHeads(scene, lane, theme, y) {
  return Array.from({ length: lane.k }, (_, j) => {
    const x = EDGE_GAP + (OWNERS_WIDTH * (j + 0.5)) / lane.k;
    const { colour } = componentStyle(scene, theme, j);
    return element("g", {},
      element("circle", { cx: x, cy: y, r: 11, fill: theme.panel, stroke: colour, "stroke-width": 2.5 }),
      element("text", { x, y, dy: "0.36em", "text-anchor": "middle", "font-weight": 600, "font-size": 13, fill: theme.ink }, String(j + 1)));
  });
}
