// Several lanes: a name and tools above each, words below, a table beside the shared curve, one pace.

const RACE_WORDS = ["No", "One", "Two", "Three", "Four", "Five", "Six"];

class Race {
  constructor(player) {
    this.player = player;
    this.views = player.lanes;
    this.told = this.views.map((view, index) => this.frameLane(view, index));
    this.body = element("tbody");
    this.rows = this.views.map(({ lane }, index) => this.makeRow(lane, index));
    const { heads } = player.scene;
    this.panel = element("section", { class: "gmm-side gmm-standings", "aria-label": "The lanes" },
      element("table", {}, element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))), this.body));
    player.root.classList.add("gmm-several");
    const { remarks } = player.scene;
    player.root.classList.toggle("gmm-remarked", remarks.length > 0);
    this.remark = remarks.length ? element("p", { class: "gmm-remark" }, remarks.join(" ")) : null;
  }

  /** A lane's number, name and tools above its scatter; returns the line below it. */
  frameLane(view, index) {
    const { lane } = view;
    const open = element("button", { type: "button", class: "gmm-lane-name", title: `Open lane ${index + 1} in Watch, where it parts from the best`,
      onclick: () => this.player.act({ id: "open", lane: index }) }, element("b", {}, String(index + 1)), dashSample(this.player.scene, index), element("span", {}, lane.name));
    const tools = lane.tools.map(([id, label, meaning]) => element("button", { type: "button", class: "gmm-lane-tool", title: meaning,
      "aria-label": `${meaning} ${index + 1}`, onclick: () => this.player.act({ id, lane: index }) }, label));
    view.host.prepend(element("header", { class: "gmm-lane-head" }, open, element("span", { class: "gmm-lane-tools" }, ...tools)));
    view.host.setAttribute("aria-label", `Lane ${index + 1}: ${lane.name}`);
    const told = element("p", { class: "gmm-lane-told" });
    view.host.append(told);
    return told;
  }

  makeRow(lane, index) {
    const { heads } = this.player.scene;
    const cells = lane.facts.map((_, at) => element("td", { "data-head": heads[at] }));
    const row = element("tr", { tabindex: 0, title: "Open in Watch, where it parts from the best",
      onclick: () => this.player.act({ id: "open", lane: index }),
      onkeydown: (event) => event.key === "Enter" && this.player.act({ id: "open", lane: index }) }, ...cells);
    this.body.append(row);
    return cells;
  }

  /** What a single run has in its bar: here it is beside the transport. */
  build() {
    const { menu, transport, look } = this.player;
    const choice = (value, label) => element("option", { value, selected: look.pace === value }, label);
    const pace = element("select", { class: "gmm-speed gmm-pace", "aria-label": "Pace", onchange: () => this.player.wear({ pace: pace.value }) },
      choice("together", "in lock-step"), choice("own", "each to its own end"));
    transport.host.append(pace, menu.host);
  }

  /** To the same frame at another pace. */
  turn() {
    const { player } = this;
    player.curve.pace = player.look.pace;
    player.curve.redraw(player.theme, player.frame, player.reached);
    player.go(player.frame, 0);
  }

  levels() {
    return this.views.map(({ lane, target }) => lane.logLikelihood[target.state]);
  }

  highest() {
    return Math.max(...this.levels());
  }

  ended(view) {
    return view.frame === view.lane.lastFrame;
  }

  show() {
    const levels = this.levels();
    this.views.forEach((view, index) => {
      const ended = this.ended(view);
      const words = ended ? view.lane.told : `iteration ${written(mixtureStateOf(view.frame), 0)}`;
      this.told[index].replaceChildren(element("b", {}, written(levels[index])), ` ${words}`);
      view.host.classList.toggle("gmm-ended", ended);
      this.rows[index].forEach((cell, at) => {
        cell.textContent = ended || at < 2 ? view.lane.facts[at] : "\u2026";
      });
    });
  }

  /** What the race says of a frame: who leads, and how many have ended. */
  sentence() {
    const { frame, scene } = this.player;
    const count = this.views.length;
    if (frame === 0) return `${RACE_WORDS[count] ?? count} starts on the same points: where will they end?`;
    if (frame === scene.lastFrame) return scene.conclusion;
    const levels = this.levels();
    const ended = this.views.filter((view) => this.ended(view)).length;
    const leader = `lane ${levels.indexOf(Math.max(...levels)) + 1} is highest`;
    const when = this.player.look.pace === "own" ? "On the way" : `Iteration ${written(iterationOf(frame), 0)}`;
    return `${when}: ${leader}; ${ended ? `${written(ended, 0)} of ${written(count, 0)} have ended` : "all are climbing"}.`;
  }
}

/** The dash that a lane's curve has. */
function dashSample(scene, index) {
  const { dashes } = scene.style;
  const dash = dashes[index % dashes.length];
  const array = dash === "solid" ? null : dash.replaceAll("px", "");
  return element("svg", { class: "gmm-dash", viewBox: "0 0 28 6", width: 28, height: 6, "aria-hidden": "true" },
    element("line", { x1: 0, x2: 28, y1: 3, y2: 3, stroke: "currentColor", "stroke-width": 2, "stroke-dasharray": array }));
}
