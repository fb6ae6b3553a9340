// Records as CSV.

/** CSV of records; columns are the names `first`, then those of all records in the order they come up. */
export function tableText(records, first = []) {
  const names = [...new Set([...first, ...records.flatMap(Object.keys)])];
  return [names, ...records.map((record) => names.map((name) => record[name] ?? ""))].map((row) => row.map(cellOf).join(",")).join("\r\n") + "\r\n";
}

function cellOf(value) {
  if (typeof value === "number") return String(value);
  const text = String(Array.isArray(value) ? value.join(" ") : value);
  const tame = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text; // no formula for a spreadsheet
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}
