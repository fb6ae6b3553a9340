// Axes of a board: from data to the drawing and back.

const TICKS = 5; // about so many on an axis that names none
const NAMES = 205; // px: so much room beside a plot is left at its right, for the names of its parts

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
  const raw = (high - low) / TICKS;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= raw);
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) found.push(Number(value.toPrecision(10)));
  return found;
}

/** A board's plot area in a drawing of this size; with `equal`, one unit is as long on both axes. The name of y stands above it, and over that is so much room. */
export function areaOf({ x, y, equal }, width, height, above = 0) {
  const area = { left: 58, right: width - 14, top: 28 + above, bottom: height - 42 };
  if (!equal) return area;
  const unit = Math.min((area.right - area.left) / (x.high - x.low), (area.bottom - area.top) / (y.high - y.low));
  const [wide, high] = [unit * (x.high - x.low), unit * (y.high - y.low)];
  const left = area.right - area.left - wide > NAMES ? area.left : (area.left + area.right - wide) / 2;
  const top = (area.top + area.bottom - high) / 2;
  return { left, right: left + wide, top, bottom: top + high };
}
