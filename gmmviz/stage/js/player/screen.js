// The stage as it stands on the page: panels, words and buttons, and what they say of a frame.

import { componentsTable } from "../controls/cards.js";
import { element, writeSentence } from "../draw/dom.js";
import { presentedScale } from "../draw/figure.js";
import { endPresenting, present } from "../page/presenting.js";
import { phaseOf } from "../math/frames.js";
import { noLineNote } from "../scene/lane_lines.js";
import { written } from "../words/numbers.js";
import { nextText } from "../words/sentences.js";

const OWNERS_TITLE =
  "Responsibility: the share of each point that each component owns. Rows keep the order of the last frame.";

/** What is to be known of the curves: that one may fall, and why, where a lane does not take the steps of EM; which lanes have none. */
function curveNote(scene) {
  const others = scene.lanes.filter(({ kmeans }) => !kmeans).flatMap(({ inverseTemperatures }) => Array.from(inverseTemperatures)).filter((power) => power !== 1);
  const falls = others.length ? (others.some(Number.isFinite) ? "falls while annealing blurs the shares" : "hard EM may lower it") : "";
  const words = [falls, noLineNote(scene)].filter(Boolean).join("; ");
  return words ? element("span", { class: "gmm-falls", title: words }, words) : null;
}

export class Screen {
  /** `parts`: scene, lanes, curve, transport, race; `on`: step(), act(action), resized(). */
  constructor(root, parts, on) {
    Object.assign(this, parts);
    this.root = root;
    this.on = on;
    this.total = element("span", { class: "gmm-value" });
    this.sentence = element("p", { class: "gmm-sentence", role: "status", "aria-live": "polite" });
    this.endings = element("span", { class: "gmm-endings" });
    this.tag = element("p", { class: "gmm-tag" });
    this.next = element("button", { type: "button", class: "gmm-next", onclick: () => on.step() });
    this.actions = element("span", { class: "gmm-actions" });
    this.card = element("section", { class: "gmm-side gmm-card", "aria-label": "What is pinned", hidden: true });
    this.sides = this.race ? [this.curvePanel()] : [this.curvePanel(), this.ownersPanel(), this.numbersPanel()];
    this.tabs = element("div", { class: "gmm-tabs", role: "tablist", "aria-label": "Beside the scatter" },
      ...(this.race ? [] : ["Curve", "Owners", "Numbers"]).map((name, index) =>
        element("button", { type: "button", role: "tab", class: "gmm-tab", onclick: () => this.showTab(index) }, name)));
    root.replaceChildren(...this.panels());
    this.showTab(0);
  }

  panels() {
    const words = element("div", { class: "gmm-words" }, element("div", { class: "gmm-statement" }, this.sentence, this.endings), this.actions, this.next);
    this.race?.makeRoomFor(words);
    return [
      ...(this.race?.remark ? [this.race.remark] : []),
      element("div", { class: "gmm-panels" },
        element("div", { class: "gmm-lanes" }, ...this.lanes.map(({ host }) => host)),
        element("div", { class: "gmm-sides" }, this.tabs, ...this.sides, this.card)),
      this.transport.host,
      words,
      this.tag,
      ...(this.race ? [this.race.panel] : []),
    ];
  }

  curvePanel() {
    const title = this.race ? "Log-likelihood by iteration" : "Log-likelihood";
    return element("section", { class: "gmm-side gmm-curve", "aria-label": "Log-likelihood" },
      element("header", {}, element("span", { title: "The total over all rows, natural logarithm" }, title), curveNote(this.scene), this.race?.axes, this.total),
      this.curve.host);
  }

  ownersPanel() {
    return element("section", { class: "gmm-side gmm-owners", "aria-label": "Who owns each point" },
      element("header", {}, element("span", { title: OWNERS_TITLE }, "Who owns each point")), this.lanes[0].owners.host);
  }

  /** Beside a narrow scatter only: on a wide page the drawer below has all digits. */
  numbersPanel() {
    this.numbers = element("div", { class: "gmm-numbers-body" });
    return element("section", { class: "gmm-side gmm-numbers", "aria-label": "Numbers of the components" }, this.numbers);
  }

