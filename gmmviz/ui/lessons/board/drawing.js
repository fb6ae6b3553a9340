// The drawing of a board: axes, layers, what was predicted (dashed) and what came of it (full strength).

import { element } from "../../../stage/js/draw/dom.js";
import { shortNumber, written } from "../../../stage/js/words/numbers.js";
import { areaOf } from "./scales.js";

const BOARD_DOT_PX = 3.2; // px
const MAX_LARGE_RINGS = 60; // rings: more of them are thin and tight, so that rows are seen between them
const NAMES_GAP = 12; // px between the plot and its names, where they stand beside it
const NAME_ROWS = { page: 18, wall: 23 }; // px from a name to the next
const SWATCH_WIDTH = 26; // px: a sample of what is named, and the gap after it
const LETTER_PX = { page: 7.2, wall: 9 }; // px of a letter of a name, about
const PX_BETWEEN_NAMES = 14; // px between names in a line
const REACH = { star: 13, mark: 8, ring: 18 }; // px around a star, a mark and one large ring or square
const SMALL_PLOT = { width: 340, letters: 12 / 14 }; // a plot narrower than so many px, and its letters beside the usual
const MAX_SHADES = 4; // of a sample
const NAMES_LEFT_PX = 8; // px from the edge to the names above the picture
const RINGS = { few: { r: 10, width: 1.5, dash: "3 2" }, many: { r: 6, width: 1, dash: "2 1.5" } }; // round rows that were marked

/** Draw a desk's board into its svg; with `namesBelow` the names of its parts stand below it, in a row each. */
export function drawBoard(desk, width, height, namesBelow) {
  const { svg, given } = desk;
  const colours = given.colours;
  const named = namesOf(desk, colours);
  const whole = height + (namesBelow ? rowOf(desk) * named.length + 6 : 0);
  svg.setAttribute("viewBox", `0 0 ${width} ${whole}`);
  svg.setAttribute("width", width);
  svg.setAttribute("height", whole);
  svg.replaceChildren(
    axes(desk, height, colours),
    cut(desk.area, [...given.board.layers, ...given.outcome].map((layer) => drawLayer(desk, layer, colours))),
    predicted(desk, colours),
    names(desk, named, namesBelow ? named.map((_, i) => [desk.area.left, height + 14 + rowOf(desk) * i]) : placesOf(desk, named, width).places, colours),
    ...(desk.brush && !desk.locked ? [cross(desk, colours)] : []),
  );
}

/** Parts of a drawing, cut off at the edges of the plot. */
function cut({ left, right, top, bottom }, parts) {
  const box = { x: left, y: top, width: right - left, height: bottom - top };
  return element("svg", { ...box, viewBox: `${left} ${top} ${box.width} ${box.height}` }, ...parts);
}

const colourOf = (component, colours) => (component < 0 ? colours.ink : colours.components[component % colours.components.length]);
const text = (words, attributes, colours) => element("text", { "font-size": 14, fill: colours.muted, ...attributes }, words);

function axes({ area, x, y, given, locked }, height, colours) {
  const group = element("g", { "aria-hidden": "true" },
    element("rect", { x: area.left, y: area.top, width: area.right - area.left, height: area.bottom - area.top, fill: colours.panel, stroke: colours.border }));
  const label = (value, log) => (log || Math.abs(value) >= 1000 ? written(value, 0) : shortNumber(value));
  for (const value of x.ticks) {
    group.append(element("line", { x1: x(value), x2: x(value), y1: area.top, y2: area.bottom, stroke: colours.hairline }),
      text(label(value, given.board.x.log), { x: x(value), y: area.bottom + 18, "text-anchor": "middle" }, colours));
  }
  for (const value of y.ticks) {
    group.append(element("line", { x1: area.left, x2: area.right, y1: y(value), y2: y(value), stroke: colours.hairline }),
      text(label(value, given.board.y.log), { x: area.left - 6, y: y(value) + 5, "text-anchor": "end" }, colours));
  }
  group.append(
    // of a reveal at the left: beside it stands what can be kept
    text(given.board.x.name, { x: locked ? area.left : (area.left + area.right) / 2, y: Math.min(area.bottom + 36, height - 4), "text-anchor": locked ? "start" : "middle" }, colours),
    text(given.board.y.name, { x: area.left, y: area.top - 9 }, colours));
  return group;
}

