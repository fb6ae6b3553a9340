// What is pinned, in numbers: a row, a component, or a group of points.

import { element } from "../draw/dom.js";
import { componentDeviations, pointNumbers } from "../math/components.js";
import { percent, percentNumber, shortNumber, written } from "../words/numbers.js";

const MAX_VALUES = 6; // of a row that are listed
const MAX_CARD_COLUMNS = 8; // of a component that are listed
const SMALLEST_SHARE = 0.005; // that a tooltip names

/** A column's own name: of a logarithm that of the column in the file. */
const ownName = (scene, p) => (scene.logged[p] ? scene.columns[p].replace(/^log /, "") : scene.columns[p]);

/** A place on a column in the file's units. */
const ownValue = (scene, p, value) => (scene.logged[p] ? Math.exp(value) : value);

/** A number of so many significant digits. */
const significant = (value, count) => shortNumber(Number(value.toPrecision(count)));

/** A middle and its sd; of a logarithm the median and the factor of one sd. */
function middle(scene, p, mean, sd) {
  if (scene.logged[p]) return `${significant(Math.exp(mean), 4)} \u00D7/\u00F7 ${significant(Math.exp(sd), 3)}`;
  return `${significant(mean, 4)} \u00B1 ${significant(sd, 2)}`;
}

/** The row's values, and who owns it most. */
export function pointText(scene, view, point) {
  const values = scene.columns.map((_, p) => `${ownName(scene, p)} ${shortNumber(ownValue(scene, p, scene.x[p][point] + scene.centre[p]))}`);
  const { responsibilities } = view.target;
  const n = scene.x[0].length;
  const owned = responsibilities
    ? Array.from({ length: view.lane.k }, (_, j) => [responsibilities[j * n + point], j]).sort((a, b) => b[0] - a[0]).slice(0, 2)
      .filter(([share]) => share >= SMALLEST_SHARE).map(([share, j]) => `${percent(share)} component ${j + 1}`)
    : ["not owned yet"];
  return [`Row ${(scene.rows ? scene.rows[point] : point) + 1}`, ...values.slice(0, MAX_VALUES), ...owned];
}

export function cardHeading(text, onClose) {
  const close = element("button", { type: "button", class: "gmm-close", "aria-label": "Unpin", onclick: onClose }, "\u00D7");
  return element("header", {}, element("span", {}, text), close);
}

export function pointCard(scene, view, point, heading) {
  const numbers = pointNumbers(scene, view.lane, view.target.state, point);
  const n = scene.x[0].length;
  const [row, ...rest] = pointText(scene, view, point);
  const values = rest.slice(0, Math.min(MAX_VALUES, scene.columns.length));
  const { responsibilities } = view.target;
  const lines = numbers.map(({ density, distance }, j) =>
    [String(j + 1), responsibilities ? percentNumber(responsibilities[j * n + point]) : "\u2013", density.toExponential(2), written(distance)]);
  return [heading(row), element("p", {}, values.join(", ")), table(["component", "share %", "density", "distance, sd"], lines)];
}

export function componentCard(scene, view, j, heading) {
  const { lane, target } = view;
  const d = scene.x.length;
  const sds = componentDeviations(scene, lane, target.state, j);
  const lines = scene.columns.slice(0, MAX_CARD_COLUMNS).map((_, p) => {
    const mean = ownValue(scene, p, lane.means[(target.state * lane.k + j) * d + p] + scene.centre[p]);
    const spread = scene.logged[p] ? `\u00D7/\u00F7 ${significant(Math.exp(sds[p]), 3)}` : shortNumber(sds[p]);
    return [`${ownName(scene, p)}${scene.logged[p] ? " (median)" : ""}`, shortNumber(mean), spread];
  });
  return [heading(`Component ${j + 1} holds ${percent(target.mixture[j].weight)}`), table(["column", "mean", "sd"], lines)];
}

/** Of each component its share, and mean and sd of the first columns, in the mixture on screen. */
export function componentsTable(scene, view) {
  const { lane, target } = view;
  const d = scene.x.length;
  const columns = scene.columns.slice(0, MAX_VALUES);
  const lines = Array.from({ length: lane.k }, (_, j) => {
    const sds = componentDeviations(scene, lane, target.state, j);
    const cells = columns.map((_, p) => middle(scene, p, lane.means[(target.state * lane.k + j) * d + p] + scene.centre[p], sds[p]));
    return [String(j + 1), percent(target.mixture[j].weight), ...cells];
  });
  return table(["", "holds", ...columns.map((_, p) => (scene.logged[p] ? `${ownName(scene, p)}, median` : `${scene.columns[p]}, \u00B1 sd`))], lines);
}

/** `group` (n booleans) says which points were chosen. */
export function groupCard(view, group, heading) {
  const { responsibilities } = view.target;
  const n = group.length;
  const chosen = [...group.keys()].filter((i) => group[i]);
  const count = chosen.length;
  const title = heading(`${written(count, 0)} of ${written(n, 0)} points chosen`);
  if (!responsibilities) return [title, element("p", {}, "Not owned yet.")];
  const means = Array.from({ length: view.lane.k }, (_, j) => {
    const sum = chosen.reduce((total, i) => total + responsibilities[j * n + i], 0);
    return [String(j + 1), percentNumber(sum / count)];
  });
  return [title, table(["component", "mean share %"], means)];
}

function table(header, rows) {
  const line = (cells, tag) => element("tr", {}, ...cells.map((cell) => element(tag, {}, cell)));
  return element("table", {}, element("thead", {}, line(header, "th")), element("tbody", {}, ...rows.map((cells) => line(cells, "td"))));
}