  showTab(chosen) {
    this.sides.forEach((side, index) => side.classList.toggle("gmm-hidden-on-phone", index !== chosen));
    [...this.tabs.children].forEach((tab, index) => tab.setAttribute("aria-selected", String(index === chosen)));
    this.on.resized();
    const [first] = this.lanes;
    if (this.numbers?.offsetParent && first.target) this.numbers.replaceChildren(componentsTable(this.scene, first));
  }

  /** Shows the numbers and words of a frame: `state` and whether it plays, the page's own `actions`, whether a ghost is seen. */
  show(state, playing, actions, ghostly) {
    const { root, scene } = this;
    const { frame, reached, lastFrame } = state;
    const [first] = this.lanes;
    const sentence = this.race ? this.race.sentence() : first.sentence();
    const total = this.race ? this.race.highest() : first.lane.logLikelihood[first.target.state];
    this.curve.draw(frame, reached);
    this.showTotal(total);
    this.sentence.setAttribute("aria-live", playing ? "off" : "polite");
    writeSentence(this.sentence, sentence);
    this.next.textContent = nextText(frame, lastFrame);
    this.next.setAttribute("aria-disabled", String(state.atEnd));
    this.showActions([...actions, ...(state.atEnd ? scene.lanes[0].actions : [])]);
    this.showEndings((state.atEnd && !playing && first.ending?.actions) || [], ghostly);
    this.transport.show({ frame, lastFrame, playing, sentence });
    this.race?.show();
    if (this.numbers?.offsetParent) this.numbers.replaceChildren(componentsTable(scene, first));
    Object.assign(root.dataset, { frame, phase: phaseOf(frame), logLikelihood: total, playing });
  }

  /** The log-likelihood in the curve's heading; `about`: an estimate from a sample of the rows. */
  showTotal(total, about = false) {
    this.total.textContent = `${about ? "about " : ""}${written(total)}`;
    this.total.title = `${total} in total, ${total / this.scene.total} per row`;
  }

  showActions(actions) {
    const wanted = JSON.stringify(actions);
    if (this.shownActions === wanted) return;
    this.shownActions = wanted;
    this.actions.replaceChildren(...actions.map(({ id, label }) =>
      element("button", { type: "button", class: "gmm-action", onclick: () => this.on.act({ id }) }, label)));
  }

  /** What can be done about the end of a run, as words of its sentence that are buttons. */
  showEndings(actions, ghostly) {
    const wanted = JSON.stringify(actions);
    if (this.shownEndings !== wanted) {
      this.shownEndings = wanted;
      this.endings.replaceChildren(...actions.map(({ label, ...action }) =>
        element("button", { type: "button", class: "gmm-ending", "data-id": action.id, onclick: () => this.on.act(action) }, label)));
    }
    const outline = this.endings.querySelector('[data-id="ghost"]');
    if (outline) outline.textContent = ghostly ? "Hide it" : actions.find(({ id }) => id === "ghost").label;
  }

  /** Says which run it is, in presenter mode. */
  showTag(text) {
    this.tag.textContent = text ?? "";
  }

  /** Shows rows of a card beside the scatter, or none (null): then the curve comes again, drawn for the room it has. */
  showCard(rows) {
    const isUncovered = !rows && !this.card.hidden;
    this.card.hidden = !rows;
    if (rows) this.card.replaceChildren(...rows);
    this.root.classList.toggle("gmm-has-card", Boolean(rows));
    if (isUncovered) this.on.resized();
  }

  present(presenting) {
    this.transport.presenting = presenting;
    this.curve.scale = presentedScale(this.scene, presenting);
    this.root.classList.toggle("gmm-presenting", presenting);
    present(this, presenting);
    if (!presenting) this.hide("");
  }

  /** Hides everything ("blank"), all but grey dots and means ("predict"), or nothing (""). */
  hide(what) {
    this.root.classList.toggle("gmm-blank", what === "blank");
    this.root.classList.toggle("gmm-predict", what === "predict");
    document.documentElement.classList.toggle("gmm-hides", Boolean(what));
  }

  remove() {
    this.race?.remove();
    endPresenting(this);
    document.documentElement.classList.remove("gmm-hides");
  }
}