const dotted = ({ aside }) => (aside ? { "stroke-dasharray": "1 6", "stroke-linecap": "round" } : {});

/** One place of marks or rings; of another run squares and upright crosses. */
function mark({ kind, aside, outcome, x }, [px, py], radius, stroke) {
  const thin = aside || x.length > MAX_LARGE_RINGS;
  const look = { fill: "none", stroke, "stroke-width": kind === "rings" ? (thin ? 1.2 : 2) : 3.5, class: outcome ? "gmm-board-outcome" : null };
  if (kind !== "rings") return element("path", { ...look, d: aside ? `M${px - 9} ${py}h18m-9 -9v18` : `M${px - 7} ${py - 7}l14 14m0 -14l-14 14` });
  const side = aside ? 2 * radius + 2 : 0; // so that a ring and a square of one row are both seen
  return aside
    ? element("rect", { ...look, x: px - side / 2, y: py - side / 2, width: side, height: side })
    : element("circle", { ...look, cx: px, cy: py, r: radius });
}

const sampled = (layer) => Boolean(layer) && layer.kind !== "dots";

/** A sample of a layer for its name, in the colours it has, in a box that begins at `x` and has its middle at `y`. */
function swatch(layer, x, y, shades) {
  if (!sampled(layer)) return [];
  const part = (SWATCH_WIDTH - 8) / shades.length;
  if (layer.kind === "line" || layer.kind === "outline") return shades.map((stroke, i) => element("path", { d: `M${x + i * part} ${y}h${part}`, stroke, "stroke-width": 3, ...dotted(layer) }));
  const size = Math.min(1, (1.3 * part) / (SWATCH_WIDTH - 8));
  return shades.map((stroke, i) => element("g", { transform: `translate(${x + (i + 0.5) * part} ${y}) scale(${size})` }, mark({ ...layer, outcome: false }, [0, 0], 5.5, stroke)));
}

function drawLayer(desk, layer, colours) {
  const { x, y } = desk;
  const colour = colourOf(layer.component, colours);
  const places = layer.x.map((value, i) => [x(value), y(layer.y[i])]);
  const joined = places.map(([px, py]) => `${px.toFixed(1)} ${py.toFixed(1)}`).join("L");
  if (layer.kind === "line" || layer.kind === "outline") {
    return element("path", { d: `M${joined}${layer.kind === "outline" ? "Z" : ""}`, fill: "none", stroke: colour, "stroke-width": layer.outcome ? 3 : 2, ...dotted(layer), class: layer.outcome ? "gmm-board-outcome" : null });
  }
  const group = element("g", {});
  if (layer.kind === "marks" || layer.kind === "rings") {
    const radius = layer.x.length > MAX_LARGE_RINGS ? 4.4 : layer.x.length > 1 ? 5.5 : 17;
    for (const place of places) group.append(mark(layer, place, radius, colour));
    return group;
  }
  const around = desk.brush?.rows.size > MAX_LARGE_RINGS ? RINGS.many : RINGS.few;
  layer.x.forEach((_, row) => {
    const [px, py] = places[row];
    const own = layer.components.length ? layer.components[row] : null;
    const fill = own === null ? colours.border : colourOf(own, colours);
    const marked = desk.brush?.rows.has(row);
    if (marked) group.append(element("circle", { cx: px, cy: py, r: around.r, fill: "none", stroke: colours.ink, "stroke-width": around.width, "stroke-dasharray": around.dash, class: "gmm-board-marked" }));
    group.append(own === 1
      ? element("rect", { x: px - BOARD_DOT_PX, y: py - BOARD_DOT_PX, width: 2 * BOARD_DOT_PX, height: 2 * BOARD_DOT_PX, fill })
      : element("circle", { cx: px, cy: py, r: BOARD_DOT_PX, fill, "fill-opacity": own === null ? 0.7 : 1 }));
  });
  return group;
}

