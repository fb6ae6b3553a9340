// The E-step of one row in formulas: weights times densities, their sum, and the shares.

import { componentStyle } from "../scene/component_style.js";
import { parts, partsOfExp, spoken } from "./digits.js";
import { formula, fraction, indexed, letter, node, number, row, sign } from "./mathml.js";
import { rowNumbers } from "./sums.js";

const MAX_SHOWN = 6; // components, the likeliest; the rest is in the sum
export const MAX_ON_A_WALL = 3; // of them: what fits beside the stage in large type

/** A letter with the number and the colour of a component. */
export function ofComponent(drawing, base, j) {
  const { colour } = componentStyle(drawing.scene, drawing.theme, j);
  const mark = node("mn", { class: "gmm-of", style: `--of: ${colour}` }, String(j + 1));
  return indexed(letter(base), mark);
}

/** Everything that the E-step's panel says of a row: [{words, formulas}]. `drawing`: scene, lane, theme; `most` components. */
export function rowFormulas(drawing, state, point, most = MAX_SHOWN) {
  const { scene, lane } = drawing;
  const found = rowNumbers(scene, lane, state, point);
  const power = lane.inverseTemperatures[state];
  const order = Array.from(found.products.keys()).sort((a, b) => found.products[b] - found.products[a] || a - b);
  const shown = order.slice(0, most).sort((a, b) => a - b);
  const known = { found, shown, state, power };
  const rest = lane.k - shown.length;
  const more = rest > 0 ? ` Of ${lane.k} components the ${shown.length} likeliest are written out.` : "";
  return [
    { words: `How likely each component makes this row: its weight times its density here.${more}`, formulas: shown.map((j) => productFormula(drawing, known, j)) },
    { words: "The sum is the density of the whole mixture here. Its logarithm is what this row adds to the log-likelihood.", formulas: [sumFormula(known, rest), logFormula(known)] },
    { words: shareWords(power), formulas: shown.map((j) => shareFormula(drawing, known, j)) },
  ];
}

function productFormula(drawing, { found, state }, j) {
  const { lane } = drawing;
  const weight = lane.weights[state * lane.k + j];
  const [a, b, c] = [parts(weight), partsOfExp(found.products[j] - Math.log(weight)), partsOfExp(found.products[j])];
  const words = `Weight of component ${j + 1}, ${spoken(a)}, times its density at the row, ${spoken(b)}, is ${spoken(c)}.`;
  const density = row(letter("\u{1D4A9}"), sign("("), letter("x"), sign("|"), ofComponent(drawing, "\u03bc", j), sign(","), ofComponent(drawing, "\u03a3", j), sign(")"));
  return formula(words, ofComponent(drawing, "\u03c0", j), density, sign("="), number(a), sign("\u00d7"), number(b), sign("="), number(c));
}

function sumFormula({ found, shown }, rest) {
  const terms = shown.flatMap((j, at) => [...(at ? [sign("+")] : []), number(partsOfExp(found.products[j]))]);
  if (rest > 0) terms.push(sign("+"), sign("\u2026"));
  const total = partsOfExp(found.sum);
  return formula(`The density of the mixture at the row is the sum, ${spoken(total)}.`, letter("p"), sign("("), letter("x"), sign(")"), sign("="), ...terms, sign("="), number(total));
}

function logFormula({ found }) {
  const value = parts(found.sum);
  return formula(`Its natural logarithm is ${spoken(value)}.`, letter("log"), letter("p"), sign("("), letter("x"), sign(")"), sign("="), number(value));
}

function shareWords(power) {
  if (power === Infinity) return "Hard assignment: the component with the largest product owns the whole row.";
  const own = "Each component\u2019s share of the row is its part of the sum";
  if (power === 1) return `${own}.`;
  return `${own}, after all products were raised to the power ${power.toPrecision(3)}: annealing blurs the shares.`;
}

function shareFormula(drawing, { found, power }, j) {
  const share = power === Infinity ? parts(found.responsibilities[j]) : partsOfExp(found.logResponsibilities[j]); // none but a hard one is 0
  const name = ofComponent(drawing, "r", j);
  if (power === Infinity) return formula(`Share of component ${j + 1}: ${spoken(share)}.`, name, sign("="), number(share));
  const [above, below] = [partsOfExp(found.products[j]), partsOfExp(found.sum)];
  if (power !== 1) return formula(`Share of component ${j + 1}, after the power: ${spoken(share)}.`, name, sign("="), number(share));
  const words = `Share of component ${j + 1}: ${spoken(above)} divided by ${spoken(below)} is ${spoken(share)}.`;
  return formula(words, name, sign("="), fraction(number(above), number(below)), sign("="), number(share));
}
