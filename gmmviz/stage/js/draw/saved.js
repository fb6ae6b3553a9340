// What every picture that is saved has in common: lines that fit, pixels of an SVG, a file for the person.

import { element } from "./dom.js";

const PNG_SCALE = 2; // pixels of the picture a CSS pixel
const FILE_SECONDS = 60; // that a saved file's address is kept

/** Lines of a text that fit a width in px, in a font family at a size in px, and in the font that a viewer has instead. */
export function wrappedLines(text, width, size, family) {
  const context = document.createElement("canvas").getContext("2d");
  const widthOf = (words) => Math.max(...[family, "sans-serif"].map((name) => {
    context.font = `${size}px ${name}`;
    return context.measureText(words).width;
  }));
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (lines.at(-1) && widthOf(longer) > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines[0] ? lines : [];
}

/** An SVG element as a Blob; `format` is "svg" or "png". */
export async function pictureBlob(picture, format) {
  const text = new XMLSerializer().serializeToString(picture);
  if (format === "svg") return new Blob([text], { type: "image/svg+xml" });
  if (format !== "png") throw new Error(`A picture is saved as "svg" or "png", not "${format}".`);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const [width, height] = ["width", "height"].map((name) => Math.round(PNG_SCALE * Number(picture.getAttribute(name))));
  const canvas = element("canvas", { width, height });
  canvas.getContext("2d").drawImage(image, 0, 0, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** Hands a Blob over as a file of this name. */
export function saveFile(blob, name) {
  const address = URL.createObjectURL(blob);
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000 * FILE_SECONDS);
}
