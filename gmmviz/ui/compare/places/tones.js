// The map as pixels: flat tones with smoothed borders, contours between them, hatching where runs fail.

const HATCH_GAP = 6; // px between two lines

/** The tones of all pixels: each place's territory with smoothed borders, a contour between two, hatching where runs fail. */
export function tones({ data, owners }, [width, height], ratio) {
  const { across, up, ends, failures, theme } = data;
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const labels = labelled(owners, across, up, width, height);
  const tone = new Map(ends.map((end, number) => [number, packed(mixed(theme.panel, theme.ink, end.tone))]));
  const plain = packed(rgb(theme.panel));
  const line = packed(rgb(theme.ink));
  const hatch = packed(mixed(theme.panel, theme.ink, 0.45));
  const step = Math.round(HATCH_GAP * ratio);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const label = labels[at];
      const border = (x + 1 < width && labels[at + 1] !== label) || (y + 1 < height && labels[at + width] !== label);
      if (border) pixels[at] = line;
      else if (label >= 0) pixels[at] = tone.get(label) ?? plain;
      else {
        const way = failures[label]?.hatch ?? 0;
        const along = way === 1 ? x + y : way === 2 ? x - y + 4 * height : way === 3 ? x : y;
        pixels[at] = way && along % step < ratio ? hatch : plain;
      }
    }
  }
  return image;
}

/** The label of each pixel, row by row from the top: the one with most weight among the four places around it. */
export function labelled(owners, across, up, width, height) {
  const labels = new Int8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const v = (1 - y / Math.max(1, height - 1)) * (up - 1);
    const j = Math.min(Math.floor(v), up - 2);
    const t = v - j;
    for (let x = 0; x < width; x += 1) {
      const u = (x / Math.max(1, width - 1)) * (across - 1);
      const i = Math.min(Math.floor(u), across - 2);
      const s = u - i;
      const at = j * across + i;
      const corners = [owners[at], owners[at + 1], owners[at + across], owners[at + across + 1]];
      const [first] = corners;
      labels[y * width + x] = corners.every((label) => label === first) ? first
        : heaviest(corners, [(1 - s) * (1 - t), s * (1 - t), (1 - s) * t, s * t]);
    }
  }
  return labels;
}

function heaviest(labels, weights) {
  let best = 0;
  let found = labels[0];
  for (let a = 0; a < labels.length; a += 1) {
    let sum = 0;
    for (let b = 0; b < labels.length; b += 1) if (labels[b] === labels[a]) sum += weights[b];
    if (sum > best) [best, found] = [sum, labels[a]];
  }
  return found;
}

/** The place of a territory that is farthest from its border and `isFree`, or null where it has no room for a letter. */
export function innermost(owners, across, up, number, isFree = () => true) {
  const far = new Int16Array(across * up);
  let best = 3;
  let found = null;
  for (let at = 0; at < far.length; at += 1) {
    const i = at % across;
    const inside = owners[at] === number;
    far[at] = inside ? 1 + (i && at >= across ? Math.min(far[at - 1], far[at - across], far[at - across - 1]) : 0) : 0;
    const middle = [i - far[at] / 2, Math.floor(at / across) - far[at] / 2];
    if (far[at] > best && isFree(middle)) {
      best = far[at];
      found = middle;
    }
  }
  return found;
}

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const mixed = (ground, ink, share) => rgb(ground).map((value, at) => Math.round(value + (rgb(ink)[at] - value) * share));
const packed = ([red, green, blue]) => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
