// Choosing the plane of more than two columns: a small scatter matrix, two lists, planes across columns.

import { element } from "../draw/dom.js";
import { Menu } from "./menu.js";

const MATRIX_COLUMNS = 6;
const MATRIX_POINTS = 400;
const CELL_SIZE = 44; // px

export class PlaneMenu extends Menu {
  /** `colours()` are the points' colours now (3*n); `onPlane(names)` when two columns or the name of a plane are chosen. */
  constructor(scene, colours, onPlane) {
    const names = scene.columns;
    const list = (axis) => element("select", { "aria-label": axis ? "Up" : "Across" },
      ...names.map((name) => element("option", { value: name, selected: scene.chosen[axis] === name }, name)));
    const lists = [list(0), list(1)];
    const go = () => lists[0].value !== lists[1].value && onPlane(lists.map(({ value }) => value));
    lists.forEach((node) => node.addEventListener("change", go));
    const named = scene.namedPlanes.map(([name, words, title]) => element("button", { type: "button", class: "gmm-tool", title,
      "aria-pressed": String(scene.chosen.length === 1 && scene.chosen[0] === name), onclick: () => onPlane([name]) }, words));
    const matrix = element("div", { class: "gmm-matrix", style: `grid-template-columns:repeat(${Math.min(names.length, MATRIX_COLUMNS)},${CELL_SIZE}px)` });
    super("Plane", element("div", { class: "gmm-planes" }, matrix, element("div", {}, lists[0], " \u00D7 ", lists[1]), element("div", { class: "gmm-planes-named" }, ...named)));
    this.host.addEventListener("toggle", () => this.host.open && drawMatrix(matrix, scene, colours(), onPlane));
  }
}

/** Cells of all pairs among the first columns: names on the diagonal, points elsewhere. */
function drawMatrix(matrix, scene, colours, onPlane) {
  const shown = scene.columns.slice(0, MATRIX_COLUMNS);
  const cells = shown.flatMap((up, row) => shown.map((across, column) => {
    if (row === column) return element("span", { class: "gmm-matrix-name", title: across }, across);
    const canvas = element("canvas", { width: CELL_SIZE, height: CELL_SIZE });
    drawCell(canvas, scene.x[column], scene.x[row], colours);
    const chosen = scene.chosen[0] === across && scene.chosen[1] === up;
    return element("button", { type: "button", class: "gmm-matrix-cell", "aria-pressed": String(chosen), "aria-label": `${across} across, ${up} up`,
      onclick: () => onPlane([across, up]) }, canvas);
  }));
  matrix.replaceChildren(...cells);
}

function drawCell(canvas, xs, ys, colours) {
  const context = canvas.getContext("2d");
  const range = (values) => values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
  const [left, right] = range(xs);
  const [bottom, top] = range(ys);
  const stride = Math.max(1, Math.floor(xs.length / MATRIX_POINTS));
  for (let i = 0; i < xs.length; i += stride) {
    context.fillStyle = `rgb(${colours[3 * i]},${colours[3 * i + 1]},${colours[3 * i + 2]})`;
    context.fillRect(2 + ((xs[i] - left) / (right - left || 1)) * (CELL_SIZE - 6), CELL_SIZE - 4 - ((ys[i] - bottom) / (top - bottom || 1)) * (CELL_SIZE - 6), 2, 2);
  }
}
