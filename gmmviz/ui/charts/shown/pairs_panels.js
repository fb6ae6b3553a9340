// The pairs plot, of which the server sends what the browser cannot know: whose each row is, bars, and where axes end.

import { outlinePath, ringOutline } from "../../../stage/js/math/outline.js";

/**
 * A figure with its panels filled in: rows of each component, rings of the mixture, ranges of the axes. `panels` has
 * the values of its `columns`, which of the fit's columns these are (`chosen`), the `owners` of their rows, the `ranges`
 * of their axes, and the `radius` of the rings.
 */
export function withPanels({ data, layout: { panels, ...layout } }, mixture) {
  const { columns, owners, ranges } = panels;
  const k = mixture.means.length;
  const rows = Array.from({ length: k }, (_, j) => owners.flatMap((owner, i) => (owner === j ? [i] : [])));
  const valuesOf = (column, j) => rows[j].map((i) => columns[column][i]);
  const axes = {};
  const traces = [...data];
  const shapes = [...(layout.shapes ?? [])];
  let [trace, shape, number] = [0, 0, 0];
  for (let row = 0; row < columns.length; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      number += 1;
      const [x, y] = [`xaxis${number > 1 ? number : ""}`, `yaxis${number > 1 ? number : ""}`];
      axes[x] = { ...layout[x], range: ranges[column] };
      if (row !== column) axes[y] = { ...layout[y], range: ranges[row] };
      for (let j = 0; j < k; j += 1, trace += 1) {
        if (row === column) continue;
        traces[trace] = { ...data[trace], x: valuesOf(column, j), y: valuesOf(row, j) };
        shapes[shape] = { ...shapes[shape], path: ringIn(mixture, j, [panels.chosen[column], panels.chosen[row]], panels.radius) };
        shape += 1;
      }
    }
  }
  return { data: traces, layout: { ...layout, ...axes, shapes } };
}

function ringIn({ means, covariances }, j, [across, up], radius) {
  const covariance = covariances[j];
  return outlinePath(ringOutline([means[j][across], means[j][up]], [covariance[across][across], covariance[across][up], covariance[up][up]], radius));
}