/** The handles and what they span: dashed, since it is only a prediction. */
function predicted(desk, colours) {
  const { handles, given, x, y } = desk;
  const group = element("g", { class: "gmm-board-prediction" });
  const dashed = { fill: "none", "stroke-width": 2.5, "stroke-dasharray": "7 5" };
  for (const [centre, corner] of given.board.ellipses) {
    const [a, b] = [handles[centre], handles[corner]];
    const [rx, ry] = [Math.abs(x(b.x) - x(a.x)), Math.abs(y(b.y) - y(a.y))];
    const k = Math.SQRT2; // the corner of the box lies outside, that of the ellipse on it
    const [cx, cy] = [x(a.x), y(a.y)];
    group.append(element("path", { ...dashed, stroke: colourOf(a.component, colours), d: `M${cx - k * rx} ${cy}a${k * rx} ${k * ry} 0 1 0 ${2 * k * rx} 0a${k * rx} ${k * ry} 0 1 0 ${-2 * k * rx} 0` }));
  }
  if (given.board.chain) {
    const sorted = [...handles].sort((a, b) => a.x - b.x).map((handle) => [handle.x, handle.y]);
    const from = given.board.chain_from;
    const all = from[0] > sorted.at(-1)[0] ? [...sorted, from] : [from, ...sorted];
    group.append(element("path", { ...dashed, stroke: colours.ink, d: `M${all.map(([a, b]) => `${x(a)} ${y(b)}`).join("L")}` }));
  }
  handles.forEach((handle) => group.append(drawHandle(desk, handle, colours)));
  return group;
}

function drawHandle(desk, handle, colours) {
  const [px, py] = [desk.x(handle.x), desk.y(handle.y)];
  const colour = colourOf(handle.component, colours);
  const fill = desk.locked ? "none" : colours.panel; // what came of it is seen within
  const shapes = {
    disc: () => [element("circle", { r: 13, fill: colour, stroke: colours.panel, "stroke-width": 2 }),
      text(String(handle.component + 1), { y: 5, "text-anchor": "middle", fill: colours.panel, "font-weight": 700 }, colours)],
    row: () => [element("circle", { r: 9, fill, stroke: colours.ink, "stroke-width": 3 })],
    knot: () => [element("circle", { r: 8, fill, stroke: colours.ink, "stroke-width": 2.5 })],
    corner: () => [element("rect", { x: -8, y: -8, width: 16, height: 16, fill, stroke: colour, "stroke-width": 2.5 })],
    star: () => [element("path", { d: STAR, fill: colour, stroke: colours.panel, "stroke-width": 1.5 }),
      starName(desk, handle, [px, py], colours)],
  };
  const said = desk.valueText(handle);
  const words = desk.locked
    ? { role: "img", "aria-label": `${handle.name}: ${said}` } // it cannot be moved any more
    : { role: "slider", tabindex: 0, "aria-label": handle.name, "aria-valuetext": said, "aria-valuenow": handle.moves === "x" ? handle.x : handle.y,
      onkeydown: (event) => desk.key(event, handle) };
  return element("g", {
    transform: `translate(${px} ${py})`, class: `gmm-board-handle gmm-board-${handle.shape}`, "data-name": handle.name, ...words,
  }, element("circle", { r: 22, fill: "transparent" }), ...shapes[handle.shape]());
}

const STAR = Array.from({ length: 10 }, (_, i) => {
  const radius = i % 2 ? 5.5 : 13;
  const angle = (Math.PI * i) / 5 - Math.PI / 2;
  return `${i ? "L" : "M"}${(radius * Math.cos(angle)).toFixed(2)} ${(radius * Math.sin(angle)).toFixed(2)}`;
}).join("") + "Z";

