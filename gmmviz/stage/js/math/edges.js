// Where a mean is shown that lies outside the plot: at its edge, with an arrow that says which way it is.

/** Place [x, y] in px of a mean at [x, y] of a box, and on which side it is outside: -1, 0 or 1 each way (y down). */
export function edgePlace(place, size, inset) {
  const side = place.map((at, axis) => Number(at > size[axis]) - Number(at < 0));
  const shown = place.map((at, axis) => ({ "-1": inset, 0: at, 1: size[axis] - inset })[side[axis]]);
  return { shown, side };
}

/** Corners of the arrow beside a disc of so many px, from the disc's centre. */
export function arrowCorners(side, radius, { start, arrow, breadth }) {
  const length = Math.hypot(...side);
  const [u, v] = side.map((part) => part / length);
  const [x, y] = [u * (radius + start), v * (radius + start)];
  const [a, b] = [(-v * breadth) / 2, (u * breadth) / 2];
  return [[x + a, y + b], [x + u * arrow, y + v * arrow], [x - a, y - b]];
}
