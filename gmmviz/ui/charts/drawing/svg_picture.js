// A picture that was written as SVG, with the menu of every picture: its reading, the picture as PNG or SVG, its data.

import { captioned } from "../chart_picture.js";
import { keepMenu } from "../keep_menu.js";
import { element } from "../../../stage/js/draw/dom.js";

const SAVED = { width: 600, height: 400 }; // px of a saved picture: three to two, as it is drawn

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".gmm-drawing");
  root.given = JSON.parse(data[0]);
  if (!root.menu) {
    root.image = element("img", {});
    root.menu = keepMenu({ name: () => root.given.name, picture: () => drawn(root), table: () => root.given.table });
    root.replaceChildren(root.image, root.menu.host);
  }
  const { svg, alt, reading } = root.given;
  root.image.alt = alt;
  root.image.src = addressOf(svg);
  root.menu.say(reading);
  return () => setTimeout(() => root.isConnected || root.menu.remove(), 0);
}

const addressOf = (svg) => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;

/** The picture as one SVG element, in the size of a picture to keep, with its reading as caption. */
function drawn(root) {
  const { svg, reading } = root.given;
  const picture = document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
  for (const [name, value] of Object.entries(SAVED)) picture.setAttribute(name, value);
  return captioned([picture], { ...SAVED, caption: reading, of: root });
}
