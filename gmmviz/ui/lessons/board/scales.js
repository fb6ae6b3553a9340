// Axes of a board: from data to the drawing and back.

const BOARD_TICKS = 5; // about so many on an axis that names none
const NAMES_WIDTH = 205; // px: so much room beside a plot is left at its right, for the names of its parts

/** A scale from an axis {low, high, log, ticks} to pixels from `from` to `to`. */
export function scaleOf({ low, high, log, ticks }, from, to) {
  const forth = log ? Math.log10 : (value) => value;
  const back = log ? (value) => 10 ** value : (value) => value;
  const [a, b] = [forth(low), forth(high)];
  const scale = (value) => from + ((forth(value) - a) / (b - a)) * (to - from);
  scale.invert = (pixel) => back(a + ((pixel - from) / (to - from)) * (b - a));
  scale.clip = (value) => Math.min(Math.max(value, low), high);
  scale.whole = (value) => Math.min(Math.max(Math.round(value), Math.ceil(low)), Math.floor(high));
  scale.step = (value, count) => scale.clip(back(forth(value) + (count * (b - a)) / 40));
  scale.ticks = ticks.length ? ticks : evenTicks(low, high);
  return scale;
}

function evenTicks(low, high) {
  const raw = (high - low) / BOARD_TICKS;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= raw);
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) found.push(Number(value.toPrecision(10)));
  return found;
}

/** A board's plot area in a drawing of this size; with `equal`, one unit is as long on both axes. The name of y stands above it, and over that, or beside it at the right, is so much room for names. */
export function areaOf({ x, y, equal }, width, height, { above = 0, beside = 0 } = {}) {
  const area = { left: 58, right: width - Math.max(beside, 14), top: 28 + above, bottom: height - 42 };
  if (!equal) return area;
  const unit = Math.min((area.right - area.left) / (x.high - x.low), (area.bottom - area.top) / (y.high - y.low));
  const [wide, high] = [unit * (x.high - x.low), unit * (y.high - y.low)];
  const left = beside || area.right - area.left - wide > NAMES_WIDTH ? area.left : (area.left + area.right - wide) / 2;
  const top = (area.top + area.bottom - high) / 2;
  return { left, right: left + wide, top, bottom: top + high };
}

const PX_AROUND_A_BOARD = { predicting: 170, comparing: 260, wall: 240, narrow: 330 }; // px of a page that are not the board
const PX_LESS_WHEN_PRESENTED = 76; // px fewer in presenter mode, where neither pages nor scenes are offered

/** How high a board of a width is, in px, beside what else stands on the page. */
export function boardHeight(width, { narrow, presents, locked }) {
  if (narrow) return Math.max(240, Math.min(window.innerHeight - PX_AROUND_A_BOARD.narrow, 0.85 * width));
  const presenting = locked ? PX_AROUND_A_BOARD.wall : PX_AROUND_A_BOARD.predicting - PX_LESS_WHEN_PRESENTED;
  const around = presents ? presenting : PX_AROUND_A_BOARD[locked ? "comparing" : "predicting"];
  return Math.max(240, Math.min(window.innerHeight - around, 640));
}

/** The place on a line between two ends [x0, y0, x1, y1] that is nearest to a place. */
export function onLine([x0, y0, x1, y1], x, y) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const part = Math.min(Math.max(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy), 0), 1);
  return [x0 + part * dx, y0 + part * dy];
}

/** Which part of the line lies before a place on it. */
export function partOfLine([x0, y0, x1, y1], x, y) {
  return Math.hypot(x - x0, y - y0) / Math.hypot(x1 - x0, y1 - y0);
}

/** A part of the line further on from a place: right goes right, and up goes with it. */
export function alongLine([x0, y0, x1, y1], { x, y }, part) {
  const way = x1 < x0 ? -part : part;
  return [x + way * (x1 - x0), y + way * (y1 - y0)];
}

/** Where a pointer is, in px of a drawing. */
export function placeIn(drawing, event) {
  const box = drawing.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}
