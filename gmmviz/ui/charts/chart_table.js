// The data of a Plotly chart as a table: a row for each place that a trace draws.

import { tableText } from "../../stage/js/words/table.js";

const COLUMNS_OF_A_TRACE = ["x", "y", "base", "text"];
const TYPES = { f8: Float64Array, f4: Float32Array, i4: Int32Array, i2: Int16Array, i1: Int8Array, u4: Uint32Array, u2: Uint16Array, u1: Uint8Array };

/** CSV of the traces of a chart: which series, then what is drawn of it; errors and flows have columns of their own. */
export function chartTable(traces) {
  const words = (value) => (typeof value === "number" ? value : plain(Array.isArray(value) ? value.join(" ") : value));
  const records = traces.flatMap(recordsOf).map((record) => Object.fromEntries(Object.entries(record).map(([name, value]) => [name, words(value)])));
  return tableText(records, ["series"]);
}

/** CSV of the layers of a lesson's board, and of what was predicted with its handles. */
export function layersTable(layers, handles) {
  const drawn = layers.map(({ name, kind, component, x, y }) => ({ type: "scatter", name: [name || kind, component < 0 ? "" : `of component ${component + 1}`].filter(Boolean).join(" "), x, y }));
  return chartTable([...drawn, ...handles.map(({ name, x, y }) => ({ type: "scatter", name: `predicted: ${name}`, x: [x], y: [y] }))]);
}

/**
 * The records of a trace; its `meta` holds columns more: one value for all its places, such as its panel, or a list of them.
 * `meta.customdata` names what the trace's customdata hold, in columns that stand last; without names they are left out.
 */
function recordsOf(trace) {
  const meta = trace.meta?.constructor === Object ? trace.meta : {};
  const also = Object.entries(meta).filter(([name]) => name !== "customdata");
  return drawnPlaces(trace).map(({ series, ...drawn }, i) => ({ series, ...Object.fromEntries(also.map(([name, value]) => [name, Array.isArray(value) ? value[i] : value])), ...drawn }));
}

function drawnPlaces(trace) {
  const series = trace.name ?? trace.type;
  if (trace.type === "sankey") return flowsOf(trace);
  if (trace.z) return squaresOf(trace, series);
  const lists = COLUMNS_OF_A_TRACE.map((name) => [name, listOf(trace[name]) ?? (name === "x" ? evenly(trace) : null)]).filter(([, list]) => list);
  lists.push(...[["error", listOf(trace.error_y?.array)], ["error below", listOf(trace.error_y?.arrayminus)]].filter(([, list]) => list));
  lists.push(...namedColumns(trace));
  const count = Math.max(0, ...lists.filter(([name]) => name === "x" || name === "y").map(([, list]) => list.length));
  return Array.from({ length: count }, (_, i) => ({ series, ...Object.fromEntries(lists.map(([name, list]) => [name, list[i]]).filter(([, value]) => value !== undefined && value !== null && value !== "")) }));
}

/** The columns of a trace's customdata that `meta.customdata` names: one value for each place, or as many as there are names. */
function namedColumns({ meta, customdata }) {
  const [names, values] = [meta?.customdata ?? [], listOf(customdata)];
  if (!values) return [];
  const wide = names.length > 1 && !values[0]?.length; // bytes of a table, row after row
  const value = (i, column) => (wide ? values[i * names.length + column] : typeof values[i] === "object" ? values[i]?.[column] : values[i]);
  const count = wide ? values.length / names.length : values.length;
  return names.map((name, column) => [name, Array.from({ length: count }, (_, i) => value(i, column))]);
}

/** The places of a trace that says where the first is, and how far each is from the next. */
function evenly({ x0, dx, y }) {
  return typeof x0 === "number" && typeof dx === "number" && y ? Array.from(listOf(y), (_, i) => x0 + i * dx) : null;
}

function flowsOf({ node, link }) {
  const label = (place) => `${place}: ${listOf(node.label)?.[place] ?? place}`;
  const [source, target, value] = ["source", "target", "value"].map((name) => listOf(link[name]) ?? []);
  return Array.from(source, (from, i) => ({ series: "flow", from: label(from), to: label(target[i]), value: value[i] }));
}

function squaresOf(trace, series) {
  const [xs, ys] = [listOf(trace.x), listOf(trace.y)];
  return Array.from(trace.z, (row, up) => Array.from(row, (z, across) => ({ series, x: xs?.[across] ?? across, y: ys?.[up] ?? up, z }))).flat();
}

/** A list of Plotly's as an array: it may be one, a typed one, or text that holds the bytes of one. */
export function listOf(values) {
  if (values === undefined || values === null) return null;
  if (Array.isArray(values) || ArrayBuffer.isView(values)) return values;
  if (typeof values !== "object" || !TYPES[values.dtype]) return null;
  const bytes = Uint8Array.from(atob(values.bdata), (letter) => letter.charCodeAt(0));
  return new TYPES[values.dtype](bytes.buffer);
}

/** Words without the marks that Plotly reads in them. */
function plain(text) {
  const named = { "&lt;": "<", "&gt;": ">", "&#36;": "$", "&#37;": "%", "&amp;": "&" };
  return String(text).replace(/<br>/g, "; ").replace(/<\/?b>/g, "").replace(/&(?:lt|gt|#36|#37|amp);/g, (mark) => named[mark]);
}
