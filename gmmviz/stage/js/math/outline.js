// Outlines of 2 x 2 covariances [xx, xy, yy], and the way from one to another.

/** Eigenvalues (large, small) and the unit vector of the larger, of a symmetric 2 x 2 matrix; they may be negative. */
function eigen2([a, b, c]) {
  const middle = (a + c) / 2;
  const half = Math.hypot((a - c) / 2, b);
  const angle = 0.5 * Math.atan2(2 * b, a - c);
  return { large: middle + half, small: middle - half, cos: Math.cos(angle), sin: Math.sin(angle) };
}

/** f applied to the eigenvalues of a symmetric 2 x 2 matrix. */
function mapEigen(matrix, f) {
  const { large, small, cos, sin } = eigen2(matrix);
  const p = f(large);
  const q = f(small);
  return [p * cos * cos + q * sin * sin, (p - q) * cos * sin, p * sin * sin + q * cos * cos];
}

/** Covariance a share `s` of the way from a to b, along the straight line of their logarithms. */
export function betweenCovariances(a, b, s) {
  const logA = mapEigen(a, (v) => Math.log(Math.max(v, 1e-300)));
  const logB = mapEigen(b, (v) => Math.log(Math.max(v, 1e-300)));
  return mapEigen(logA.map((v, i) => v * (1 - s) + logB[i] * s), Math.exp);
}

const RING_POINTS = 64;
const RING_COS = Float64Array.from({ length: RING_POINTS }, (_, i) => Math.cos((2 * Math.PI * i) / RING_POINTS));
const RING_SIN = Float64Array.from({ length: RING_POINTS }, (_, i) => Math.sin((2 * Math.PI * i) / RING_POINTS));

/** Outline (xs, ys) at Mahalanobis distance `radius`; the twin of gmmviz.figures.ellipse.ring. */
export function ringOutline(mean, [xx, xy, yy], radius) {
  const l11 = Math.sqrt(Math.max(xx, 0));
  const l21 = l11 > 0 ? xy / l11 : 0;
  const l22 = Math.sqrt(Math.max(yy - l21 * l21, 0));
  const xs = new Float64Array(RING_POINTS);
  const ys = new Float64Array(RING_POINTS);
  for (let i = 0; i < RING_POINTS; i += 1) {
    xs[i] = mean[0] + radius * l11 * RING_COS[i];
    ys[i] = mean[1] + radius * (l21 * RING_COS[i] + l22 * RING_SIN[i]);
  }
  return { xs, ys };
}

const same = (value) => value;

/** SVG path of an outline, in data coordinates or through two maps to pixels. */
export function outlinePath({ xs, ys }, toX = same, toY = same) {
  let path = "";
  for (let i = 0; i < RING_POINTS; i += 1) path += `${i ? "L" : "M"}${toX(xs[i])},${toY(ys[i])}`;
  return `${path}Z`;
}
