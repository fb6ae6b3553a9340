// What a Plotly chart shows now as one SVG element, with its caption below it. Nothing is drawn anew.

import { element } from "../../stage/js/draw/dom.js";
import { wrappedLines } from "../../stage/js/draw/saved.js";

const CAPTION_MARGIN_PX = 12; // px
const CAPTION_SIZE = 15; // px; of its letters
const LINE_SPACING_FACTOR = 1.3;
const LAYERS_FOR_POINTERS = ["hoverlayer", "zoomlayer", "draglayer"]; // what answers a pointer is no part of a picture

/** The picture of a chart: its drawing as it is on the page, and `caption` under it. */
export function chartPicture(plot, caption) {
  const { width, height } = plot._fullLayout;
  const layers = [...plot.querySelectorAll(".main-svg")].filter((svg) => !svg.parentElement.closest(".main-svg"));
  const pixels = [...plot.querySelectorAll(".gl-canvas")].filter((canvas) => canvas.width && !canvas.classList.contains("gl-canvas-pick"));
  const [ground, ...above] = layers.map((svg) => stillLayer(svg, width, height));
  const images = pixels.map((canvas) => element("image", { width, height, href: canvas.toDataURL("image/png"), preserveAspectRatio: "none" }));
  return captioned([ground, ...images, ...above], { width, height, caption, of: plot });
}

/** A drawing of this size with a caption under it, on the ground that the element `of` lies on. */
export function captioned(parts, { width, height, caption, of }) {
  const style = getComputedStyle(of);
  const family = style.fontFamily;
  const ground = groundOf(of);
  const lines = wrappedLines(caption, width - 2 * CAPTION_MARGIN_PX, CAPTION_SIZE, family);
  const total = height + (lines.length ? LINE_SPACING_FACTOR * CAPTION_SIZE * lines.length + 2 * CAPTION_MARGIN_PX : 0);
  return element("svg", { width, height: total, viewBox: `0 0 ${width} ${total}`, "font-family": family },
    element("rect", { width, height: total, fill: ground }),
    ...parts,
    ...lines.map((line, at) => element("text", { x: CAPTION_MARGIN_PX, y: height + CAPTION_MARGIN_PX + LINE_SPACING_FACTOR * CAPTION_SIZE * (at + 0.8), "font-size": CAPTION_SIZE, fill: style.color }, line)));
}

/** A copy of one of Plotly's layers that needs no style sheet. */
function stillLayer(svg, width, height) {
  const copy = svg.cloneNode(true);
  for (const name of LAYERS_FOR_POINTERS) copy.querySelectorAll(`.${name}`).forEach((layer) => layer.replaceChildren());
  copy.removeAttribute("style");
  for (const [name, value] of Object.entries({ x: 0, y: 0, width, height, overflow: "hidden" })) copy.setAttribute(name, value);
  return copy;
}

/** The colour behind an element: of the nearest one around it that has any. */
function groundOf(node) {
  for (let at = node; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (backgroundColor && !/^(transparent|rgba\(.*, 0\))$/.test(backgroundColor)) return backgroundColor;
  }
  return "#ffffff";
}
