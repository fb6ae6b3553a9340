// The log-likelihood against iterations: as far as the run was seen, with a cursor; a click jumps.

import { laneFrame, mixtureStateOf } from "../math/frames.js";
import { hasLine } from "../scene/lane_lines.js";
import { written } from "../words/numbers.js";
import { element } from "./dom.js";
import { figureOf, PLOT_CONFIG, scaledLayout } from "./figure.js";

const WIDTH_FOR_LANES = 420; // px: a curve on a phone; numbers of several lanes do not fit
const WIDTH_FOR_WORDS = 200; // px at type of 14: in a narrower curve its words would lie over its numbers
const MIN_NUMBER = 10; // px; type of a lane's number at the end of its curve
const LINE_HEIGHT = 1.2; // of the type's size, from one number of an axis to the next
const FAINT_OPACITY = 0.35; // opacity of the lanes beside an emphasised one
const BOLD_WIDTH_FACTOR = 1.75; // times as wide
const PREVIEW_MS = 60; // between two places of the disc while a mean is dragged: Plotly would take half of each frame

/** The next larger of 1, 2 and 5 times powers of ten. */
function nextStep(step) {
  const power = 10 ** Math.floor(Math.log10(step) + 1e-9); // a step may be a rounding below its power
  return [2, 5, 10].find((each) => each * power > 1.01 * step) * power;
}

export class Curve {
  constructor(scene, onJump, pace) {
    this.scene = scene;
    this.onJump = onJump;
    this.pace = pace;
    this.lane = null; // that is emphasised
    this.plot = element("div", { class: "gmm-plotly" });
    this.host = element("div", { class: "gmm-plot" }, this.plot);
  }

  async mount(theme) {
    this.theme = theme;
    await Plotly.newPlot(this.plot, this.traces(0), this.figureLayout(0), PLOT_CONFIG);
    this.plot.addEventListener("click", (event) => this.jump(event));
    if (this.scene.lanes.length < 2) return;
    this.plot.on("plotly_hover", ({ points }) => this.onLane?.(points[0].curveNumber));
    this.plot.on("plotly_unhover", () => this.onLane?.(null));
  }

  /** Draws one lane at full strength and the others faint, or all alike (null). */
  emphasise(lane) {
    if (lane === this.lane) return;
    this.lane = lane;
    if (!this.plot._fullLayout || this.removed) return;
    const { data } = figureOf(this.scene, this.theme, "curve");
    const looks = data.map((trace, index) => this.effectiveLook(trace, index));
    Plotly.restyle(this.plot, { opacity: looks.map(({ opacity }) => opacity), "line.width": looks.map(({ line }) => line.width) });
  }

  /** A lane's trace as it looks now. */
  effectiveLook(trace, index) {
    const { lane } = this;
    const width = trace.line.width * (this.scale ?? 1) * (lane === index ? BOLD_WIDTH_FACTOR : 1);
    return { ...trace, opacity: lane === null || lane === index ? 1 : FAINT_OPACITY, line: { ...trace.line, width } };
  }

  /** The room there is, measured once it is seen: every question in between frames makes the browser lay out the page. */
  size() {
    if (!this.measured?.width) this.measured = { width: this.host.clientWidth, height: this.host.clientHeight };
    return this.measured;
  }

  figureLayout(frame) {
    const { layout: whole } = figureOf(this.scene, this.theme, "curve");
    const isCramped = this.size().width < WIDTH_FOR_WORDS * (this.scale ?? 1);
    const words = isCramped ? [] : (whole.annotations ?? []).filter(({ name }) => this.isDue(name));
    const layout = { ...whole, annotations: words };
    layout.annotations.push(...this.beyond(layout, frame));
    const width = Math.max(this.size().width, 80);
    const height = Math.max(this.size().height, 60);
    const scaled = scaledLayout(layout, this.scale ?? 1);
    const annotations = this.fitting(scaled, height);
    const yaxis = this.apart(scaled, height);
    return { ...scaled, annotations, yaxis, width, height, shapes: layout.shapes.map((shape) => this.placed(shape, frame)) };
  }

  /** What of the layout follows the frame: of one lane the cursor only, and the page is not asked for its measures. */
  moving(frame) {
    if (this.scene.lanes.length === 1) {
      const { shapes: own } = figureOf(this.scene, this.theme, "curve").layout;
      return { shapes: own.map((shape) => this.placed(shape, frame)) };
    }
    const { shapes, annotations } = this.figureLayout(frame);
    return { shapes, annotations };
  }

  /** The vertical axis with fewer numbers where they would lie over one another; steps stay 1, 2 or 5 times a power of ten. */
  apart({ yaxis, margin, font, template }, height) {
    const { t = 0, b = 0 } = margin ?? template.layout.margin;
    const least = LINE_HEIGHT * (font ?? template.layout.font).size;
    const pxPerUnit = Math.max(height - t - b, 1) / (yaxis.range[1] - yaxis.range[0]);
    let { dtick } = yaxis;
    while (dtick * pxPerUnit < least) dtick = nextStep(dtick);
    return { ...yaxis, dtick };
  }

  /** The words of a layout, with the lanes' numbers so small that all fit one below the other in a plot so high. */
  fitting({ annotations, margin, template }, height) {
    const { t = 0, b = 0 } = margin ?? template.layout.margin;
    const most = Math.floor((height - t - b) / this.scene.lanes.length);
    return annotations.map((note) => (note.name?.startsWith("end ") && note.font.size > most
      ? { ...note, font: { ...note.font, size: Math.max(MIN_NUMBER, most) } } : note));
  }

