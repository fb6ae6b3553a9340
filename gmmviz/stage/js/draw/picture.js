// A lane as a picture to take away: what Plotly draws, what the canvas and the overlay show, title and sentence.
// Nothing is fetched: the picture is put together on the page and handed over as a Blob.

import { componentStyle } from "../scene/component_style.js";
import { percent } from "../words/numbers.js";
import { element } from "./dom.js";
import { Histogram } from "./histogram.js";
import { pictureBlob, wrappedLines } from "./saved.js";

export const EDGE_GAP = 12; // px
export const TITLE_SIZE = 20;
export const SENTENCE_SIZE = 16;
const LEGEND_HEIGHT = 32;

/** The address of a canvas's or ImageData's pixels as a PNG. */
export function pixelAddress(pixels) {
  if (!(pixels instanceof ImageData)) return pixels.toDataURL("image/png");
  const canvas = element("canvas", { width: pixels.width, height: pixels.height });
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  return canvas.toDataURL("image/png");
}

/** What is below the axes: the ground with its gridlines, and the points, as marks of the picture where few. */
function exportedGround(view) {
  const { scatter, target, theme } = view;
  const { box, points, background } = scatter;
  const place = { x: box.left, y: box.top, width: box.width, height: box.height };
  const picture = (pixels) => element("image", { ...place, href: pixelAddress(pixels), preserveAspectRatio: "none" });
  if (!points.few || target.marks || scatter instanceof Histogram) return [picture(scatter.canvas)];
  const ratio = scatter.canvas.width / box.width;
  const line = (x1, y1, x2, y2) => element("line", { x1, y1, x2, y2, stroke: theme.hairline });
  const ground = background.kind !== "none"
    ? [picture(points.background)]
    : [
      element("rect", { ...place, fill: theme.panel }),
      ...background.grid.columns.map((at) => box.left + at / ratio + 0.5).map((x) => line(x, box.top, x, box.top + box.height)),
      ...background.grid.rows.map((at) => box.top + at / ratio + 0.5).map((y) => line(box.left, y, box.left + box.width, y)),
    ];
  return [...ground, exportedPoints(view)];
}

/** A circle a point, in its colour, in the order of the canvas. */
function exportedPoints(view) {
  const { scatter, scene, target, theme } = view;
  const { box, points } = scatter;
  const [xs, ys] = scatter.coordinates;
  const strengths = view.strengths(target.responsibilities);
  const radius = scatter.dotRadius.toFixed(2);
  const group = element("g", { class: "points", stroke: theme.panel, "stroke-width": scene.style.dots.rim });
  for (const i of points.order) {
    const [x, y] = [scatter.toX(xs[i]), scatter.toY(ys[i])];
    if (x < 0 || y < 0 || x > box.width || y > box.height) continue;
    const fill = `rgb(${target.colours.subarray(3 * i, 3 * i + 3).join(",")})`;
    const place = { cx: (box.left + x).toFixed(2), cy: (box.top + y).toFixed(2), r: radius };
    group.append(element("circle", { ...place, fill, "fill-opacity": target.points * (strengths?.[i] ?? 1) }));
  }
  return group;
}

/** What Plotly draws (axes and rings) as an SVG element of its own. */
async function exportedAxes({ scatter }) {
  const { width, height } = scatter.size();
  const address = await Plotly.toImage(scatter.plot, { format: "svg", width, height });
  const text = decodeURIComponent(address.slice(address.indexOf(",") + 1));
  return document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
}