function starName(desk, handle, at, colours) {
  const small = desk.area.right - desk.area.left < SMALL_PLOT.width;
  const wide = handle.name.length * sized(LETTER_PX, desk) * (small ? SMALL_PLOT.letters : 1);
  const place = besideStar(at, wide, obstaclesOf(desk, handle), desk.area);
  const halo = { stroke: colours.panel, "stroke-width": 3, "paint-order": "stroke" }; // over the curves
  return text(handle.name, { ...place, ...halo, fill: colours.ink, "font-weight": 600, ...(small ? { "font-size": 14 * SMALL_PLOT.letters } : {}) }, colours);
}

/** What a name is not to touch: other handles and the outcome's few marks, as [x, y, radius]. */
function obstaclesOf({ handles, given, x, y }, own) {
  const marks = given.outcome.filter(({ kind, x: places }) => (kind === "rings" || kind === "marks") && places.length <= MAX_LARGE_RINGS);
  return [
    ...handles.filter((handle) => handle !== own).map((handle) => [x(handle.x), y(handle.y), REACH.star]),
    ...marks.flatMap((layer) => layer.x.map((value, i) => [x(value), y(layer.y[i]), layer.x.length > 1 ? REACH.mark : REACH.ring])),
  ];
}

/**
 * Where a name so many px wide stands beside a star at `[px, py]`, from there: right of it, or else left, close to it, above or
 * below, wherever it touches no obstacle and keeps within the plot; if nowhere, where it is farthest from one.
 */
export function besideStar([px, py], wide, obstacles, { left, right, top, bottom }) {
  const places = [[24, 5, "start"], [-24, 5, "end"], [16, 5, "start"], [-16, 5, "end"], [0, -22, "middle"], [0, 34, "middle"]];
  const room = ([x, y, anchor]) => { // px to the nearest obstacle
    const from = px + x - { start: 0, middle: wide / 2, end: wide }[anchor];
    const [to, over, under] = [from + wide, py + y - 11, py + y + 1];
    if (from < left || to > right || over < top || under > bottom) return -Infinity;
    const between = (value, low, high) => Math.min(Math.max(value, low), high);
    return Math.min(...obstacles.map(([ox, oy, r]) => Math.hypot(ox - between(ox, from, to), oy - between(oy, over, under)) - r), Infinity);
  };
  const [x, y, anchor] = places.find((place) => room(place) >= 0) ?? places.reduce((best, place) => (room(place) > room(best) ? place : best));
  return { x, y, "text-anchor": anchor };
}

const PREDICTIONS = { star: "stars: your prediction", disc: "discs: your prediction", row: "ring: your prediction" };

/** How a prediction looks: dashed where it is a line or marked rows, else by the shape of its marks. */
function predictionName({ handles, given, brush }) {
  if (brush || given.board.chain || given.board.ellipses.length) return "dashed: your prediction";
  return PREDICTIONS[handles[0]?.shape] ?? "dashed: your prediction";
}

const sized = (sizes, { given }) => (given.present ? sizes.wall : sizes.page);
const rowOf = (desk) => sized(NAME_ROWS, desk);

/** What the parts of the picture are: [name, colour, layer, colours of its sample], once each; what has several colours is named in ink. */
export function namesOf({ given, locked, ...desk }, colours) {
  const anew = given.outcome.some(({ kind }) => kind === "dots"); // rows are drawn over in other colours
  const named = [...given.board.layers.filter(({ kind }) => !(anew && kind === "dots")), ...given.outcome].filter(({ name }) => name);
  const shades = (name) => [...new Set(named.filter((layer) => layer.name === name).map(({ component }) => colourOf(component, colours)))];
  const colour = ({ name, component }) => (shades(name).length > 1 ? colours.ink : colourOf(component, colours));
  const rows = [...new Map(named.map((layer) => [layer.name, [layer.name, colour(layer), layer, shades(layer.name).slice(0, MAX_SHADES)]])).values()];
  return locked ? [...rows, [predictionName({ given, ...desk }), colours.ink]] : rows;
}

