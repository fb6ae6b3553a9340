// Every Plotly chart of the page, but those of the stage, gets a menu: its reading, and ways to keep it.

import { keepMenu } from "./keep_menu.js";
import { chartPicture } from "./chart_picture.js";
import { chartTable } from "./chart_table.js";

export default function (component) {
  const root = component.parentElement.querySelector(".gmm-keeping");
  root.keeper ??= new Keeper(root);
  root.keeper.theme();
  return () => setTimeout(() => root.isConnected || root.keeper.leave(), 0);
}

// colours of the theme, which are known inside a component only
const COLOURS = ["--st-text-color", "--st-background-color", "--st-secondary-background-color", "--st-border-color", "--st-font"];

class Keeper {
  constructor(root) {
    this.root = root;
    this.menus = new Map(); // by the names of charts
    this.waiting = null;
    this.observer = new MutationObserver(() => this.soon());
    this.observer.observe(document.body, { childList: true, subtree: true });
    this.soon();
  }

  /** Looks for charts once the page has been painted, however much of it has changed. */
  soon() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null;
      const plots = [...document.querySelectorAll(".js-plotly-plot")].filter((plot) => plot.layout?.meta?.reading && !plot.closest(".gmm-stage"));
      new Map(plots.map((plot) => [plot.layout.meta.name, plot])).forEach((plot) => this.dress(plot)); // of two, the new one
    });
  }

  /** The menu of one chart, with the reading of the figure that it shows now. */
  dress(plot) {
    const meta = plot.layout.meta;
    const menu = this.menuOf(meta.name);
    menu.plot = plot;
    const place = plot.parentElement;
    if (!place.contains(menu.host)) this.put(menu.host, place);
    if (plot.getAttribute("aria-label") === meta.reading) return;
    menu.say(meta.reading);
    plot.setAttribute("role", "group"); // what can be clicked in it stays what it is
    plot.setAttribute("aria-label", meta.reading);
  }

  menuOf(name) {
    if (!this.menus.has(name)) {
      const menu = keepMenu({
        name: () => name,
        picture: () => chartPicture(menu.plot, menu.plot.layout.meta.reading),
        table: () => chartTable(menu.plot._fullData ?? menu.plot.data),
      });
      this.menus.set(name, menu);
      this.colour(menu);
    }
    return this.menus.get(name);
  }

  /** Puts a menu over a chart: a chart that grows is another element each time, and its menu stays open. */
  put(host, place) {
    const held = host.contains(document.activeElement) ? document.activeElement : null;
    place.style.position = "relative";
    place.append(host);
    held?.focus({ preventScroll: true });
  }

  theme() {
    this.menus.forEach((menu) => this.colour(menu));
  }

  colour({ host }) {
    const style = getComputedStyle(this.root);
    for (const name of COLOURS) host.style.setProperty(name, style.getPropertyValue(name));
  }

  leave() {
    this.observer.disconnect();
    cancelAnimationFrame(this.waiting);
    this.menus.forEach((menu) => menu.remove());
  }
}
