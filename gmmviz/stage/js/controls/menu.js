// A button that opens a panel.

import { element } from "../draw/dom.js";

const EDGE = 8; // px to the edges of the window
const LEAST_HEIGHT = 160; // px

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

  /** Moves what was opened into the window, and lets it scroll where the window, or the panel that clips it, is lower. */
  place() {
    if (!this.host.open) return;
    Object.assign(this.body.style, { translate: "none", maxHeight: "none" });
    const { left, right, top, bottom } = this.body.getBoundingClientRect();
    const across = Math.max(0, EDGE - left) || Math.min(0, document.documentElement.clientWidth - EDGE - right);
    const clip = this.host.closest(".gmm-panels")?.getBoundingClientRect();
    const highest = Math.max(EDGE, (clip?.top ?? 0) + EDGE);
    const down = top < highest ? highest - top : Math.min(0, Math.max(highest - top, window.innerHeight - EDGE - bottom));
    this.body.style.translate = `${across}px ${down}px`;
    this.body.style.maxHeight = `${Math.min(window.innerHeight - 2 * EDGE, Math.max(LEAST_HEIGHT, (clip?.bottom ?? Infinity) - EDGE - top - down))}px`;
  }

  remove() {
    document.removeEventListener("pointerdown", this.outside);
  }
}
