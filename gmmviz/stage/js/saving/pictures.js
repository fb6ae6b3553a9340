// What the stage saves: its lanes as one picture, its curve as another, and what both are drawn from as tables.

import { element } from "../draw/dom.js";
import { exportedPicture } from "../draw/picture.js";
import { pictureBlob, wrappedLines } from "../draw/saved.js";
import { tableText } from "../words/table.js";

const LANE_COLUMNS = 3; // lanes side by side
const LANES_MARGIN_PX = 12; // px
const [CURVE_WIDTH, CURVE_HEIGHT] = [640, 360]; // px, at least: beside the points it is lower than a picture should be
const PICTURE_LETTERS_SIZE = 16; // px; of letters

/** The lanes' pictures as one Blob, up to three side by side; `format` is "svg" or "png". */
export async function lanesPicture(views, format) {
  const pictures = [];
  for (const view of views) pictures.push(await exportedPicture(view));
  if (pictures.length === 1) return pictureBlob(pictures[0], format);
  const sizes = pictures.map((picture) => ["width", "height"].map((name) => Number(picture.getAttribute(name))));
  const [wide, high] = [0, 1].map((at) => Math.max(...sizes.map((size) => size[at])));
  const across = Math.min(LANE_COLUMNS, pictures.length);
  const [width, height] = [wide * across, high * Math.ceil(pictures.length / across)];
  pictures.forEach((picture, at) => {
    picture.setAttribute("x", wide * (at % across));
    picture.setAttribute("y", high * Math.floor(at / across));
  });
  const ground = element("rect", { width, height, fill: views[0].theme.panel });
  return pictureBlob(element("svg", { width, height, viewBox: `0 0 ${width} ${height}` }, ground, ...pictures), format);
}

/** The curve as a Blob, with words under it. */
export async function curvePicture({ plot, theme }, words, format) {
  const [width, height] = [Math.max(CURVE_WIDTH, plot._fullLayout.width), Math.max(CURVE_HEIGHT, plot._fullLayout.height)];
  const address = await Plotly.toImage(plot, { format: "svg", width, height });
  const drawn = new DOMParser().parseFromString(decodeURIComponent(address.slice(address.indexOf(",") + 1)), "image/svg+xml");
  const family = getComputedStyle(plot).fontFamily;
  const lines = wrappedLines(words, width - 2 * LANES_MARGIN_PX, PICTURE_LETTERS_SIZE, family);
  const total = height + 1.3 * PICTURE_LETTERS_SIZE * lines.length + 2 * LANES_MARGIN_PX;
  const text = lines.map((line, at) => element("text", { x: LANES_MARGIN_PX, y: height + LANES_MARGIN_PX + 1.3 * PICTURE_LETTERS_SIZE * (at + 0.8), "font-size": PICTURE_LETTERS_SIZE, fill: theme.ink }, line));
  return pictureBlob(element("svg", { width, height: total, viewBox: `0 0 ${width} ${total}`, "font-family": family },
    element("rect", { width, height: total, fill: theme.panel }), document.importNode(drawn.documentElement, true), ...text), format);
}

/** CSV of the points of a frame: their columns, and each lane's shares of them. */
export function frameTable({ x, centre, columns, rows }, views) {
  return tableText(Array.from(x[0], (_, i) => {
    const record = { row: (rows ? rows[i] : i) + 1 };
    columns.forEach((name, p) => { record[name] = x[p][i] + centre[p]; });
    views.forEach(({ lane, target }, at) => {
      const own = views.length > 1 ? `lane ${at + 1}, ` : "";
      for (let j = 0; target.responsibilities && j < lane.k; j += 1) record[`${own}share of component ${j + 1}`] = target.responsibilities[j * x[0].length + i];
    });
    return record;
  }));
}

/** CSV of the log-likelihoods of all iterations. */
export function curveTable(views) {
  const longest = Math.max(...views.map(({ lane }) => lane.states));
  return tableText(Array.from({ length: longest }, (_, state) => Object.fromEntries([
    ["iteration", state],
    ...views.flatMap(({ lane }, at) => (state < lane.states ? [[views.length > 1 ? `lane ${at + 1}` : "log-likelihood", lane.logLikelihood[state]]] : [])),
  ])));
}
