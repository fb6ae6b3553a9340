// Pointing at points: hover and pin one, or draw round a group; shown in every scatter and in the heat map.
// What the page marks is beside it.

import { element } from "../draw/dom.js";
import { cardHeading, componentCard, groupCard, pointCard, pointText } from "./cards.js";
import { isDrag } from "./dragging.js";
import { Marking } from "./marking.js";

const MAX_DISTANCE = 10; // px
const DOUBLE_MS = 400; // between the clicks of a double click

export class Picking {
  /** `parts`: scene, state (its `tool`), lanes, race, and the screen whose card is filled; onPin(rows) hears what is pinned. */
  constructor({ scene, state, lanes, screen, predicting }, onPin) {
    this.predicting = predicting;
    this.onPin = onPin;
    this.scene = scene;
    this.state = state;
    this.lanes = lanes;
    this.screen = screen;
    this.point = null;
    this.component = null;
    this.group = null;
    lanes.forEach((view) => this.attach(view));
    this.marking = new Marking(lanes[0]);
    const [{ owners }] = lanes;
    const { canvas } = owners;
    canvas.addEventListener("pointermove", (event) => this.hover(owners.pointAt(event)));
    canvas.addEventListener("pointerleave", () => this.hover(null));
    canvas.addEventListener("click", (event) => this.pinPoint(owners.pointAt(event)));
  }

  attach(view) {
    const { host } = view.scatter;
    host.addEventListener("pointermove", (event) => this.hover(view.scatter.nearest(event, MAX_DISTANCE)));
    host.addEventListener("pointerleave", () => this.hover(null));
    host.addEventListener("pointerdown", (down) => {
      if (!this.predicting.predicts && down.target.closest?.(".gmm-mean")) return;
      // on the window: Plotly covers the whole page while a button is down
      window.addEventListener("pointerup", (up) => {
        if (!isDrag(down, up)) this.click(view, up);
      }, { once: true, capture: true });
    }, true);
    view.scatter.overlay.addEventListener("pointerdown", (event) => {
      if (this.state.tool === "select" && !event.target.closest(".gmm-mean")) this.lasso(view, event);
    });
    view.onChip = (j) => this.pinComponent(this.component === j ? null : j);
  }

  click(view, event) {
    if (this.predicting.predicts) this.predicting.put(view, view.scatter.fromEvent(event));
    else if (this.state.tool === "place") view.editing.put(event);
    else if (this.isSecond(event)) view.scatter.zoomTo(null);
    else this.pinPoint(view.scatter.nearest(event, MAX_DISTANCE));
  }

  /** Whether a click is the second of a double click; Plotly's cover over the page keeps the browser from telling. */
  isSecond({ timeStamp, clientX, clientY }) {
    const { last } = this;
    this.last = { timeStamp, clientX, clientY };
    return last && timeStamp - last.timeStamp < DOUBLE_MS && Math.hypot(clientX - last.clientX, clientY - last.clientY) <= MAX_DISTANCE;
  }

  hover(point) {
    if (this.predicting.hidden || this.lanes.some(({ editing }) => editing?.dragging)) point = null;
    if (this.hovered === point) return;
    this.hovered = point;
    this.show();
  }

  /** Marks rows in the first lane, or none (null). */
  mark(marked) {
    this.marking.set(marked);
    this.show();
  }

  pinPoint(point) {
    this.point = point;
    this.component = null;
    this.group = null;
    this.show();
    this.report();
  }

  pinComponent(component) {
    this.component = component;
    this.point = null;
    this.group = null;
    this.show();
    this.report();
  }

  clear() {
    this.pinPoint(null);
  }

  lasso(view, event) {
    const { scatter } = view;
    const { overlay } = scatter;
    overlay.setPointerCapture(event.pointerId);
    const way = [scatter.pixelOf(event)];
    const path = element("path", { class: "gmm-lasso" });
    overlay.append(path);
    const move = (at) => {
      way.push(scatter.pixelOf(at));
      path.setAttribute("d", `M${way.join("L")}Z`);
    };
    overlay.addEventListener("pointermove", move);
    overlay.addEventListener("pointerup", () => {
      overlay.removeEventListener("pointermove", move);
      path.remove();
      if (way.length < 3) return;
      const chosen = scatter.inside(way);
      this.point = null;
      this.component = null;
      this.group = chosen.some(Boolean) ? chosen : null;
      this.show();
      this.report();
    }, { once: true });
  }

  /** Tells the rows that are pinned or chosen, by their numbers in the table. */
  report() {
    const { rows } = this.scene;
    const points = this.point === null ? [] : [this.point];
    this.group?.forEach((inside, point) => inside && points.push(point));
    this.onPin?.(points.map((point) => (rows ? rows[point] : point)));
  }

  /** Shows what is pointed at, pinned and chosen, for the frame on screen. */
  show() {
    const { lanes } = this;
    const shown = this.hovered ?? null;
    for (const view of lanes) {
      view.emphasise(this.component, this.group);
      view.scatter.ring("hover", shown);
      view.scatter.ring("pin", this.point);
      view.scatter.tooltip(shown, () => this.pointText(view, shown));
    }
    lanes[0].owners.mark(shown, this.point, this.group ?? this.marking.shown());
    this.screen.showCard(lanes.length > 1 ? null : this.cardRows(lanes[0]));
  }

  /** What a tooltip says of a point. */
  pointText(view, point) {
    return pointText(this.scene, view, point);
  }

  cardRows(view) {
    const { scene } = this;
    const heading = (text) => cardHeading(text, () => this.clear());
    if (this.point !== null) return pointCard(scene, view, this.point, heading);
    if (this.component !== null) return componentCard(scene, view, this.component, heading);
    if (this.group !== null) return groupCard(view, this.group, heading);
    return null;
  }
}
