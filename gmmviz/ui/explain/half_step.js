// The drawer This step: the formulas of the half-step on the stage, for one row and one component. It follows the
// stage in the browser; the server is not asked.

import { aroundDrawer } from "../../stage/js/controls/modal.js";
import { element } from "../../stage/js/draw/dom.js";
import { componentFormulas } from "../../stage/js/explain/component_formulas.js";
import { MAX_ON_A_WALL, rowFormulas } from "../../stage/js/explain/row_formulas.js";
import { statesOf } from "../../stage/js/explain/sums.js";
import { eStep } from "../../stage/js/math/estep.js";
import { phaseOf } from "../../stage/js/math/frames.js";
import { shortNumber, written } from "../../stage/js/words/numbers.js";
import { meetingOf } from "../stage/meeting.js";

const MIN_ZOOM = 0.7; // what is smaller is not read from the last row

export default function (component) {
  const root = component.parentElement.querySelector(".gmm-half_step");
  const rules = JSON.parse(component.data[0]);
  const meeting = meetingOf(rules.stage);
  root.panel ??= new StepPanel(root);
  const draw = () => root.panel.draw(meeting.player, rules);
  meeting.shown = draw;
  draw();
  return () => setTimeout(() => {
    if (root.isConnected) return;
    root.panel.observer.disconnect();
    if (meeting.shown === draw) meeting.shown = () => {};
  }, 0);
}

/** The row and the component (of k) that formulas are of: what is pinned on the stage, else what was before. */
export function followed({ row, component }, picking, k) {
  return { row: picking.point ?? row, component: picking.component ?? Math.min(component, k - 1) };
}

class StepPanel {
  constructor(root) {
    this.root = root;
    this.row = null;
    this.component = 0;
    this.present = false;
    this.observer = new ResizeObserver(() => this.fit());
    this.rowField = element("input", { type: "number", min: "1", "aria-label": "Row", onchange: () => this.chooseRow() });
    this.rowField.addEventListener("keydown", (event) => event.stopPropagation());
    this.componentField = element("select", { "aria-label": "Component", onchange: () => this.player.picking.pinComponent(Number(this.componentField.value)) });
    this.rowPart = element("div", { class: "gmm-half_step-part" });
    this.componentPart = element("div", { class: "gmm-half_step-part" });
    this.headings = [element("h2"), element("h2")];
    this.notes = [element("p", { class: "gmm-half_step-note" }), element("p", { class: "gmm-half_step-note" })];
    root.replaceChildren(
      element("section", { "aria-label": "E-step of a row" }, element("header", {}, this.headings[0], element("label", {}, "Row ", this.rowField)), this.notes[0], this.rowPart),
      element("section", { "aria-label": "M-step of a component" }, element("header", {}, this.headings[1], element("label", {}, "Component ", this.componentField)), this.notes[1], this.componentPart),
    );
  }

  /** Draws the half-step that a player shows, for what is pinned or else was pinned last. */
  draw(player, rules) {
    if (!player?.mounted || player.lanes.length !== 1) return;
    const { scene, picking } = player;
    const [{ lane, frame }] = player.lanes;
    if (this.scene !== scene) this.turnTo(scene, lane);
    this.player = player;
    Object.assign(this, followed(this, picking, lane.k));
    const drawing = { scene, lane, theme: player.theme };
    const { present } = player.look;
    this.present = present;
    const key = [frame, this.row, picking.point === null, this.component, player.theme.name, present].join(" ");
    if (this.drawn === key) return;
    this.drawn = key;
    const states = statesOf(frame, lane.lastFrame);
    this.show(0, `Assign (E): who owns row ${this.nameOf(this.row)}?`, this.rowNote(frame), rowFormulas(drawing, states.owning, this.row, present ? MAX_ON_A_WALL : undefined));
    this.showUpdate(drawing, rules, states, frame);
    this.rowField.value = String(this.nameOf(this.row));
    this.componentField.value = String(this.component);
    Object.assign(this.root.dataset, { frame, phase: phaseOf(frame), row: this.row, component: this.component });
    this.fit();
  }

