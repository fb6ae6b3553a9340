// A button that opens a panel.

import { element } from "../draw/dom.js";

const EDGE_MARGIN = 8; // px to the edges of the window

/** A button that opens a panel; Escape and a press elsewhere close it. */
export class Menu {
  constructor(label, ...content) {
    this.body = element("div", { class: "gmm-menu-body" }, ...content);
    this.host = element("details", { class: "gmm-menu", ontoggle: () => this.place() }, element("summary", {}, label), this.body);
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

  /** Where what is opened may end: at the window's bottom, or at the transport of a narrow page, which is fixed there. */
  lowest() {
    const transport = this.host.closest(".gmm-stage")?.querySelector(".gmm-transport");
    const fixed = transport && getComputedStyle(transport).position === "fixed";
    return (fixed ? transport.getBoundingClientRect().top : window.innerHeight) - EDGE_MARGIN;
  }

  /** Moves what was opened into the window, and lets it scroll where the window is lower. */
  place() {
    if (!this.host.open) return;
    Object.assign(this.body.style, { translate: "none", maxHeight: "none" });
    const { left, right, top, bottom } = this.body.getBoundingClientRect();
    const across = Math.max(0, EDGE_MARGIN - left) || Math.min(0, document.documentElement.clientWidth - EDGE_MARGIN - right);
    const down = top < EDGE_MARGIN ? EDGE_MARGIN - top : Math.min(0, Math.max(EDGE_MARGIN - top, this.lowest() - bottom));
    this.body.style.translate = `${across}px ${down}px`;
    this.body.style.maxHeight = `${this.lowest() - EDGE_MARGIN}px`;
  }

  remove() {
    document.removeEventListener("pointerdown", this.outside);
  }
}
