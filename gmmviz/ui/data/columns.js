// The table of columns: which are used, what each is read as. Python holds the choice; this shows it and says
// what a person changed. Only the rows in view exist, so ten thousand columns cost no more than ten.

import { element, announceIn } from "../../stage/js/draw/dom.js";
import { written } from "../../stage/js/words/numbers.js";

const OVERSCAN_ROWS = 4;
const MIN_COLUMNS_TO_FILTER = 13;

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".gmm-columns");
  root.table ??= new ColumnTable(root);
  root.table.show(JSON.parse(data[0]), (choice) => component.setStateValue("choice", choice));
}

class ColumnTable {
  constructor(root) {
    this.root = root;
    this.filter = element("input", {
      type: "search", class: "gmm-columns-filter", placeholder: "Find a column", "aria-label": "Find a column",
      oninput: () => this.draw(),
    });
    this.count = element("span", { class: "gmm-columns-count" });
    this.head = element("div", { class: "gmm-columns-row gmm-columns-head", "aria-hidden": "true" },
      ...["use", "column", "read as", "log", "missing", "spread"].map((word) => element("span", {}, word)));
    this.space = element("div", { class: "gmm-columns-space", role: "list" });
    this.body = element("div", { class: "gmm-columns-body", onscroll: () => this.draw() }, this.space);
    this.tools = element("div", { class: "gmm-columns-tools" }, this.filter,
      element("button", { type: "button", onclick: () => this.useAll(true) }, "Use all numbers"),
      element("button", { type: "button", onclick: () => this.useAll(false) }, "Use none"),
      element("button", { type: "button", onclick: () => this.selectFound() }, "Select all found"), this.count);
    this.selected = new Set();
    this.pickedCount = element("span", { role: "status" });
    this.picked = element("div", { class: "gmm-columns-tools gmm-columns-picked", role: "group", "aria-label": "Set selected columns", hidden: true },
      this.pickedCount,
      ...[["number", "numbers"], ["text", "text"], ["label", "label"], ["left out", "leave out"]].map(([as, word]) =>
        element("button", { type: "button", "data-as": as, onclick: () => this.readPicked(as) }, word)),
      element("button", { type: "button", onclick: () => this.select([]) }, "Done"));
    this.none = element("p", { class: "gmm-columns-none", role: "status" });
    root.replaceChildren(this.tools, this.picked, this.none, this.head, this.body);
    new ResizeObserver(() => this.draw()).observe(this.body);
  }

  show(data, send) {
    this.send = send;
    const text = JSON.stringify(data);
    if (text === this.text) return;
    if (data.signature !== this.data?.signature) this.body.scrollTop = 0;
    if (data.columns.length !== this.data?.columns.length) this.selected.clear();
    this.text = text;
    this.data = data;
    this.used = new Set(data.used);
    this.logs = new Set(data.logs);
    this.tools.hidden = data.columns.length < MIN_COLUMNS_TO_FILTER;
    this.draw();
  }

  /** Places of the columns that the filter lets through. */
  found() {
    const wanted = this.filter.value.trim().toLowerCase();
    const places = this.data.columns.map((_, place) => place);
    return wanted ? places.filter((place) => this.data.columns[place].name.toLowerCase().includes(wanted)) : places;
  }

  draw() {
    if (!this.data) return;
    const places = this.found();
    const height = matchMedia("(max-width: 640px)").matches ? 84 : 36;
    const first = Math.max(0, Math.floor(this.body.scrollTop / height) - OVERSCAN_ROWS);
    const last = Math.min(places.length, Math.ceil((this.body.scrollTop + this.body.clientHeight) / height) + OVERSCAN_ROWS);
    const focused = document.activeElement?.getAttribute?.("aria-label");
    this.picked.hidden = this.data.fixed || this.selected.size === 0;
    announceIn(this.pickedCount, `${this.selected.size} selected: set to`);
    this.picked.querySelector("[data-as=label]").disabled = this.selected.size !== 1;
    this.space.style.height = `${places.length * height}px`;
    this.space.replaceChildren(...places.slice(first, last).map((place, at) => this.row(place, (first + at) * height, height)));
    this.say();
    if (focused) [...this.space.querySelectorAll("input, select, button")].find((node) => node.getAttribute("aria-label") === focused)?.focus({ preventScroll: true });
  }