  /** On a wall nobody scrolls: what is too long or too wide for its place is drawn smaller, and anew when that is resized. */
  fit() {
    this.root.style.zoom = "";
    if (!this.present) return;
    const place = aroundDrawer(this.root); // that which scrolls
    if (place && place !== this.place) {
      this.observer.disconnect();
      this.observer.observe(place);
      this.place = place;
    }
    const wide = Math.max(...[...this.root.querySelectorAll(".gmm-formulas")].map(({ clientWidth, scrollWidth }) => (clientWidth ? scrollWidth / clientWidth : 1)));
    const high = place?.clientHeight ? place.scrollHeight / place.clientHeight : 1;
    const most = Math.max(wide, high);
    if (most > 1) this.root.style.zoom = Math.max(MIN_ZOOM, 1 / most).toFixed(3);
  }

  turnTo(scene, lane) {
    this.scene = scene;
    this.drawn = null;
    this.row = leastDecided(lane, scene);
    this.component = 0;
    this.componentField.replaceChildren(...Array.from({ length: lane.k }, (_, j) => element("option", { value: String(j) }, String(j + 1))));
  }

  rowNote(frame) {
    const values = this.scene.columns.slice(0, 6).map((name, p) => `${name} ${shortNumber(this.scene.x[p][this.row] + this.scene.centre[p])}`).join(", ");
    const when = { start: "The first Assign will find:", E: "This Assign found:", M: "The Assign before this Update found:" }[phaseOf(frame)];
    const unpinned = this.player.picking.point === null ? `No row is pinned: row ${this.nameOf(this.row)} is shown. ` : "";
    return `${unpinned}x = (${values}). ${when}`;
  }

  showUpdate(drawing, rules, states, frame) {
    const heading = `Update (M): where does component ${this.component + 1} go?`;
    if (states.before === null) {
      this.show(1, heading, "This run ended at its start: there is no Update.", []);
    } else if (rules.jumps) {
      this.show(1, heading, "This run is accelerated: it jumps over several Updates at once, so no sums of one M-step lead from state to state. Turn acceleration off under More to see them.", []);
    } else {
      const when = states.coming ? "The Update to come makes of these shares:" : frame >= drawing.lane.lastFrame ? "The last Update made:" : "This Update made:";
      const of = drawing.scene.x[0].length < drawing.scene.total ? ` Sums are those of the ${written(drawing.scene.x[0].length, 0)} rows on the stage.` : "";
      this.show(1, heading, `${when}${of}`, componentFormulas(drawing, { ...rules, exact: !of }, states, this.component));
    }
  }

  show(part, heading, note, said) {
    this.headings[part].textContent = heading;
    this.notes[part].textContent = note;
    (part ? this.componentPart : this.rowPart).replaceChildren(
      ...said.flatMap(({ words, formulas }) => [element("p", {}, words), element("div", { class: "gmm-formulas", tabindex: "0", role: "group", "aria-label": words }, ...formulas)]));
  }

  /** The number that a row has in the table. */
  nameOf(row) {
    return (this.scene.rows ? this.scene.rows[row] : row) + 1;
  }

  chooseRow() {
    const wanted = Number(this.rowField.value) - 1;
    const { rows } = this.scene;
    const row = rows ? rows.indexOf(wanted) : wanted;
    if (Number.isInteger(row) && row >= 0 && row < this.scene.x[0].length) this.player.picking.pinPoint(row);
    else this.rowField.value = String(this.nameOf(this.row));
  }
}

/** The row that is shared most evenly at the end of a run: the one to look at first. */
function leastDecided(lane, scene) {
  const n = scene.x[0].length;
  const [last, k] = [lane.states - 1, lane.k];
  const responsibilities = eStep(scene.x, lane, last);
  let found = 0;
  let least = Infinity;
  for (let i = 0; i < n; i += 1) {
    let highest = 0;
    for (let j = 0; j < k; j += 1) highest = Math.max(highest, responsibilities[j * n + i]);
    if (highest < least) [least, found] = [highest, i];
  }
  return found;
}
