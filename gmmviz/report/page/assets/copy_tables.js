// A report's tables, each with a button that copies it as a table, for Word, a mail or a spreadsheet.

const INK = "1.5px solid #1b2027";

/** A table as HTML with its looks written into it: what takes it in has none of the page's styles. */
function styledTable(table) {
  const copy = table.cloneNode(true);
  const theirs = [...table.querySelectorAll("th, td")];
  copy.querySelectorAll("th, td").forEach((cell, place) => {
    const { fontWeight, textAlign } = getComputedStyle(theirs[place]);
    Object.assign(cell.style, { fontWeight, padding: "2px 6px", textAlign });
  });
  for (const cell of copy.querySelectorAll("thead th")) cell.style.borderBottom = INK;
  Object.assign(copy.style, { borderBottom: INK, borderCollapse: "collapse", borderTop: INK });
  return copy.outerHTML;
}

/** Its caption, and a line for each row with tabs between the cells. */
function plainTable(table) {
  const lines = [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent).join("\t"));
  return [table.caption?.textContent ?? "", ...lines].join("\n");
}

/** Copies a table; works without a server too. Returns whether the browser did. */
function copyTable(table) {
  let given = false;
  const give = (event) => {
    event.clipboardData.setData("text/html", styledTable(table));
    event.clipboardData.setData("text/plain", plainTable(table));
    event.preventDefault();
    given = true;
  };
  getSelection().selectAllChildren(table); // without a selection some browsers copy nothing
  document.addEventListener("copy", give, { once: true });
  const done = document.execCommand("copy") && given;
  document.removeEventListener("copy", give);
  if (done) getSelection().removeAllRanges();
  return done;
}

for (const table of document.querySelectorAll(".table > table")) {
  const said = Object.assign(document.createElement("span"), { className: "said" });
  said.setAttribute("role", "status");
  const button = Object.assign(document.createElement("button"), { textContent: "Copy table", type: "button" });
  button.setAttribute("aria-label", `Copy table: ${table.caption?.textContent ?? ""}`);
  button.addEventListener("click", () => {
    said.textContent = copyTable(table) ? "Copied: paste it into Word." : "It is selected: press Ctrl+C.";
  });
  const way = Object.assign(document.createElement("div"), { className: "copy" });
  way.append(button, said);
  table.parentNode.append(way);
}
