import assert from "node:assert/strict";
import { test } from "node:test";

import { chartTable, listOf } from "../../../gmmviz/ui/charts/chart_table.js";

const lines = (traces) => chartTable(traces).trimEnd().split("\r\n");

test("a row for each place of each trace, with what the trace has", () => {
  const found = lines([
    { type: "scatter", name: "bound", x: [1, 2], y: [0.5, -0.25] },
    { type: "bar", name: "gap, left", x: ["A 1"], y: [3], base: [2], error_y: { array: [0.1] } },
  ]);
  assert.deepEqual(found, ["series,x,y,base,error", "bound,1,0.5,,", "bound,2,-0.25,,", '"gap, left",A 1,3,2,0.1']);
});

test("typed arrays that travel as text are numbers again", () => {
  const bdata = Buffer.from(Float64Array.from([1.5, -2]).buffer).toString("base64");
  assert.deepEqual([...listOf({ dtype: "f8", bdata })], [1.5, -2]);
  assert.deepEqual(lines([{ type: "scatter", name: "a", x: { dtype: "f8", bdata }, y: [1, 2] }]), ["series,x,y", "a,1.5,1", "a,-2,2"]);
});

test("places that are evenly apart stand in the table, though the trace says only where they begin", () => {
  assert.deepEqual(lines([{ type: "scatter", name: "a", x0: 1, dx: 0.5, y: [7, 8] }]), ["series,x,y", "a,1,7", "a,1.5,8"]);
  assert.deepEqual(lines([{ type: "scatter", name: "a", x0: 1, dx: 0, y: [7, 8] }]), ["series,x,y", "a,1,7", "a,1,8"]);
});

test("squares and flows have their own columns", () => {
  assert.deepEqual(lines([{ type: "heatmap", name: "z", x: [1, 2], y: ["a"], z: [[5, 6]] }]), ["series,x,y,z", "z,1,a,5", "z,2,a,6"]);
  const flow = { type: "sankey", node: { label: ["1", "2"] }, link: { source: [0], target: [1], value: [7] } };
  assert.deepEqual(lines([flow]), ["series,from,to,value", "flow,0: 1,1: 2,7"]);
});

test("marks that Plotly reads are words again, and no cell is a formula", () => {
  assert.deepEqual(lines([{ type: "scatter", name: "&lt;b&gt; &amp; =x", x: ["=1+1"], y: [-1] }]), ["series,x,y", "<b> & =x,'=1+1,-1"]);
});

test("a trace of one panel among several tells which it is, and one over columns which each place is", () => {
  const found = lines([
    { type: "scatter", name: "1", meta: { across: "length", up: "a &lt; b" }, x: [1], y: [2] },
    { type: "scatter", name: "1", meta: { column: ["p", "q"] }, x: [0, 1], y: [3, 4] },
    { type: "scatter", name: "2", meta: "a reading", x: [5], y: [6] },
  ]);
  assert.deepEqual(found, ["series,across,up,x,y,column", "1,length,a < b,1,2,", "1,,,0,3,p", "1,,,1,4,q", "2,,,5,6,"]);
});

test("what a trace hangs on its places has the names it gives, and without names is left out", () => {
  const traces = (customdata) => [{ type: "scatter", name: "a", meta: { customdata: ["from", "to"] }, customdata, x: [1, 2], y: [3, 4] }];
  const expected = ["series,x,y,from,to", "a,1,3,5,6", "a,2,4,7,8"];
  assert.deepEqual(lines(traces([[5, 6], [7, 8]])), expected);
  const bdata = Buffer.from(Float64Array.from([5, 6, 7, 8]).buffer).toString("base64");
  assert.deepEqual(lines(traces({ dtype: "f8", bdata, shape: "2, 2" })), expected);
  assert.deepEqual(lines([{ type: "scatter", name: "a", meta: { customdata: ["row"] }, customdata: [9], x: [1], y: [2] }]), ["series,x,y,row", "a,1,2,9"]);
  assert.deepEqual(lines([{ type: "scatter", name: "a", customdata: ["for a click"], x: [1], y: [2] }]), ["series,x,y", "a,1,2"]);
});

test("both lengths of unequal error bars stand in the table", () => {
  const bar = { type: "scatter", name: "a", x: [1], y: [0.5], error_y: { array: [0.1], arrayminus: [0.2] } };
  assert.deepEqual(lines([bar]), ["series,x,y,error,error below", "a,1,0.5,0.1,0.2"]);
});
