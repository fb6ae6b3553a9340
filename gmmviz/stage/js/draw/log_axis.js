// Axes on which a logarithm is drawn and the file's own units are read: ticks at round values of the file, also after a zoom.
// The twin of gmmviz/figures/log_axis.py.

import { written } from "../words/numbers.js";

export const MAX_TICKS = 4;
export const TICK_DIGITS = [[1, 2, 5], [1, 3], [1]];
export const TICK_STRIDES = [2, 3, 5, 10, 20, 50, 100];
export const MAX_LOGARITHM = 709;
export const PLAIN_RANGE = [1e-4, 1e5]; // between them a number is written out

/** Ticks of an axis [low, high] of natural logarithms: {tickmode, tickvals, ticktext} for Plotly. */
export function logAxis([low, high]) {
  const values = logTicks(low, high);
  return { tickmode: "array", tickvals: values.map(Math.log), ticktext: values.map(fileNumber) };
}

/** Round numbers whose natural logarithms are in [low, high], at most four. */
export function logTicks(from, to) {
  const [low, high] = [Math.max(from, -MAX_LOGARITHM), Math.min(to, MAX_LOGARITHM)];
  const powers = [];
  for (let power = Math.floor(low / Math.LN10); power <= Math.ceil(high / Math.LN10); power += 1) powers.push(power);
  const inside = (pairs) => pairs.map(([digit, power]) => Number(`${digit}e${power}`))
    .filter((value) => value > 0 && value < Infinity && Math.log(value) >= low && Math.log(value) <= high);
  for (const digits of TICK_DIGITS) {
    const found = inside(powers.flatMap((power) => digits.map((digit) => [digit, power])));
    if (found.length < 2) return evenly(Math.exp(low), Math.exp(high));
    if (found.length <= MAX_TICKS) return found;
  }
  const strided = TICK_STRIDES.map((stride) => inside(powers.filter((power) => power % stride === 0).map((power) => [1, power])));
  return strided.find((found) => found.length <= MAX_TICKS);
}

/** Multiples of one round step: for so short an axis that the logarithm is nearly straight. */
function evenly(least, most) {
  const first = Math.floor(Math.log10(most - least)) - 1;
  for (let power = first; ; power += 1) {
    for (const digit of [1, 2, 5]) {
      const step = Number(`${digit}e${power}`);
      const [from, to] = [Math.max(1, Math.ceil(least / step)), Math.floor(most / step)];
      if (to - from >= MAX_TICKS) continue;
      return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => Number(((from + at) * step).toPrecision(12)));
    }
  }
}

/** A positive number as it stands at a tick. */
export function fileNumber(value) {
  if (value >= PLAIN_RANGE[0] && value < PLAIN_RANGE[1]) return written(value, (String(Number(value.toPrecision(12))).split(".")[1] ?? "").length);
  const [mantissa, exponent] = value.toExponential(6).split("e");
  const power = `10${[...String(Number(exponent))].map((sign) => (sign === "-" ? "\u207B" : "\u2070\u00B9\u00B2\u00B3\u2074\u2075\u2076\u2077\u2078\u2079"[sign])).join("")}`;
  const front = String(Number(mantissa));
  return front === "1" ? power : `${front}\u00B7${power}`;
}
