// How numbers are written: a true minus, thin spaces between thousands.

/** A number with a true minus and thin thousands: the twin of gmmviz.figures.number_text. */
export function written(value, digits = 2) {
  const [whole, rest] = Math.abs(value).toFixed(digits).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u202f");
  const sign = value < 0 && Number(value.toFixed(digits)) !== 0 ? "\u2212" : "";
  return `${sign}${grouped}${rest ? `.${rest}` : ""}`;
}

export const signed = (value, digits = 2) => `${value >= 0 ? "+" : ""}${written(value, digits)}`;
export const percent = (share) => `${Math.round(100 * share)}\u2009%`;

/** Six significant digits, without trailing zeros. */
export const shortNumber = (value) => String(Number(value.toPrecision(6))).replace("-", "\u2212");
