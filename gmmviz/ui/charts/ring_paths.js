// Rings of a chart, which Python sends by their middle and half-axes, as paths of Plotly's.

/** A layout with every ring drawn out: `path` of a shape is then [x, y, across, up, upwards, count of its points]. */
export function withRings(layout) {
  const shapes = layout.shapes?.map((shape) => (Array.isArray(shape.path) ? { ...shape, path: ringPath(shape.path) } : shape));
  return shapes ? { ...layout, shapes } : layout;
}

function ringPath([x, y, across, up, upwards, count]) {
  const points = Array.from({ length: count }, (_, at) => {
    const angle = (2 * Math.PI * at) / count;
    return `${x + across * Math.cos(angle)},${y + up * Math.cos(angle) + upwards * Math.sin(angle)}`;
  });
  return `M${points.join("L")}Z`;
}
