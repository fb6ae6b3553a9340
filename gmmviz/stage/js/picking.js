// Pointing at points: hover and pin one, or draw round a group; shown in every scatter and in the heat map.
// What the page marks is beside it.

const NEAR = 10; // px
const CLICK = 4; // px a pointer may move in a click

class Picking {
  /** `onPick({point, component, group})` when what is pinned or chosen changes. */
  constructor(player) {
    this.player = player;
    this.point = null;
    this.component = null;
    this.group = null;
    player.lanes.forEach((view) => this.attach(view));
    this.marking = new Marking(player.lanes[0]);
    const { canvas } = player.lanes[0].owners;
    canvas.addEventListener("pointermove", (event) => this.hover(player.lanes[0].owners.pointAt(event)));
    canvas.addEventListener("pointerleave", () => this.hover(null));
    canvas.addEventListener("click", (event) => this.pinPoint(player.lanes[0].owners.pointAt(event)));
  }

  attach(view) {
    const { host } = view.scatter;
    host.addEventListener("pointermove", (event) => this.hover(view.scatter.nearest(event, NEAR)));
    host.addEventListener("pointerleave", () => this.hover(null));
    host.addEventListener("pointerdown", (down) => {
      if (down.target.closest?.(".gmm-mean")) return;
      // on the window: Plotly covers the whole page while a button is down
      window.addEventListener("pointerup", (up) => {
        if (Math.hypot(up.clientX - down.clientX, up.clientY - down.clientY) <= CLICK) this.click(view, up);
      }, { once: true, capture: true });
    }, true);
    view.scatter.overlay.addEventListener("pointerdown", (event) => {
      if (this.player.tool === "select" && !event.target.closest(".gmm-mean")) this.lasso(view, event);
    });
    view.onChip = (j) => this.pinComponent(this.component === j ? null : j);
  }

  click(view, event) {
    if (this.player.tool === "place") view.editing.putIn(view.scatter.fromEvent(event));
    else this.pinPoint(view.scatter.nearest(event, NEAR));
  }

  hover(point) {
    if (this.player.lanes.some(({ editing }) => editing?.dragging)) point = null;
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
  }

  pinComponent(component) {
    this.component = component;
    this.point = null;
    this.group = null;
    this.show();
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
    }, { once: true });
  }

  /** Shows what is pointed at, pinned and chosen, for the frame on screen. */
  show() {
    const { lanes, card } = this.player;
    for (const view of lanes) {
      view.emphasise(this.component, this.group);
      view.scatter.ring("hover", this.hovered ?? null);
      view.scatter.ring("pin", this.point);
      view.scatter.tooltip(this.hovered === null || this.hovered === undefined ? null : this.hovered, () => this.pointText(view, this.hovered));
    }
    lanes[0].owners.mark(this.hovered ?? null, this.point, this.group ?? this.marking.shown());
    const rows = this.player.race ? null : this.cardRows(lanes[0]);
    card.hidden = !rows;
    if (rows) card.replaceChildren(...rows);
    this.player.root.classList.toggle("gmm-has-card", Boolean(rows));
  }

  /** The row's values, and who owns it most. */
  pointText(view, point) {
    const { scene } = this.player;
    const values = scene.columns.map((name, p) => `${name} ${shortNumber(scene.x[p][point] + scene.centre[p])}`);
    const { shares } = view.target;
    const n = scene.x[0].length;
    const owned = shares
      ? Array.from({ length: view.lane.k }, (_, j) => [shares[j * n + point], j]).sort((a, b) => b[0] - a[0]).slice(0, 2)
        .filter(([share]) => share >= 0.005).map(([share, j]) => `${percent(share)} component ${j + 1}`)
      : ["not owned yet"];
    return [`Row ${(scene.rows ? scene.rows[point] : point) + 1}`, ...values.slice(0, 6), ...owned];
  }

  cardRows(view) {
    if (this.point !== null) return this.pointCard(view);
    if (this.component !== null) return this.componentCard(view);
    if (this.group !== null) return this.groupCard(view);
    return null;
  }

  heading(text) {
    const close = element("button", { type: "button", class: "gmm-close", "aria-label": "Unpin", onclick: () => this.clear() }, "\u00D7");
    return element("header", {}, element("span", {}, text), close);
  }

  pointCard(view) {
    const { scene } = this.player;
    const numbers = pointNumbers(scene, view.lane, view.target.state, this.point);
    const n = scene.x[0].length;
    const [row, ...rest] = this.pointText(view, this.point);
    const values = rest.slice(0, Math.min(6, scene.columns.length));
    const { shares } = view.target;
    const lines = numbers.map(({ density, distance }, j) =>
      [String(j + 1), shares ? written(100 * shares[j * n + this.point], 1) : "\u2013", density.toExponential(2), written(distance)]);
    return [this.heading(row), element("p", {}, values.join(", ")), table(["component", "share %", "density", "distance, sd"], lines)];
  }

  componentCard(view) {
    const { scene } = this.player;
    const { lane, target } = view;
    const d = scene.x.length;
    const j = this.component;
    const sds = componentDeviations(scene, lane, target.state, j);
    const lines = scene.columns.slice(0, 8).map((name, p) =>
      [name, shortNumber(lane.means[(target.state * lane.k + j) * d + p] + scene.centre[p]), shortNumber(sds[p])]);
    return [this.heading(`Component ${j + 1} holds ${percent(target.mixture[j].weight)}`), table(["column", "mean", "sd"], lines)];
  }

  groupCard(view) {
    const { shares } = view.target;
    const count = this.group.reduce((sum, chosen) => sum + chosen, 0);
    const n = this.group.length;
    const means = shares
      ? Array.from({ length: view.lane.k }, (_, j) => {
        let sum = 0;
        this.group.forEach((chosen, i) => {
          if (chosen) sum += shares[j * n + i];
        });
        return [String(j + 1), written((100 * sum) / count, 1)];
      })
      : [];
    return [this.heading(`${written(count, 0)} of ${written(n, 0)} points chosen`),
      shares ? table(["component", "mean share %"], means) : element("p", {}, "Not owned yet.")];
  }
}