/**
 * Where names of so many letters stand, each with a sample before it or without, in lines from `from` to `to`: [line, x of its
 * beginning] of each. A name that is longer than a line has one of its own.
 */
export function inLines(lengths, [from, to], character) {
  let [line, at] = [0, from];
  return lengths.map(([letters, sample]) => {
    const wide = letters * character + (sample ? SWATCH_WIDTH : 0);
    if (at > from && at + wide > to) [line, at] = [line + 1, from];
    const begins = at;
    at += wide + PX_BETWEEN_NAMES;
    return [line, begins];
  });
}

/** Where names stand: beside the picture, right of the name of y if there is room for all, else in lines above that. */
export function placesOf(desk, named, width) {
  const { area } = desk;
  const row = rowOf(desk);
  if (named.length && width - area.right >= roomBeside(desk, named)) return { places: named.map((_, i) => [area.right + NAMES_GAP, area.top + 20 + row * i]), above: 0 };
  const character = sized(LETTER_PX, desk);
  const lengths = named.map(([words, , layer]) => [words.length, sampled(layer)]);
  const beside = inLines(lengths, [area.left + desk.given.board.y.name.length * character + 2 * PX_BETWEEN_NAMES, width], character);
  const [letters, sample] = lengths.at(-1) ?? [0, false]; // of the last: if it ends within the line, so do all
  if (beside.every(([line]) => line === 0) && (beside.at(-1)?.[1] ?? 0) + letters * character + (sample ? SWATCH_WIDTH : 0) <= width) {
    return { places: beside.map(([, at]) => [at, area.top - 9]), above: 0 };
  }
  const lines = inLines(lengths, [NAMES_LEFT_PX, width], character);
  return { places: lines.map(([line, at]) => [at, row * (line + 1) - 6]), above: row * (1 + (lines.at(-1)?.[0] ?? 0)) };
}

/** How much room names take beside the picture, in px, in a row each. */
function roomBeside(desk, named) {
  return NAMES_GAP + Math.max(...named.map(([words, , layer]) => words.length * sized(LETTER_PX, desk) + (sampled(layer) ? SWATCH_WIDTH : 0)));
}

/** The plot of a board in a drawing of this size: names never lie over what is drawn, and take the room that leaves the larger picture. */
export function plotArea(desk, width, height, named = namesOf(desk, desk.given.colours)) {
  const { board } = desk.given;
  const whole = areaOf(board, width, height);
  const { above } = placesOf({ ...desk, area: whole }, named, width);
  if (!above) return whole;
  const below = areaOf(board, width, height, { above });
  if (!board.equal) return below;
  const beside = areaOf(board, width, height, { beside: roomBeside(desk, named) });
  const fits = 20 + rowOf(desk) * (named.length - 1) <= height - beside.top;
  return fits && beside.bottom - beside.top > below.bottom - below.top ? beside : below;
}

function names(desk, named, places, colours) {
  return element("g", { class: "gmm-board-names" }, ...named.flatMap(([words, fill, layer, shades], i) => {
    const [x, y] = places[i];
    return [...swatch(layer, x, y - 5, shades), text(words, { "font-weight": 600, x: x + (sampled(layer) ? SWATCH_WIDTH : 0), y, fill }, colours)];
  }));
}

/** The cross that arrow keys move, to mark rows without a pointer. */
function cross({ brush, area }, colours) {
  const [px, py] = brush.cursor ?? [(area.left + area.right) / 2, (area.top + area.bottom) / 2];
  return element("g", {
    transform: `translate(${px} ${py})`, tabindex: 0, role: "application", class: "gmm-board-cross",
    "aria-label": "Cross to mark rows: arrow keys move it, Enter marks the rows within reach, N marks none",
    onkeydown: (event) => brush.key(event),
  }, element("circle", { r: 16, fill: "transparent", stroke: colours.ink, "stroke-opacity": 0.5 }), element("path", { d: "M-10 0h20M0 -10v20", stroke: colours.ink, "stroke-width": 1.5 }));
}
