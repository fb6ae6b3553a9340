// Rings and Gaussians of a chart, which Python sends in few numbers, drawn out for Plotly.

/** A layout with every ring drawn out: `path` of a shape is then a place in `rings`: x, y, across, up, upwards, points. */
export function withRings({ rings = [], ...layout }) {
  const shapes = layout.shapes?.map((shape) => (typeof shape.path === "number" ? { ...shape, path: ringPath(rings.map((each) => each[shape.path])) } : shape));
  return shapes ? { ...layout, shapes } : layout;
}

/** Traces with every Gaussian drawn out: `gaussian` is then its height, its base, its points, and its reach in sd. */
export function withBells(data) {
  return data.map(({ gaussian, ...trace }) => (gaussian ? { ...trace, y: heightsOf(gaussian) } : trace));
}

function heightsOf([height, base, count, reach]) {
  return Array.from({ length: count }, (_, at) => {
    const z = reach * ((2 * at) / (count - 1) - 1);
    return base + height * Math.exp(-0.5 * z * z);
  });
}

function ringPath([x, y, across, up, upwards, count]) {
  const points = Array.from({ length: count }, (_, at) => {
    const angle = (2 * Math.PI * at) / count;
    return `${x + across * Math.cos(angle)},${y + up * Math.cos(angle) + upwards * Math.sin(angle)}`;
  });
  return `M${points.join("L")}Z`;
}
