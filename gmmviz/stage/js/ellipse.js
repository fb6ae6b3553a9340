// Outlines of 2 x 2 covariances [xx, xy, yy], and the way from one to another.

/** Eigenvalues (large, small) and the unit vector of the larger, of a symmetric 2 x 2 matrix. */
function eigen2([a, b, c]) {
  const middle = (a + c) / 2;
  const half = Math.hypot((a - c) / 2, b);
  const angle = 0.5 * Math.atan2(2 * b, a - c);
  return { large: middle + half, small: Math.max(middle - half, 0), cos: Math.cos(angle), sin: Math.sin(angle) };
}

/** f applied to the eigenvalues of a symmetric 2 x 2 matrix. */
function mapEigen(matrix, f) {
  const { large, small, cos, sin } = eigen2(matrix);
  const p = f(large);
  const q = f(small);
  return [p * cos * cos + q * sin * sin, (p - q) * cos * sin, p * sin * sin + q * cos * cos];
}

/** Covariance a share `s` of the way from a to b, along the straight line of their logarithms. */
function betweenCovariances(a, b, s) {
  const logA = mapEigen(a, (v) => Math.log(Math.max(v, 1e-300)));
  const logB = mapEigen(b, (v) => Math.log(Math.max(v, 1e-300)));
  return mapEigen(logA.map((v, i) => v * (1 - s) + logB[i] * s), Math.exp);
}

const RING_POINTS = 64;
const RING_COS = Float64Array.from({ length: RING_POINTS }, (_, i) => Math.cos((2 * Math.PI * i) / RING_POINTS));
const RING_SIN = Float64Array.from({ length: RING_POINTS }, (_, i) => Math.sin((2 * Math.PI * i) / RING_POINTS));

/** SVG path, in data coordinates, of the points at Mahalanobis distance `radius` from the mean. */
function ringPath(mean, covariance, radius) {
  const { large, small, cos, sin } = eigen2(covariance);
  const p = radius * Math.sqrt(large);
  const q = radius * Math.sqrt(small);
  let path = "";
  for (let i = 0; i < RING_POINTS; i += 1) {
    const u = p * RING_COS[i];
    const v = q * RING_SIN[i];
    path += `${i ? "L" : "M"}${mean[0] + u * cos - v * sin},${mean[1] + u * sin + v * cos}`;
  }
  return `${path}Z`;
}

/** Radius that holds a share of a two-dimensional Gaussian: the root of a chi-square quantile, 2 degrees. */
const radiusOfMass = (mass) => Math.sqrt(-2 * Math.log(1 - mass));
