// Numbers of formulas: so many significant digits, all of them right; powers of ten where a number is small or large.

import { grouped } from "../words/numbers.js";

const FORMULA_DIGITS = 4;
const SMALLEST_PLAIN = -4; // exponents from here ...
const LARGEST_PLAIN = 6; // ... to below here are written without a power of ten
const THIN_SPACE = "\u202f";
const MINUS = "\u2212";

/** A number as {sign, digits, exponent}; the exponent is null where it is written out. */
export function parts(value) {
  if (value === 0) return { sign: "", digits: "0", exponent: null };
  const [mantissa, exponent] = Math.abs(value).toExponential(FORMULA_DIGITS - 1).split("e");
  const sign = value < 0 ? MINUS : "";
  if (Number(exponent) < SMALLEST_PLAIN || Number(exponent) >= LARGEST_PLAIN) return { sign, digits: mantissa, exponent: Number(exponent) };
  return { sign, digits: plain(Math.abs(value), Number(exponent)), exponent: null };
}

function plain(value, exponent) {
  const text = value.toFixed(Math.max(0, FORMULA_DIGITS - 1 - exponent));
  const [whole, rest] = text.split(".");
  return rest ? `${grouped(whole)}.${rest}` : grouped(whole);
}

/** e to a power, as `parts`: also where the number itself is too small to hold. */
export function partsOfExp(log) {
  if (log > -700 && log < 700) return parts(Math.exp(log));
  const tens = log / Math.LN10;
  let exponent = Math.floor(tens);
  let digits = (10 ** (tens - exponent)).toFixed(FORMULA_DIGITS - 1);
  if (digits.startsWith("10")) {
    digits = (1).toFixed(FORMULA_DIGITS - 1);
    exponent += 1;
  }
  return { sign: "", digits, exponent };
}

/** A number as it is read aloud. */
export function spoken({ sign, digits, exponent }) {
  const number = digits.replaceAll(THIN_SPACE, "");
  const power = exponent === null ? "" : ` times ten to the power ${exponent < 0 ? "minus " : ""}${Math.abs(exponent)}`;
  return `${sign ? "minus " : ""}${number}${power}`;
}
