// The columns of a component's card: their numbers are those of the mixture, which the browser has.

import { element } from "../../../stage/js/draw/dom.js";
import { written } from "../../../stage/js/words/numbers.js";

const MAX_COLUMN_LINES = 200; // of a card
const OPEN_CARD_COLUMNS = 8; // of a card before the rest is folded
const CARD_DIGITS = 3; // digits that the sd of a column is written with: the twin of gmmviz.report.row_tables.rounded
const MAX_CARD_DECIMALS = 6;
const LARGEST_CARD_NUMBER = 1e12;
const MIN_SIGNED_NUMBER = 0.005; // what is rounded to 0.00 has no sign

/** Fills the table of each card: what sets the component apart most first, with a bar beside the widest of all cards. */
export function fillColumns(root, columns, mixture) {
  const cards = mixture.means.map((_, j) => columnLines(columns, mixture, j));
  const widest = Math.max(Number.MIN_VALUE, ...cards.map(([first]) => Math.abs(first.apart)));
  root.querySelectorAll(".gmm-apart").forEach((table, j) => {
    const rows = cards[j].map((line) => rowOf(line, widest, columns.colours[j]));
    table.tBodies[0].replaceChildren(...rows.slice(0, OPEN_CARD_COLUMNS));
    if (rows.length > OPEN_CARD_COLUMNS) table.after(folded(table, rows.slice(OPEN_CARD_COLUMNS)));
  });
}

/** What a card says of each column of component j, and how far its mean is from that of all rows, in sd of all rows. */
export function columnLines({ names, means, sds, logged }, mixture, j) {
  const lines = names.map((name, p) => {
    const [mean, sd] = [mixture.means[j][p], Math.sqrt(mixture.covariances[j][p][p])];
    const apart = sds[p] > 0 ? (mean - means[p]) / sds[p] : 0;
    const parts = { name, apart, far: `${apart > MIN_SIGNED_NUMBER ? "+" : ""}${written(apart)}` };
    if (!logged[p]) return { ...parts, middle: roundedText(mean, sds[p]), spread: roundedText(sd, sds[p]), median: false };
    const median = Math.exp(mean);
    return { ...parts, middle: roundedText(median, median * sds[p]), spread: `×/÷ ${threeDigits(Math.exp(sd), 2)}`, median: true };
  });
  return lines.sort((one, other) => Math.abs(other.apart) - Math.abs(one.apart)).slice(0, MAX_COLUMN_LINES);
}

/** A value in as many decimals as give its column's spread three digits. */
export function roundedText(value, spread) {
  const size = Math.abs(spread) || Math.abs(value) || 1;
  if (!Number.isFinite(value)) return "∞"; // the exponential of a large logarithm
  const decimals = CARD_DIGITS - 1 - Math.floor(Math.log10(size));
  if (decimals > MAX_CARD_DECIMALS || Math.abs(value) >= LARGEST_CARD_NUMBER) return threeDigits(value, 1).replaceAll("-", "\u2212").replace("+", "");
  return written(value, Math.max(decimals, 0));
}

/** Three significant digits as Python's format has them, an exponent in so many digits at least. */
function threeDigits(value, places) {
  if (!Number.isFinite(value)) return "inf";
  const [mantissa, exponent] = value.toExponential(CARD_DIGITS - 1).split("e");
  const power = Number(exponent);
  if (power >= -4 && power < CARD_DIGITS) return String(Number(value.toPrecision(CARD_DIGITS)));
  return `${Number(mantissa)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(places, "0")}`;
}

function rowOf({ name, apart, far, middle, spread, median }, widest, colour) {
  const width = (50 * Math.abs(apart)) / widest;
  const bar = element("i", { style: `left:${apart < 0 ? 50 - width : 50}%;width:${width}%;background:${colour}` });
  return element("tr", {},
    element("th", { scope: "row" }, name),
    element("td", {}, middle, median ? " " : null, median ? element("small", {}, "median") : null),
    element("td", {}, spread),
    element("td", {}, element("span", { class: "gmm-bar-of", "aria-hidden": "true" }, bar), element("b", {}, far)));
}

function folded(table, rows) {
  const rest = table.cloneNode(true);
  rest.tBodies[0].replaceChildren(...rows);
  return element("details", {}, element("summary", {}, `${rows.length} more columns, nearer to all rows`), rest);
}
