// The M-step of one component in formulas: its size, its mean and its covariance, with the sums they come from.

import { written } from "../words/numbers.js";
import { parts, spoken } from "./digits.js";
import { formula, fraction, letter, matrix, node, number, row, sign } from "./mathml.js";
import { ofComponent } from "./row_formulas.js";
import { componentSums, covarianceOf, meanOf, QUOTIENTS } from "./sums.js";

const MAX_FORMULA_COLUMNS = 3; // of a mean and a covariance that are written out
const RULES = {
  own: "Its new covariance is the average product of the deviations from the new mean, each counted by its share.",
  pooled: "All components share one covariance: the products of deviations, each from its own mean, are pooled over all of them.",
  "own diagonal": "Its axes stay along the columns: only the squared deviations are averaged.",
  "pooled diagonal": "All components share one width per column: squared deviations are pooled over all of them.",
  "own round": "It is round: the squared deviations are averaged over all columns.",
  "pooled round": "All components are equally round: the squared deviations are pooled over all of them and all columns.",
};

/**
 * Everything that the M-step's panel says of component j: [{words, formulas}]. `drawing`: scene, lane, theme;
 * `rules` is what Python says of the model: rule (a key of QUOTIENTS, or null), family, equal (weights), exact (whether
 * the update is an M-step of these rows alone).
 */
export function componentFormulas(drawing, rules, states, j) {
  const { scene, lane } = drawing;
  const sums = componentSums(scene, lane, states.before);
  const columns = Array.from({ length: Math.min(MAX_FORMULA_COLUMNS, scene.x.length) }, (_, p) => p);
  const given = { ...drawing, rules, states, sums, columns, j };
  return [sizePart(given), meanPart(given), covariancePart(given)];
}

function sizePart(given) {
  const { scene, lane, rules, states, sums, j } = given;
  const n = scene.x[0].length;
  const count = parts(sums.counts[j]);
  const first = sums.first[j].flatMap((share) => [number(parts(share)), sign("+")]);
  const size = formula(`The size of component ${j + 1} is the sum of its shares, ${spoken(count)}.`, ofComponent(given, "N", j), sign("="), ...first, sign("\u2026"), sign("="), number(count));
  const [was, is] = [states.before, states.after].map((state) => parts(lane.weights[state * lane.k + j]));
  const rows = rules.exact ? `all ${written(n, 0)} rows` : `the ${written(n, 0)} rows on the stage`;
  const sum = `The shares of component ${j + 1} in ${rows} add up to its size${rules.exact ? "" : " there"}`;
  if (rules.equal) return { words: `${sum}; all weights are kept equal.`, formulas: [size] };
  const words = rules.exact ? `${sum}, and its weight is its part of them.` : `${sum}. Its weight is its part of all rows of the run, of which these are a sample.`;
  if (!rules.exact) return { words, formulas: [size, formula(`Its weight becomes ${spoken(is)}; before it was ${spoken(was)}.`, ofComponent(given, "\u03c0", j), sign("="), number(is), before(number(was)))] };
  const weight = formula(`Its weight becomes ${spoken(is)}; before it was ${spoken(was)}.`, ofComponent(given, "\u03c0", j), sign("="), fraction(number(count), node("mn", null, written(n, 0))), sign("="), number(is), before(number(was)));
  return { words, formulas: [size, weight] };
}

function meanPart(given) {
  const { scene, lane, rules, states, sums, columns, j } = given;
  const count = number(parts(sums.counts[j]));
  const [was, is] = [states.before, states.after].map((state) => meanOf(scene, lane, state, j));
  const formulas = columns.map((p) => {
    const [sum, now, earlier] = [sums.sums[j][p], is[p], was[p]].map(parts);
    const words = `In ${scene.columns[p]} the mean of component ${j + 1} becomes ${spoken(sum)} divided by its size, ${rules.exact ? "" : "about "}${spoken(now)}; before it was ${spoken(earlier)}.`;
    return formula(words, ofComponent(given, "\u03bc", j), label(scene.columns[p]), equals(rules), fraction(number(sum), count.cloneNode(true)), equals(rules), number(now), before(number(earlier)));
  });
  return { words: `Its new mean is the average of the rows, each counted by its share.${left(scene, columns)}${rules.exact ? "" : " The sums are of the rows on the stage, so they give it only about; the run itself sums over all rows."}`, formulas };
}

function covariancePart(given) {
  const { scene, lane, rules, states, sums, columns, j } = given;
  const d = scene.x.length;
  const [was, is] = [states.before, states.after].map((state) => covarianceOf(lane, d, state, j));
  const block = (whole) => matrix(columns.map((p) => columns.map((q) => number(parts(whole[p][q])))));
  const name = () => ofComponent(given, "\u03a3", j);
  const spokenBlock = (whole) => columns.map((p) => columns.map((q) => spoken(parts(whole[p][q]))).join(", ")).join("; ");
  const earlier = formula(`Before, the covariance was ${spokenBlock(was)}.`, label("before:"), name(), sign("="), block(was));
  const result = `The covariance of component ${j + 1} becomes ${spokenBlock(is)}.${rules.exact ? "" : " The quotient gives it only about."}`;
  const quotient = rules.rule && QUOTIENTS[rules.rule](sums, j);
  if (!quotient) {
    const scatter = formula(`The scatter of component ${j + 1}${rules.exact ? "" : " in the rows on the stage"} is ${spokenBlock(sums.scatters[j])}.`, ofComponent(given, "W", j), sign("="), block(sums.scatters[j]));
    return { words: rules.covariance, formulas: [scatter, formula(result, name(), sign("="), block(is)), earlier] };
  }
  const scale = number(parts(quotient.scale));
  const filled = quotient.matrix
    ? [fraction(node("mn", null, "1"), scale), block(quotient.matrix)]
    : [fraction(number(parts(quotient.trace)), scale), letter("I")];
  return { words: RULES[rules.rule] + left(scene, columns), formulas: [formula(result, name(), equals(rules), ...filled, equals(rules), block(is)), earlier] };
}

const equals = (rules) => sign(rules.exact ? "=" : "\u2248"); // sums over a sample give what the run finds only about
const label = (text) => node("mtext", { class: "gmm-column" }, ` ${text} `);
const before = (was) => row(node("mtext", { class: "gmm-before" }, "\u2003before: \u2002"), was);

function left(scene, columns) {
  const more = scene.x.length - columns.length;
  return more > 0 ? ` The first ${columns.length} of ${scene.x.length} columns are written out.` : "";
}
