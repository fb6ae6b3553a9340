// A part of a drawer, a chart, tables or a paragraph: it is sent once, and then hears what has changed in it.

import { loadPlotly } from "../../stage/js/page/plotly.js";
import { element } from "../../stage/js/draw/dom.js";
import { hearChanges, patched } from "./changes.js";
import { showParagraph } from "./paragraph.js";
import { withBells, withRings } from "./ring_paths.js";

const TAGS = new Set("article b br caption details div h2 header i p section small span strong summary table tbody td th thead tr".split(" "));
const ATTRIBUTES = new Set("aria-hidden aria-label class role scope style tabindex title".split(" "));
const DRAW = { chart: showChart, paragraph: showParagraph, tables: showTables };

export default function ({ data, parentElement }) {
  hearChanges();
  const root = parentElement.querySelector(".gmm-part");
  const [{ key, kind, base, digest, plotly }] = data;
  root.plotly = plotly;
  const hear = () => {
    const [of, changes] = window.gmmvizChanged?.[key] ?? [];
    if (of === digest) DRAW[kind](root, patched(base, changes));
  };
  if (root.hear) window.removeEventListener("gmmviz-changed", root.hear); // Streamlit does not clean up between two data
  root.hear = hear;
  window.addEventListener("gmmviz-changed", hear);
  hear();
  return () => window.removeEventListener("gmmviz-changed", root.hear);
}

/** A figure of Plotly's, with its reading under it where it is said; a newer one takes the place of one that waits. */
async function showChart(root, shown) {
  const text = JSON.stringify(shown);
  if (root.text === text) return;
  root.text = text;
  await loadPlotly(root.plotly);
  if (root.text !== text) return;
  if (!root.plot) {
    root.plot = element("div", { class: "gmm-part-plot" });
    root.reading = element("p", { class: "gmm-part-reading" });
    root.replaceChildren(root.plot, root.reading);
    new ResizeObserver(() => root.plot.isConnected && root.plot.offsetWidth && window.Plotly.Plots.resize(root.plot)).observe(root);
  }
  const { data, layout } = shown;
  root.plot.style.height = `${layout.height}px`;
  root.reading.textContent = layout.meta.said ? layout.meta.reading : "";
  window.Plotly.react(root.plot, withBells(data), withRings(layout), { displayModeBar: false, scrollZoom: false });
}

/** Tables and cards: what Python wrote, line by line, of which only plain elements and their looks are taken. */
function showTables(root, lines) {
  const text = lines.flat().join("");
  if (root.text === text) return;
  root.text = text;
  const { body } = new DOMParser().parseFromString(text, "text/html");
  for (const each of body.querySelectorAll("*")) {
    if (!TAGS.has(each.localName)) each.remove();
    for (const name of each.getAttributeNames()) if (!ATTRIBUTES.has(name)) each.removeAttribute(name);
  }
  const before = root.querySelectorAll("details, .gmm-scrolled"); // what a person has opened or scrolled stays so
  const kept = [...before].map(({ open, scrollTop, scrollLeft }) => ({ open, scrollTop, scrollLeft }));
  root.replaceChildren(...body.childNodes);
  root.querySelectorAll("details, .gmm-scrolled").forEach((each, at) => kept[at] && Object.assign(each, kept[at]));
}
