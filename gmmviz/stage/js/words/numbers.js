// How numbers are written: a true minus, thin spaces between thousands.

/** The digits of |value|; a tie goes to the even digit, as Python rounds, where toFixed always goes up. */
function rounded(value, digits) {
  const text = value.toFixed(digits);
  const halves = value * 2 ** (digits + 1); // exact; odd where the value lies half way between two texts
  const last = Number(text.at(-1));
  const isTie = Number.isSafeInteger(halves) && halves % 2 === 1;
  return isTie && last % 2 === 1 ? `${text.slice(0, -1)}${last - 1}` : text;
}

/** Digits of a whole number, with thin spaces between thousands. */
export const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, "\u202f");

/** A number with a true minus and thin thousands: the twin of gmmviz.figures.number_text. */
export function written(value, digits = 2) {
  const text = rounded(Math.abs(value), digits);
  const [whole, rest] = text.split(".");
  const sign = value < 0 && Number(text) !== 0 ? "\u2212" : "";
  return `${sign}${grouped(whole)}${rest ? `.${rest}` : ""}`;
}

export const signed = (value, digits = 2) => `${value >= 0 ? "+" : ""}${written(value, digits)}`;
/** A share in per cent: the twin of gmmviz.thousands.percent, where one that is neither none nor all is written as neither. */
export const percent = (share) => `${percentNumber(share, 0)}\u202f%`;

/** The same without the sign, with one decimal: the twin of gmmviz.thousands.percent_number. */
export function percentNumber(share, digits = 1) {
  const text = written(100 * share, digits);
  if (!(share > 0 && share < 1) || ![0, 100].includes(Number(text))) return text;
  const finest = Math.max(digits, 1);
  const finer = written(100 * share, finest);
  const bound = 10 ** -finest;
  return { 0: `<${bound.toFixed(finest)}`, 100: `>${(100 - bound).toFixed(finest)}` }[Number(finer)] ?? finer;
}

/** Six significant digits, without trailing zeros: the twin of gmmviz.figures.number_text.short_number. */
export function shortNumber(value) {
  const [whole, ...rest] = String(Number(value.toPrecision(6))).split(/(?=[.e])/);
  return [grouped(whole), ...rest].join("").replaceAll("-", "\u2212");
}
