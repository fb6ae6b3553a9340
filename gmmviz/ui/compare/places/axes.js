// The two axes of a map: ticks and values in the file's own units, also where a logarithm is drawn.

import { fileNumber, logTicks } from "../../../stage/js/draw/log_axis.js";
import { shortNumber, written } from "../../../stage/js/words/numbers.js";

const MAP_TICKS = 5;
const AXIS_DIGITS = 3; // that a range is read with
const MAX_DECIMALS = 8;

/** Where each axis has its ticks, and what they say, in the file's units also where a logarithm is drawn: [value, text]. */
export function axisTicks({ low, high, logged }) {
  return low.map((least, axis) => (logged[axis]
    ? logTicks(least, high[axis]).map((value) => [Math.log(value), fileNumber(value)])
    : ticks(least, high[axis]).map((value) => [value, shortNumber(value)])));
}

/** Round values between two ends. */
function ticks(low, high) {
  const rough = (high - low) / MAP_TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, at) => (first + at) * step);
}

/** A coordinate of the plane in the file's units. */
export const fileValue = ({ logged }, value, axis) => (logged[axis] ? Math.exp(value) : value);

/** A coordinate of the plane as it is written, in the file's units, as fine as its axis is long. */
export function valueText({ low, high, logged }, value, axis) {
  if (logged[axis]) return fileNumber(Number(Math.exp(value).toPrecision(AXIS_DIGITS)));
  const decimals = AXIS_DIGITS - 1 - Math.floor(Math.log10(high[axis] - low[axis]));
  return written(value, Math.min(MAX_DECIMALS, Math.max(0, decimals)));
}
