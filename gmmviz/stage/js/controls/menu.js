// A button that opens a panel.

import { element } from "../draw/dom.js";

/** A button that opens a panel; Escape and a press elsewhere close it. */
export class Menu {
  constructor(label, ...content) {
    this.host = element("details", { class: "gmm-menu" }, element("summary", {}, label), element("div", { class: "gmm-menu-body" }, ...content));
    this.host.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.host.open) return;
      this.host.open = false;
      this.host.querySelector("summary").focus();
      event.preventDefault();
    });
    this.outside = (event) => {
      if (!this.host.contains(event.composedPath()[0])) this.host.open = false;
    };
    document.addEventListener("pointerdown", this.outside);
  }

  remove() {
    document.removeEventListener("pointerdown", this.outside);
  }
}