function table(header, rows) {
  const line = (cells, tag) => element("tr", {}, ...cells.map((cell) => element(tag, {}, cell)));
  return element("table", {}, element("thead", {}, line(header, "th")), element("tbody", {}, ...rows.map((cells) => line(cells, "td"))));
}

/** Six significant digits, without trailing zeros. */
const shortNumber = (value) => String(Number(value.toPrecision(6))).replace("-", "\u2212");

/** Density under each component, and distance from its mean in sd, of one point. */
function pointNumbers(scene, lane, state, point) {
  const columns = scene.x.map((column) => column.subarray(point, point + 1));
  const joint = logJoint(columns, lane, state, new Float64Array(lane.k));
  const d = scene.x.length;
  return Array.from({ length: lane.k }, (_, j) => {
    const component = state * lane.k + j;
    const packed = (d * (d + 1)) / 2;
    const whitener = lane.whiteners.subarray(component * packed, (component + 1) * packed);
    let squares = 0;
    for (let p = 0, at = 0; p < d; p += 1) {
      let z = 0;
      for (let q = 0; q <= p; q += 1, at += 1) z += whitener[at] * (columns[q][0] - lane.means[component * d + q]);
      squares += z * z;
    }
    return { density: Math.exp(joint[j] - Math.log(lane.weights[component])), distance: Math.sqrt(squares) };
  });
}

/** Standard deviations (d) of a component, from its whitening matrix W: the covariance is inverse(W) inverse(W)'. */
function componentDeviations(scene, lane, state, j) {
  const d = scene.x.length;
  const packed = (d * (d + 1)) / 2;
  const component = state * lane.k + j;
  const w = lane.whiteners.subarray(component * packed, (component + 1) * packed);
  const at = (p, q) => w[(p * (p + 1)) / 2 + q];
  const sums = new Float64Array(d);
  for (let q = 0; q < d; q += 1) {
    const column = new Float64Array(d);
    for (let p = q; p < d; p += 1) {
      let rest = p === q ? 1 : 0;
      for (let r = q; r < p; r += 1) rest -= at(p, r) * column[r];
      column[p] = rest / at(p, p);
      sums[p] += column[p] ** 2;
    }
  }
  return sums.map(Math.sqrt);
}
