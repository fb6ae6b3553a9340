// A run as a film: every stop of play as a picture, recorded by the browser itself, with caption and link below.

import { element } from "../draw/dom.js";
import { decoded, EDGE_GAP, exportedPicture, SENTENCE_SIZE } from "../draw/picture.js";
import { wrappedLines } from "../draw/saved.js";
import { captionOf } from "./montage.js";

const FILM_TYPES = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm", "video/mp4"];
const FILM_BITS = 4_000_000; // a second
const FILM_REST_SECONDS = 1.5; // at the start and at the end
const MS_BETWEEN_FILM_FRAMES = 40; // ms between two paintings: a recorder takes what is painted

/** The kind of film that this browser can record, or null. */
export function filmType() {
  if (typeof MediaRecorder === "undefined" || !HTMLCanvasElement.prototype.captureStream) return null;
  return FILM_TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? null;
}

/**
 * The film as a Blob. `stops` are {frame, seconds} after the start; `show(frame)` turns the view to a frame; `report(done,
 * all)` hears how far it is: first pictures are made, then they are recorded, as long as they play.
 */
export async function exportFilm(view, stops, show, link, report) {
  const scenes = [{ frame: 0, seconds: FILM_REST_SECONDS }, ...stops];
  const last = scenes.length - 1;
  for (const [at, scene] of scenes.entries()) {
    show(scene.frame);
    scene.picture = await decoded(await exportedPicture(view, false));
    scene.rest = at === last ? FILM_REST_SECONDS : (scenes[at + 1].seconds ?? 0);
    report(at + 1, 2 * scenes.length);
  }
  const paint = canvasFor(view, scenes.map(({ picture }) => picture), link);
  const chunks = [];
  const type = filmType();
  const recorder = new MediaRecorder(paint.canvas.captureStream(1000 / MS_BETWEEN_FILM_FRAMES), { mimeType: type, videoBitsPerSecond: FILM_BITS });
  const ended = new Promise((resolve, reject) => {
    recorder.onstop = resolve;
    recorder.onerror = ({ error }) => reject(error);
  });
  recorder.ondataavailable = ({ data }) => chunks.push(data);
  paint(scenes[0].picture);
  recorder.start();
  for (const [at, { picture, rest }] of scenes.entries()) {
    const until = performance.now() + 1000 * (at === 0 ? FILM_REST_SECONDS : rest);
    do {
      paint(picture);
      await new Promise((resolve) => setTimeout(resolve, MS_BETWEEN_FILM_FRAMES));
    } while (performance.now() < until);
    report(scenes.length + at + 1, 2 * scenes.length);
  }
  recorder.stop();
  await ended;
  return new Blob(chunks, { type: type.split(";")[0] });
}

/** A function that paints a picture on a canvas of its own (`.canvas`), which is as large as the largest and has a caption. */
function canvasFor(view, pictures, link) {
  const even = (value) => 2 * Math.ceil(value / 2); // a codec wants pairs of pixels
  const size = (name) => Math.max(...pictures.map((picture) => picture[name]));
  const [width, above] = [even(size("naturalWidth")), size("naturalHeight")];
  const family = getComputedStyle(view.scatter.host).fontFamily;
  const font = `${SENTENCE_SIZE}px ${family}`;
  const caption = captionOf(view, link).flatMap((text) => wrappedLines(text, width - 2 * EDGE_GAP, SENTENCE_SIZE, family));
  const height = even(above + 1.25 * SENTENCE_SIZE * caption.length + 2 * EDGE_GAP);
  const canvas = element("canvas", { width, height });
  const context = canvas.getContext("2d", { alpha: false });
  const { theme } = view;
  const paint = (picture) => {
    context.fillStyle = theme.panel;
    context.fillRect(0, 0, width, height);
    context.drawImage(picture, 0, 0);
    context.fillStyle = theme.muted;
    context.font = font;
    caption.forEach((line, at) => context.fillText(line, EDGE_GAP, above + EDGE_GAP + 1.25 * SENTENCE_SIZE * (at + 0.8)));
  };
  return Object.assign(paint, { canvas });
}
