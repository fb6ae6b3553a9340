// The menu of a picture: its reading, the picture as PNG or SVG, its data as CSV.

import { Menu } from "../../stage/js/controls/menu.js";
import { element } from "../../stage/js/draw/dom.js";
import { pictureBlob, saveFile } from "../../stage/js/draw/saved.js";

/** A menu for a picture: `name()` of its files, `picture()` an SVG element with its caption, `table()` its data as text. */
export function keepMenu({ name, picture, table }) {
  const reading = element("p", { class: "gmm-keep-reading" });
  const status = element("span", { class: "gmm-keep-status", role: "status" });
  const save = async (format) => {
    try {
      const blob = format === "csv" ? new Blob([table()], { type: "text/csv" }) : await pictureBlob(await picture(), format);
      saveFile(blob, `gmmviz-${name()}.${format}`);
      status.textContent = "Saved.";
    } catch (problem) {
      status.textContent = `This browser could not save it: ${problem.message}`;
    }
  };
  const button = (format, words) => element("button", { type: "button", onclick: () => save(format) }, words);
  const row = element("div", { class: "gmm-keep-row" }, button("png", "PNG"), button("svg", "SVG"), button("csv", "Data (CSV)"), status);
  const menu = new Menu("Save", reading, row);
  menu.host.className = "gmm-keep";
  menu.body.className = "gmm-keep-body";
  menu.say = (text) => {
    menu.reading = text;
    reading.textContent = text;
    menu.host.querySelector("summary").setAttribute("aria-label", `Save this picture: ${name().replaceAll("-", " ")}`);
  };
  return menu;
}