/** Trails, curves and numbered means: a copy of the overlay that carries its own look. */
function exportedOverlay({ scatter, theme }) {
  const copy = scatter.overlay.cloneNode(true);
  const { left, top, width, height } = scatter.box;
  const dress = (selector, attributes) => copy.querySelectorAll(selector).forEach((node) => {
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  });
  dress(".gmm-mean-disc", { fill: theme.panel });
  dress(".gmm-mean-second", { fill: "none" });
  dress(".gmm-covered > *", { visibility: "hidden" });
  dress(".gmm-mean-number", { fill: theme.ink, "font-weight": 600 });
  dress(".gmm-trail line", { "stroke-linecap": "round" });
  dress(".gmm-hover, .gmm-pin", { fill: "none", stroke: theme.ink, "stroke-width": 2 });
  copy.querySelectorAll(".gmm-mean-focus, .gmm-lasso").forEach((node) => node.remove());
  copy.querySelectorAll(".gmm-hover, .gmm-pin").forEach((node) => node.getAttribute("cx") === null && node.remove());
  copy.removeAttribute("style");
  for (const [name, value] of Object.entries({ x: left, y: top, width, height, overflow: "hidden" })) copy.setAttribute(name, value);
  return copy;
}

/** The components' numbers with what each holds, on one line. */
function exportedLegend({ scene, scatter, lane, theme, target }, top) {
  const gap = Math.min(72, (scatter.size().width - 2 * EDGE_GAP) / lane.k);
  let left = EDGE_GAP + 12;
  return target.mixture.flatMap(({ weight }, j) => {
    const { colour } = componentStyle(scene, theme, j);
    const text = (attributes, words) => element("text", { y: top, dy: "0.36em", "font-size": 14, fill: theme.ink, ...attributes }, words);
    const marks = [
      element("circle", { cx: left, cy: top, r: 10, fill: theme.panel, stroke: colour, "stroke-width": 2.5 }),
      text({ x: left, "text-anchor": "middle", "font-weight": 600, "font-size": 13 }, String(j + 1)),
      text({ x: left + 17 }, percent(weight)),
    ];
    left += gap;
    return marks;
  });
}

/** Lines of text below each other from `top` on, as SVG elements. */
export function textLines(texts, size, top, attributes) {
  return texts.map((text, at) => element("text", { x: EDGE_GAP, y: top + 1.25 * size * (at + 0.8), "font-size": size, ...attributes }, text));
}

/** The picture as an SVG element: title, legend, plot, sentence. Of several beside each other none has title and remarks. */
export async function exportedPicture(view, alone = true) {
  const { scatter, scene, lane, theme } = view;
  const { width, height } = scatter.size();
  const family = getComputedStyle(scatter.host).fontFamily;
  const words = (text, size) => wrappedLines(text, width - 2 * EDGE_GAP, size, family);
  const title = alone ? words([scene.title, scene.title && scene.lanes.length < 2 ? "" : lane.name].filter(Boolean).join(": "), TITLE_SIZE) : [];
  const around = alone ? [scatter.background.words, ...scene.remarks] : [];
  const sentences = [view.sentence().replaceAll("**", ""), ...around];
  const said = sentences.flatMap((text) => words(text, SENTENCE_SIZE));
  const above = EDGE_GAP + 1.25 * TITLE_SIZE * title.length + LEGEND_HEIGHT;
  const total = above + height + 1.25 * SENTENCE_SIZE * said.length + 2 * EDGE_GAP;
  const plot = element("svg", { y: above, width, height, overflow: "visible" },
    ...exportedGround(view), await exportedAxes(view), exportedOverlay(view));
  return element("svg", { width, height: total, viewBox: `0 0 ${width} ${total}`, "font-family": family },
    element("rect", { width, height: total, fill: theme.panel }),
    ...textLines(title, TITLE_SIZE, EDGE_GAP, { fill: theme.ink, "font-weight": 600 }),
    ...exportedLegend(view, above - LEGEND_HEIGHT / 2), plot,
    ...textLines(said, SENTENCE_SIZE, above + height + EDGE_GAP, { fill: theme.ink }));
}

/** A lane's picture at rest as a Blob; `format` is "svg" or "png". */
export async function exportPicture(view, format) {
  return pictureBlob(await exportedPicture(view), format);
}

/** An SVG element as an image that a canvas can draw. */
export async function decoded(picture) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(picture))}`;
  await image.decode();
  return image;
}
