// The teacher's clock: it counts up from its start beside the time that a scene has, in this browser alone.

import { element, announceIn } from "../../stage/js/draw/dom.js";

const MS_BETWEEN_CLOCK_CHECKS = 250; // ms between two looks at the clock

/** Seconds as minutes and seconds. */
export const minutesText = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

export default function (component) {
  const { seconds } = JSON.parse(component.data[0]);
  const root = component.parentElement.querySelector(".gmm-clock");
  root.clock ??= new Clock(root);
  root.clock.turnTo(seconds);
  return () => setTimeout(() => root.isConnected || root.clock.stop(), 0);
}

export class Clock {
  constructor(root) {
    this.shown = element("span", { class: "gmm-clock-time", role: "timer", "aria-label": "Time of the scene" });
    this.button = element("button", { type: "button", onclick: () => (this.beat ? this.stop() : this.start()) });
    this.over = element("span", { role: "status" });
    root.replaceChildren(this.shown, this.button, this.over);
    this.passed = 0; // seconds
    this.label();
  }

  turnTo(seconds) {
    this.seconds = seconds;
    this.show();
  }

  start() {
    const from = Date.now();
    this.passed = 0;
    this.beat = setInterval(() => {
      this.passed = (Date.now() - from) / 1000; // a tab in the background is woken late
      this.show();
    }, MS_BETWEEN_CLOCK_CHECKS);
    this.show();
    this.label();
  }

  stop() {
    clearInterval(this.beat);
    this.beat = null;
    this.label();
  }

  label() {
    this.button.textContent = this.beat ? "Stop the clock" : "Start the clock";
  }

  show() {
    this.shown.textContent = `${minutesText(this.passed)} of ${minutesText(this.seconds)}`;
    announceIn(this.over, this.passed < this.seconds ? "" : "Time is up: on to the next scene.");
  }
}
