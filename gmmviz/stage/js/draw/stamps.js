// Marks of points as stamps of pixels, and how large a dot is.

/** Radius of a dot in CSS pixels in a plot so wide; `dots` is the scene's style of them. */
export function dotRadius({ radius, least, most, width: usual }, width) {
  return Math.min(most, Math.max(least, usual ? (radius * width) / usual : radius));
}

// Whether (x, y), in units of the radius, is inside a mark; areas are about that of the disc.
const MARK_SHAPES = {
  circle: (x, y) => x * x + y * y <= 1,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) <= 0.89,
  "triangle-up": (x, y) => y <= 0.78 && Math.abs(x) * 1.75 - y <= 1.2,
  diamond: (x, y) => Math.abs(x) + Math.abs(y) <= 1.25,
  cross: (x, y) => Math.min(Math.abs(x), Math.abs(y)) <= 0.36 && Math.max(Math.abs(x), Math.abs(y)) <= 1.1,
  "triangle-down": (x, y) => -y <= 0.78 && Math.abs(x) * 1.75 + y <= 1.2,
  star: (x, y) => Math.hypot(x, y) <= 0.62 + 0.62 * Math.max(0, Math.cos(2.5 * Math.atan2(x, -y))) ** 4,
  "circle-open": (x, y) => x * x + y * y <= 1.1 && x * x + y * y >= 0.36,
};
const SAMPLES_ACROSS = 4; // a side, of each pixel

/** Stamp of a mark: offsets and two coverages (0..1), of the mark and of it with a rim in the page's colour. */
export function markStamp(mark, radius, rim) {
  const inside = MARK_SHAPES[mark];
  const reach = Math.ceil(1.3 * radius + rim + 0.5);
  const coverage = (dx, dy, size) => {
    let count = 0;
    for (let a = 0; a < SAMPLES_ACROSS; a += 1) {
      for (let b = 0; b < SAMPLES_ACROSS; b += 1) {
        const x = (dx + (a + 0.5) / SAMPLES_ACROSS - 0.5) / size;
        const y = (dy + (b + 0.5) / SAMPLES_ACROSS - 0.5) / size;
        if (inside(x, y)) count += 1;
      }
    }
    return count / SAMPLES_ACROSS ** 2;
  };
  const stamp = [];
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) {
      const dot = coverage(dx, dy, radius);
      const outer = Math.max(dot, coverage(dx, dy, radius + rim));
      if (outer > 0) stamp.push({ dx, dy, dot, outer });
    }
  }
  return stamp;
}
