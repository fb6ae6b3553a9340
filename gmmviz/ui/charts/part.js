// A part of a drawer, a chart, tables or a paragraph: it is sent once, and then hears what has changed in it.

import { loadPlotly } from "../../stage/js/page/plotly.js";
import { element } from "../../stage/js/draw/dom.js";
import { hearChanges, patched } from "./changes.js";
import { fillColumns } from "./shown/card_columns.js";
import { withPanels } from "./shown/pairs_panels.js";
import { showParagraph } from "./shown/paragraph.js";
import { withBells, withRings } from "./shown/ring_paths.js";
import { mixtureOf } from "./shown/stage_mixture.js";

const TAGS = new Set("article b br caption details div h2 header i p section small span strong summary table tbody td th thead tr".split(" "));
const ATTRIBUTES = new Set("aria-hidden aria-label class role scope style tabindex title".split(" "));
const DRAW = { cards: showCards, chart: showChart, paragraph: showParagraph, tables: showTables };

export default function ({ data, parentElement }) {
  hearChanges();
  const root = parentElement.querySelector(".gmm-part");
  const [{ key, kind, base, digest, plotly }] = data;
  root.plotly = plotly;
  const hear = () => {
    const [of, changes] = window.gmmvizChanged?.[key] ?? [];
    if (of !== digest) return;
    const shown = patched(base, changes);
    const mixture = shown.of ? mixtureOf(shown.of) : null;
    if (mixture || !shown.of) DRAW[kind](root, shown, mixture); // else when the run is there
  };
  if (root.hear) window.removeEventListener("gmmviz-changed", root.hear); // Streamlit does not clean up between two data
  root.hear = hear;
  window.addEventListener("gmmviz-changed", hear);
  hear();
  return () => window.removeEventListener("gmmviz-changed", root.hear);
}

/** A figure of Plotly's, with its reading under it where it is said; a newer one takes the place of one that waits. */
async function showChart(root, shown, mixture) {
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
  const { data, layout } = shown.layout.panels ? withPanels(shown, mixture) : shown;
  root.plot.style.height = `${layout.height}px`;
  root.reading.textContent = layout.meta.said ? layout.meta.reading : "";
  window.Plotly.react(root.plot, withBells(data), withRings(layout), { displayModeBar: false, scrollZoom: false });
}

/** Cards of components: their tables have the numbers of the mixture, which are not sent. */
function showCards(root, { html, columns, of }, mixture) {
  const text = textOf(html);
  if (root.text === text && root.of === String(of)) return;
  Object.assign(root, { text, of: String(of) });
  const body = sanitised(text);
  fillColumns(body, columns, mixture);
  replace(root, body);
}

/** Tables: what Python wrote, line by line. */
function showTables(root, lines) {
  const text = textOf(lines);
  if (root.text === text) return;
  root.text = text;
  const body = sanitised(text);
  body.querySelectorAll(".gmm-symmetric").forEach(mirror);
  replace(root, body);
}

const textOf = (pieces) => pieces.flat(Infinity).join("");

/** Repeats above the diagonal of a table, whose first cells are names, what is below it. */
function mirror({ tBodies: [{ rows }] }) {
  for (const [p, row] of [...rows].entries()) {
    for (const [q, cell] of [...row.cells].entries()) if (q > p + 1) cell.textContent = rows[q - 1].cells[p + 1].textContent;
  }
}

/** HTML of which only plain elements and their looks are taken. */
function sanitised(text) {
  const { body } = new DOMParser().parseFromString(text, "text/html");
  for (const each of body.querySelectorAll("*")) {
    if (!TAGS.has(each.localName)) each.remove();
    for (const name of each.getAttributeNames()) if (!ATTRIBUTES.has(name)) each.removeAttribute(name);
  }
  return body;
}

/** Shows what is in a body; what a person has opened or scrolled stays so. */
function replace(root, body) {
  const before = root.querySelectorAll("details, .gmm-scrolled");
  const kept = [...before].map(({ open, scrollTop, scrollLeft }) => ({ open, scrollTop, scrollLeft }));
  root.replaceChildren(...body.childNodes);
  root.querySelectorAll("details, .gmm-scrolled").forEach((each, at) => kept[at] && Object.assign(each, kept[at]));
}
