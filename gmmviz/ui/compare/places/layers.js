// What lies over the tones of a map: axes, the letters of its territories, the data, the means, the place that is meant.

import { axisTicks } from "./axes.js";
import { innermost } from "./tones.js";

const LABEL_SIZE = 14; // px; type
const LETTER_SIZE = 18;
export const MEAN_RADIUS = 13; // px; radius

/** Ticks and names of both axes. */
export function drawAxes(map, brush, width, height) {
  const { low, titles, theme, scale } = map.data;
  const [across, upwards] = axisTicks(map.data);
  const { left, top } = map.margins;
  brush.fillStyle = theme.muted;
  brush.font = `${LABEL_SIZE * scale}px ${map.style.fontFamily}`;
  brush.textAlign = "center";
  brush.textBaseline = "top";
  for (const [value, text] of across) brush.fillText(text, map.toPixel([value, low[1]])[0], top + height + 5);
  brush.fillText(titles[0], left + width / 2, top + height + 22 * scale);
  brush.textAlign = "right";
  brush.textBaseline = "middle";
  for (const [value, text] of upwards) brush.fillText(text, left - 6, map.toPixel([low[0], value])[1]);
  brush.textAlign = "left";
  brush.textBaseline = "top";
  brush.fillText(titles[1] ?? "", left, 4);
}

/** A letter in the middle of each territory's largest part, beside the means' discs where there is room. */
export function drawLetters(map, brush) {
  const { ends, across, up, theme, low, high, scale } = map.data;
  brush.font = `600 ${LETTER_SIZE * scale}px ${map.style.fontFamily}`;
  brush.textAlign = "center";
  brush.textBaseline = "middle";
  const pixelOf = ([i, j]) => map.toPixel([low[0] + (i / (across - 1)) * (high[0] - low[0]), low[1] + (j / (up - 1)) * (high[1] - low[1])]);
  const discs = map.data.means.map(({ place }) => map.toPixel(place));
  const isFree = (middle) => {
    const [x, y] = pixelOf(middle);
    return discs.every(([u, v]) => Math.hypot(x - u, y - v) > (MEAN_RADIUS + LETTER_SIZE / 2) * scale);
  };
  ends.forEach(({ letter }, number) => {
    const found = innermost(map.owners, across, up, number, isFree) ?? innermost(map.owners, across, up, number);
    if (!found) return;
    const [x, y] = pixelOf(found);
    brush.lineWidth = 4;
    brush.strokeStyle = theme.panel;
    brush.strokeText(letter, x, y);
    brush.fillStyle = theme.ink;
    brush.fillText(letter, x, y);
  });
}

/** The data, as small dots. */
export function drawDots(map, brush) {
  const { theme, dots, scale } = map.data;
  for (const dot of dots) {
    const [x, y] = map.toPixel(dot);
    brush.beginPath();
    brush.arc(x, y, 2 * scale, 0, 2 * Math.PI);
    brush.fillStyle = theme.panel;
    brush.fill();
    brush.lineWidth = 1;
    brush.strokeStyle = theme.ink;
    brush.stroke();
  }
}

/** A mean as a numbered disc; the one that is moved over the map is pale. */
export function drawMean(map, brush, { number, place, colour, moved }) {
  const { theme, scale } = map.data;
  const shown = map.dragged?.number === number ? map.dragged.place : place;
  const [x, y] = map.toPixel(shown);
  brush.globalAlpha = moved ? 0.6 : 1;
  brush.setLineDash(moved ? [3, 3] : []);
  brush.beginPath();
  brush.arc(x, y, MEAN_RADIUS * scale, 0, 2 * Math.PI);
  brush.fillStyle = theme.panel;
  brush.fill();
  brush.lineWidth = 2.5;
  brush.strokeStyle = colour;
  brush.stroke();
  brush.setLineDash([]);
  brush.globalAlpha = 1;
  brush.fillStyle = theme.ink;
  brush.font = `600 ${LABEL_SIZE * scale}px ${map.style.fontFamily}`;
  brush.textAlign = "center";
  brush.textBaseline = "middle";
  brush.fillText(String(number), x, y + 1);
}

/** A ring round a place. */
export function drawRing(map, brush, place, radius, width) {
  const [x, y] = map.toPixel(place);
  for (const [colour, line] of [[map.data.theme.panel, width + 3], [map.data.theme.ink, width]]) {
    brush.beginPath();
    brush.arc(x, y, radius, 0, 2 * Math.PI);
    brush.lineWidth = line;
    brush.strokeStyle = colour;
    brush.stroke();
  }
}
