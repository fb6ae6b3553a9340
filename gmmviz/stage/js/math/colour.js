// Blending component colours by responsibility, in OKLab (Ottosson 2020); the twin of gmmviz.figures.palette.blend.

export const hexToRgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const toLinear = (value) => {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
};
const GAMMA_STEPS = 8192;
const GAMMA = Uint8Array.from({ length: GAMMA_STEPS + 1 }, (_, index) => {
  const v = index / GAMMA_STEPS;
  return Math.round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055));
});
const fromLinear = (v) => GAMMA[v <= 0 ? 0 : v >= 1 ? GAMMA_STEPS : Math.round(v * GAMMA_STEPS)];

function rgbToOklab(rgb) {
  const [r, g, b] = rgb.map(toLinear);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Colours (3*n, uint8) of points with the given responsibilities (k*n, component-major) of components in `hexes`. */
export function blend(responsibilities, hexes) {
  const k = hexes.length;
  const n = responsibilities.length / k;
  const labs = hexes.map((hex) => rgbToOklab(hexToRgb(hex)));
  const out = new Uint8Array(3 * n);
  for (let i = 0; i < n; i += 1) {
    let L = 0;
    let A = 0;
    let B = 0;
    for (let j = 0; j < k; j += 1) {
      const responsibility = responsibilities[j * n + i];
      L += responsibility * labs[j][0];
      A += responsibility * labs[j][1];
      B += responsibility * labs[j][2];
    }
    const l = (L + 0.3963377774 * A + 0.2158037573 * B) ** 3;
    const m = (L - 0.1055613458 * A - 0.0638541728 * B) ** 3;
    const s = (L - 0.0894841775 * A - 1.291485548 * B) ** 3;
    out[3 * i] = fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
    out[3 * i + 1] = fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
    out[3 * i + 2] = fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  }
  return out;
}

/** The same colour (3*n, uint8) for every point: nobody owns them yet. */
export function uniformColours(n, hex) {
  const rgb = hexToRgb(hex);
  const out = new Uint8Array(3 * n);
  for (let i = 0; i < 3 * n; i += 1) out[i] = rgb[i % 3];
  return out;
}

/** Colours (3*n, uint8) of points with integer labels (n); `hexOf` gives each label's colour. */
export function labelColours(labels, hexOf) {
  const known = new Map();
  const out = new Uint8Array(3 * labels.length);
  labels.forEach((label, i) => {
    if (!known.has(label)) known.set(label, hexToRgb(hexOf(label)));
    out.set(known.get(label), 3 * i);
  });
  return out;
}

/** Colours (3*(steps + 1), uint8) from one hex colour to another, in even steps of OKLab. */
export function colourScale(from, to, steps) {
  const parts = Float64Array.from({ length: 2 * (steps + 1) }, (_, at) => (at <= steps ? 1 - at / steps : (at - steps - 1) / steps));
  return blend(parts, [from, to]);
}
