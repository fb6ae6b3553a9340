// The stage on a page of its own: an exported file, or a notebook's cell. Several scenes make a playlist, in which
// each has a link of its own: #2 after the page's address is the second.

import { element } from "../draw/dom.js";
import { Player } from "../player/player.js";
import { readPayload, unshuffled } from "../scene/payload.js";
import { DARK_ON_SCREEN } from "../scene/theme.js";

const linked = (count) => {
  const place = Number(window.location.hash.slice(1));
  return Number.isInteger(place) && place >= 1 && place <= count ? place - 1 : 0;
};

/** `scenes` are {title, bytes()}; only the one that is shown is unpacked. */
export function showPage(root, list, scenes) {
  let shown = null;
  const links = scenes.map(({ title }, index) => element("a", { href: `#${index + 1}` }, `${index + 1} ${title}`));
  list.replaceChildren(...links.map((link) => element("li", {}, link)));
  list.hidden = scenes.length < 2;
  const show = async () => {
    const place = linked(scenes.length);
    if (place === shown) return;
    shown = place;
    links.forEach((link, index) => (index === place ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current")));
    const bytes = new Uint8Array(await scenes[place].bytes());
    if (place === shown) await showScene(root, bytes);
  };
  window.addEventListener("hashchange", show);
  matchMedia(DARK_ON_SCREEN).addEventListener("change", () => root.stage?.retheme());
  return show();
}

async function showScene(root, bytes) {
  root.stage?.remove();
  root.className = "gmm-stage";
  for (const name of Object.keys(root.dataset)) delete root.dataset[name];
  const scene = readPayload(unshuffled(bytes));
  const [question, keep] = ["question", "keep"].map((name) => document.querySelector(`.gmm-${name}`));
  question.textContent = scene.question;
  keep.textContent = scene.keep && `To keep: ${scene.keep}`;
  question.hidden = !scene.question;
  const atEnd = () => {
    keep.hidden = !scene.keep || root.stage?.frame !== scene.lastFrame; // what comes of it is said when it has come
  };
  root.stage = new Player(root, scene, { onShow: atEnd });
  await root.stage.mount();
  atEnd();
}
