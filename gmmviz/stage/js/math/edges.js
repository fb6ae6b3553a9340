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

/** Place [x, y] on the border of a box [width, height] that lies `at` px from its upper left corner, clockwise. */
function onBorder(at, [width, height]) {
  if (at < width) return [at, 0];
  if (at < width + height) return [width, at - width];
  if (at < 2 * width + height) return [2 * width + height - at, height];
  return [0, 2 * (width + height) - at];
}

/** How far along the border of a box a place on it is, clockwise from the upper left corner. */
function alongBorder([x, y], [width, height]) {
  if (y <= 0) return x;
  if (x >= width) return width + y;
  return y >= height ? 2 * width + height - x : 2 * (width + height) - y;
}

/** Rising numbers, each at least `gaps` of its rank above the one before, that are nearest to the given ones (least squares). */
function apart(numbers, gaps) {
  let reach = 0;
  const offsets = gaps.map((gap) => (reach += gap));
  const pools = [];
  numbers.forEach((number, index) => {
    let pool = { mean: number - offsets[index], size: 1 };
    while (pools.length && pools.at(-1).mean > pool.mean) {
      const { mean, size } = pools.pop();
      pool = { mean: (mean * size + pool.mean * pool.size) / (size + pool.size), size: size + pool.size };
    }
    pools.push(pool);
  });
  return pools.flatMap(({ mean, size }) => Array.from({ length: size }, () => mean)).map((mean, index) => mean + offsets[index]);
}

/** Places [x, y] at the edge of a box, so many px within it, moved along the edge until no two are nearer than `gap`. */
export function spreadAtEdge(places, size, inset, gap) {
  if (places.length < 2) return places;
  const inner = size.map((length) => Math.max(length - 2 * inset, 1));
  const whole = 2 * (inner[0] + inner[1]);
  const order = places
    .map(([x, y], index) => ({ index, at: alongBorder([x - inset, y - inset], inner) }))
    .sort((a, b) => a.at - b.at || a.index - b.index);
  const room = order.map(({ at }, index) => (index ? at - order[index - 1].at : at + whole - order.at(-1).at));
  const first = room.indexOf(Math.max(...room)); // the border is cut open where most of it is free
  const cut = [...order.slice(first), ...order.slice(0, first).map(({ index, at }) => ({ index, at: at + whole }))];
  const gaps = cut.map((_, rank) => (rank ? Math.min(gap, whole / places.length) : 0));
  const placed = () => apart(cut.map(({ at }) => at), gaps).map((at) => onBorder(((at % whole) + whole) % whole, inner));
  let shown = placed();
  // round a corner two are nearer than the way along the edge: at worst by the root of two
  const near = () => shown.findIndex(([x, y], rank) => rank && gaps[rank] === gap && Math.hypot(x - shown[rank - 1][0], y - shown[rank - 1][1]) < gap - 1e-9);
  for (let rank = near(); rank > 0 && gaps.length * gap * Math.SQRT2 < whole; rank = near()) {
    gaps[rank] = gap * Math.SQRT2;
    shown = placed();
  }
  const spread = [];
  cut.forEach(({ index }, rank) => {
    spread[index] = shown[rank].map((part) => part + inset);
  });
  return spread;
}
