// Records as CSV.

// A spreadsheet takes a text that begins with one of these marks for a formula. In many countries it parts cells at ";"
// whatever the file says, so what follows such a mark begins a cell too. The same rule as in gmmviz/data/export.py.
/* oxlint-disable no-control-regex -- control characters are what is looked for */
const RUNS = /^([\t\r\n]|[\s\ufeff\x1c-\x1f\x85]*[=+\-@＝＋－＠])/;
const BEGINS_A_CELL = /([;\t\r\n][\s\ufeff\x1c-\x1f\x85"]*)(?=[=+\-@＝＋－＠])/g;
/* oxlint-enable no-control-regex */
const PLAIN_NUMBER = /^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$/;

/** CSV of records; columns are the names `first`, then those of all records in the order they come up. */
export function tableText(records, first = []) {
  const names = [...new Set([...first, ...records.flatMap(Object.keys)])];
  return [names, ...records.map((record) => names.map((name) => record[name] ?? ""))].map((row) => row.map(cellOf).join(",")).join("\r\n") + "\r\n";
}

/** A value as it may stand in a CSV: in quotes where it must, with an apostrophe where a spreadsheet would run it. */
export function cellOf(value) {
  if (typeof value === "number") return String(value);
  const text = defused(String(Array.isArray(value) ? value.join(" ") : value));
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function defused(value) {
  const text = value.replace(BEGINS_A_CELL, "$1'");
  return RUNS.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
}