  /** Says which lanes are lower or higher than the range, which is that of the ends that compare: words for a layout, or none. */
  beyond({ yaxis: { range } }, frame) {
    const { lanes } = this.scene;
    if (lanes.length < 2) return [];
    const now = lanes.map((lane) => lane.logLikelihood[mixtureStateOf(laneFrame(this.scene, lane, frame, this.pace))]);
    const beyond = (isThere) => now.flatMap((value, index) => (hasLine(this.scene, index) && isThere(value) ? [`${index + 1}: ${written(value, 0)}`] : []));
    return [
      ...this.beyondWords("below", "\u2193", beyond((value) => value < range[0])),
      ...this.beyondWords("above", "\u2191", beyond((value) => value > range[1])),
    ];
  }

  /** Words at the edge of the plot that some lanes are beyond. */
  beyondWords(name, arrow, lanes) {
    if (!lanes.length) return [];
    const edge = name === "above" ? { y: 1, yanchor: "top" } : { y: 0, yanchor: "bottom" };
    const place = { x: 0, xref: "paper", xanchor: "left", xshift: 6, yref: "paper", showarrow: false, ...edge };
    const narrow = this.size().width < WIDTH_FOR_LANES && lanes.length > 1;
    const text = narrow ? `${lanes.length} lanes are ${name}` : `${name}: lane ${lanes.join(", ")}`;
    return [{ name, text: `${arrow} ${text}`, font: { color: this.theme.muted }, ...place }];
  }

  /** The cursor's line and disc at a frame's iteration; other shapes as they are. */
  placed(shape, frame) {
    if (shape.name === "cursor") {
      const at = mixtureStateOf(frame);
      return { ...shape, x0: at, x1: at, visible: this.pace !== "own" };
    }
    if (!shape.name?.startsWith("now")) return { ...shape, visible: this.isDue(shape.name) };
    const lane = this.scene.lanes[Number(shape.name.split(" ")[1])];
    const own = mixtureStateOf(laneFrame(this.scene, lane, frame, this.pace));
    return { ...shape, xanchor: own, yanchor: this.previewed ?? lane.logLikelihood[own] };
  }

  /**
   * Whether words or a line of the figure are to be seen: the number at the end of a lane once the lane was seen to
   * end, and from then on its own end where it is the best seen.
   */
  isDue(name) {
    const { layout } = figureOf(this.scene, this.theme, "curve");
    const [role, number] = (name ?? "").split(" ");
    if (name === "best") return !(layout.shapes.some((shape) => shape.name === "best after") && this.hasEnded(0));
    if (name === "best after") return this.hasEnded(0);
    return role !== "end" || this.hasEnded(Number(number));
  }

  /** Whether a lane was seen to end. */
  hasEnded(number) {
    const lane = this.scene.lanes[number];
    return laneFrame(this.scene, lane, this.seen ?? 0, this.pace) === lane.lastFrame;
  }

  /** Traces of the figure with the states up to `reached` only; the last trace marks the current states. */
  traces(frame, reached = frame) {
    const { data } = figureOf(this.scene, this.theme, "curve");
    return data.map((trace, index) => {
      const lane = this.scene.lanes[index];
      const count = mixtureStateOf(laneFrame(this.scene, lane, reached, this.pace)) + 1;
      const values = Array.from(lane.logLikelihood.subarray(0, count));
      return { ...this.effectiveLook(trace, index), x: values.map((_, i) => i), y: values };
    });
  }

  /** Draws the curve at a frame, as far as it was seen. Plotly is asked for one drawing at a time, the newest. */
  async draw(frame, reached) {
    if (this.removed) return;
    this.previewed = null;
    await this.drawNext({ frame, reached });
  }

  /** The disc at a log-likelihood that no state of the run has: a mean is being dragged. */
  preview(value) {
    if (this.removed || !this.plot._fullLayout) return;
    const [low, high] = this.plot._fullLayout.yaxis.range;
    this.previewed = Math.min(high, Math.max(low, value));
    this.previewing ??= setTimeout(() => {
      this.previewing = null;
      if (!this.removed) this.drawNext(this.drawn);
    }, PREVIEW_MS);
  }

  async drawNext(next) {
    this.drawn = next;
    this.wanted = next;
    if (this.busy) return;
    this.busy = true;
    while (this.wanted) {
      const { frame: at, reached: seen } = this.wanted;
      this.wanted = null;
      this.seen = seen;
      if (this.reached === seen) await Plotly.relayout(this.plot, this.moving(at));
      else await Plotly.react(this.plot, this.traces(at, seen), this.figureLayout(at), PLOT_CONFIG);
      this.reached = seen;
    }
    this.busy = false;
    if (this.removed) Plotly.purge(this.plot);
  }

  redraw(theme, frame, reached) {
    this.theme = theme;
    this.reached = null;
    this.measured = null;
    this.draw(frame, reached);
  }

  jump(event) {
    const { xaxis } = this.plot._fullLayout;
    const left = this.plot.getBoundingClientRect().left + xaxis._offset;
    const iteration = Math.round(xaxis.p2l(event.clientX - left));
    this.onJump(2 * Math.min(Math.max(iteration, 0), (this.scene.lastFrame - 1) / 2));
  }

  /** Takes the plot away; while Plotly draws it, that comes after, since Plotly tells a plot when it is done. */
  remove() {
    this.removed = true;
    this.wanted = null;
    if (!this.busy) Plotly.purge(this.plot);
  }
}
