// What is pinned, in numbers: a row, a component, or a group of points.

import { element } from "../draw/dom.js";
import { componentDeviations, pointNumbers } from "../math/components.js";
import { percent, shortNumber, written } from "../words/numbers.js";

const MOST_VALUES = 6; // of a row that are listed
const MOST_COLUMNS = 8; // of a component that are listed
const SMALLEST_SHARE = 0.005; // that a tooltip names

/** The row's values, and who owns it most. */
export function pointText(scene, view, point) {
  const values = scene.columns.map((name, p) => `${name} ${shortNumber(scene.x[p][point] + scene.centre[p])}`);
  const { responsibilities } = view.target;
  const n = scene.x[0].length;
  const owned = responsibilities
    ? Array.from({ length: view.lane.k }, (_, j) => [responsibilities[j * n + point], j]).sort((a, b) => b[0] - a[0]).slice(0, 2)
      .filter(([share]) => share >= SMALLEST_SHARE).map(([share, j]) => `${percent(share)} component ${j + 1}`)
    : ["not owned yet"];
  return [`Row ${(scene.rows ? scene.rows[point] : point) + 1}`, ...values.slice(0, MOST_VALUES), ...owned];
}

export function cardHeading(text, onClose) {
  const close = element("button", { type: "button", class: "gmm-close", "aria-label": "Unpin", onclick: onClose }, "\u00D7");
  return element("header", {}, element("span", {}, text), close);
}

export function pointCard(scene, view, point, heading) {
  const numbers = pointNumbers(scene, view.lane, view.target.state, point);
  const n = scene.x[0].length;
  const [row, ...rest] = pointText(scene, view, point);
  const values = rest.slice(0, Math.min(MOST_VALUES, scene.columns.length));
  const { responsibilities } = view.target;
  const lines = numbers.map(({ density, distance }, j) =>
    [String(j + 1), responsibilities ? written(100 * responsibilities[j * n + point], 1) : "\u2013", density.toExponential(2), written(distance)]);
  return [heading(row), element("p", {}, values.join(", ")), table(["component", "share %", "density", "distance, sd"], lines)];
}

export function componentCard(scene, view, j, heading) {
  const { lane, target } = view;
  const d = scene.x.length;
  const sds = componentDeviations(scene, lane, target.state, j);
  const lines = scene.columns.slice(0, MOST_COLUMNS).map((name, p) =>
    [name, shortNumber(lane.means[(target.state * lane.k + j) * d + p] + scene.centre[p]), shortNumber(sds[p])]);
  return [heading(`Component ${j + 1} holds ${percent(target.mixture[j].weight)}`), table(["column", "mean", "sd"], lines)];
}

/** Of each component its share, and mean and sd of the first columns, in the mixture on screen. */
export function componentsTable(scene, view) {
  const { lane, target } = view;
  const d = scene.x.length;
  const columns = scene.columns.slice(0, MOST_VALUES);
  const lines = Array.from({ length: lane.k }, (_, j) => {
    const sds = componentDeviations(scene, lane, target.state, j);
    const cells = columns.map((_, p) => `${shortNumber(Number((lane.means[(target.state * lane.k + j) * d + p] + scene.centre[p]).toPrecision(4)))} \u00B1 ${shortNumber(Number(sds[p].toPrecision(2)))}`);
    return [String(j + 1), percent(target.mixture[j].weight), ...cells];
  });
  return table(["", "holds", ...columns.map((name) => `${name}, \u00B1 sd`)], lines);
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
    return [String(j + 1), written((100 * sum) / count, 1)];
  });
  return [title, table(["component", "mean share %"], means)];
}

function table(header, rows) {
  const line = (cells, tag) => element("tr", {}, ...cells.map((cell) => element(tag, {}, cell)));
  return element("table", {}, element("thead", {}, line(header, "th")), element("tbody", {}, ...rows.map((cells) => line(cells, "td"))));
}