  row(place, top, height) {
    const column = this.data.columns[place];
    const use = element("input", {
      type: "checkbox", "aria-label": `use ${column.name}`, disabled: column.as !== "number",
      onchange: () => this.use(place, use.checked),
    });
    use.checked = this.used.has(place);
    return element("div", { class: "gmm-columns-row", role: "listitem", style: `top:${top}px;height:${height}px` },
      element("label", { class: "gmm-columns-use" }, use),
      this.name(place, column),
      this.data.fixed ? element("span", { class: "gmm-columns-as" }, column.as) : this.readAs(place, column),
      this.log(place, column),
      element("span", { class: "gmm-columns-missing" }, written(column.missing, 0),
        element("small", {}, " missing")),
      column.spread ? spark(column.spread) : element("span", { class: "gmm-columns-values" }, column.values));
  }

  /** The name; of an own file a button that selects the column, with Shift all from the last one on. */
  name(place, column) {
    const words = [column.name, column.note ? element("small", {}, column.note) : null];
    if (this.data.fixed) return element("span", { class: "gmm-columns-name", title: column.name }, ...words);
    return element("button", {
      type: "button", class: "gmm-columns-name", title: `${column.name} (click to select)`, "aria-label": `select ${column.name}`,
      "aria-pressed": String(this.selected.has(place)), onclick: (event) => this.toggle(place, event.shiftKey),
    }, ...words);
  }

  log(place, column) {
    const { offered = false, cost = "" } = column.log ?? {};
    if (!offered && !this.logs.has(place)) {
      const why = cost ? element("i", { role: "img", "aria-label": `${column.name}: ${cost}` }, "no log") : null;
      return element("span", { class: "gmm-columns-log", title: cost }, why);
    }
    const box = element("input", {
      type: "checkbox", "aria-label": `logarithm of ${column.name}${cost && `: ${cost}`}`,
      onchange: () => this.takeLog(place, box.checked),
    });
    box.checked = this.logs.has(place);
    const title = `fit the natural logarithm${cost && `: ${cost}`}`;
    return element("label", { class: "gmm-columns-log", title }, box, element("small", {}, cost ? " log *" : " log"));
  }

  toggle(place, range) {
    const places = this.found();
    const [from, to] = [places.indexOf(this.lastPicked), places.indexOf(place)];
    const picked = range && from >= 0 ? places.slice(Math.min(from, to), Math.max(from, to) + 1) : [place];
    const wanted = !this.selected.has(place);
    for (const each of picked) {
      if (wanted) this.selected.add(each);
      else this.selected.delete(each);
    }
    this.lastPicked = place;
    this.draw();
  }

  select(places) {
    this.selected = new Set(places);
    this.draw();
  }

  selectFound() {
    this.select(this.found());
  }

  readPicked(as) {
    const places = [...this.selected];
    if (as === "left out") for (const place of places) this.used.delete(place);
    this.select([]);
    this.report({ places, as });
  }

  takeLog(place, wanted) {
    if (wanted) this.logs.add(place);
    else this.logs.delete(place);
    this.report();
  }

  readAs(place, column) {
    const choices = [...new Set(["number", "text", "label", column.found])].filter((word) => word !== "empty" || column.found === word);
    const select = element("select", {
      class: "gmm-columns-as", "aria-label": `read ${column.name} as`, onchange: () => this.read(place, select.value),
    }, ...choices.map((word) => element("option", { value: word }, word)));
    select.value = column.as;
    return select;
  }

  use(place, wanted) {
    if (wanted) this.used.add(place);
    else this.used.delete(place);
    this.say();
    this.report();
  }

  /** How many columns are ticked; without any the data stay as they were, which the page goes on saying. */
  say() {
    this.count.textContent = `${this.used.size} of ${this.data.columns.length} used`;
    announceIn(this.none, this.used.size ? "" : "No column is ticked: until one is, the data stay as they were.");
  }

  useAll(wanted) {
    for (const place of this.found()) {
      if (wanted && this.data.columns[place].as === "number") this.used.add(place);
      else this.used.delete(place);
    }
    this.draw();
    this.report();
  }

  read(place, as) {
    this.report({ places: [place], as });
  }

  report(read = null) {
    const sorted = (places) => [...places].sort((a, b) => a - b);
    this.send({ signature: this.data.signature, used: sorted(this.used), logs: sorted(this.logs), read });
  }
}

/** Counts of equal bins as bars. */
function spark(counts) {
  const most = Math.max(...counts, 1);
  const bars = counts.map((count, bin) => `M${bin * 6 + 1} 24v${(-23 * count / most).toFixed(1)}h4v${(23 * count / most).toFixed(1)}z`);
  const picture = element("svg", { viewBox: `0 0 ${6 * counts.length} 24`, class: "gmm-columns-spark", preserveAspectRatio: "none", "aria-hidden": "true" });
  picture.append(element("path", { d: bars.join("") }));
  return picture;
}
