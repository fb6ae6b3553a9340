// A paragraph, and a button that copies exactly what it says.

import { element } from "../../../stage/js/draw/dom.js";

/** Shows the pieces of a paragraph in a root. */
export function showParagraph(root, pieces) {
  const text = pieces.join("");
  if (root.text === text) return;
  root.text = text;
  const paragraph = element("p", {}, text);
  const said = element("span", { class: "gmm-paragraph-said", role: "status" });
  const button = element("button", { type: "button", onclick: () => copy() }, "Copy as text");
  root.classList.add("gmm-paragraph");
  root.replaceChildren(paragraph, element("div", { class: "gmm-paragraph-way" }, button, said));

  async function copy() {
    said.replaceChildren(); // so that a second copy is announced as well
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
