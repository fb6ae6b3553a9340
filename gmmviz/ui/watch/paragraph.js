// A paragraph, and a button that copies exactly what it says.

import { element } from "../../stage/js/draw/dom.js";

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".gmm-paragraph");
  const { text } = JSON.parse(data[0]);
  if (root.text === text) return;
  root.text = text;
  const paragraph = element("p", {}, text);
  const said = element("span", { class: "gmm-paragraph-said", role: "status" });
  const button = element("button", { type: "button", onclick: () => copy() }, "Copy as text");
  root.replaceChildren(paragraph, element("div", { class: "gmm-paragraph-way" }, button, said));

  async function copy() {
    said.replaceChildren(); // so that a second copy is told as well
    const done = await toClipboard(text, paragraph);
    said.textContent = done ? "Copied." : "The words are chosen: press Ctrl+C.";
  }
}

/** Copies a text; where the page may not (a plain address on a network), the paragraph is chosen and copied as of old. */
async function toClipboard(text, paragraph) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(paragraph);
    return document.execCommand("copy");
  }
}
