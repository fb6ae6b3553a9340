// Every Plotly chart of the page, but those of the stage, gets a menu: its reading, and ways to keep it.

import { keepMenu } from "./keep_menu.js";
import { chartPicture } from "./chart_picture.js";
import { chartTable } from "./chart_table.js";

export default function (component) {
  const root = component.parentElement.querySelector(".gmm-keeping");
  root.keeper ??= new Keeper();
  return () => setTimeout(() => root.isConnected || root.keeper.leave(), 0);
}

class Keeper {
  constructor() {
    this.waiting = null;
    this.observer = new MutationObserver(() => this.soon());
    this.observer.observe(document.body, { childList: true, subtree: true });
    this.soon();
  }

  /** Looks for charts once the page has been painted, however much of it has changed. */
  soon() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null;
      for (const plot of document.querySelectorAll(".js-plotly-plot")) this.dress(plot);
    });
  }

  /** The menu of one chart, with the reading of the figure that it shows now. */
  dress(plot) {
    const told = plot.layout?.meta;
    if (!told?.reading || plot.closest(".gmm-stage")) return;
    const place = plot.parentElement;
    if (!place.contains(plot.keep?.host ?? null)) {
      place.style.position = "relative";
      plot.keep?.remove();
      plot.keep = keepMenu({
        name: () => plot.layout.meta.name,
        picture: () => chartPicture(plot, plot.layout.meta.reading),
        table: () => chartTable(plot._fullData ?? plot.data),
      });
      place.append(plot.keep.host);
    }
    if (plot.keep.reading === told.reading) return;
    plot.keep.say(told.reading);
    plot.setAttribute("role", "group"); // what can be clicked in it stays what it is
    plot.setAttribute("aria-label", told.reading);
  }

  leave() {
    this.observer.disconnect();
    cancelAnimationFrame(this.waiting);
  }
}
