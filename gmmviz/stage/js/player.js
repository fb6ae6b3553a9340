// The stage: lanes in lock-step, one curve, who owns each point, one transport, one sentence.

const REST_SECONDS = 0.3;
class Player {
  /** `options`: frame, look, undo, redo; onRest(frame), onLook(look), onAction({id, ...}). */
  constructor(root, scene, options = {}) {
    this.root = root;
    this.scene = scene;
    this.options = options;
    this.look = { ...LOOK, ...options.look };
    this.speed = 1;
    this.reached = 0;
    this.tool = "look";
    this.frame = Math.min(options.frame ?? 0, scene.lastFrame);
    this.lanes = scene.lanes.map((lane) => new LaneView(scene, lane, this.look));
    this.changes = visibleChanges(scene, scene.lanes.reduce((a, b) => (b.states > a.states ? b : a)));
    this.curve = new Curve(scene, (frame) => this.jump(frame));
    this.curve.pace = this.look.pace;
    this.race = this.lanes.length > 1 ? new Race(this) : null;
    this.transport = new Transport({
      first: () => this.jump(0),
      back: () => this.step(-1),
      forward: () => this.step(1),
      step: () => this.iteration(1),
      stepBack: () => this.iteration(-1),
      last: () => this.jump(scene.lastFrame),
      play: () => this.toggle(),
      jump: (frame) => this.jump(frame),
      help: () => this.help.showModal(),
      present: () => this.wear({ present: !this.look.present }),
      blank: () => this.root.classList.toggle("gmm-blank"),
      another: () => this.act({ id: "another" }),
      k: (value) => this.act({ id: "k", value: Number(value) }),
      speed: (value) => {
        this.speed = value;
      },
    });
    this.build();
    this.picking = new Picking(this);
    this.onEscape = (event) => event.key === "Escape" && !event.defaultPrevented && this.leave();
    document.addEventListener("keydown", this.onEscape);
  }

  act(action) {
    this.pause();
    this.options.onAction?.(action);
  }

  build() {
    const { scene, root } = this;
    this.total = element("span", { class: "gmm-value" });
    this.sentence = element("p", { class: "gmm-sentence", role: "status", "aria-live": "polite" });
    this.next = element("button", { type: "button", class: "gmm-next", onclick: () => this.step(1) });
    this.actions = element("span", { class: "gmm-actions" });
    this.card = element("section", { class: "gmm-side gmm-card", "aria-label": "What is pinned", hidden: true });
    const curvePanel = element("section", { class: "gmm-side gmm-curve", "aria-label": "Log-likelihood" },
      element("header", {}, element("span", { title: "The total over all rows, natural logarithm" }, "Log-likelihood"), this.total), this.curve.host);
    const ownersPanel = this.race?.panel ?? element("section", { class: "gmm-side gmm-owners", "aria-label": "Who owns each point" },
      element("header", {}, element("span", { title: "Responsibility: the share of each point that each component owns. Rows keep the order of the last frame." },
        "Who owns each point")), this.lanes[0].owners.host);
    this.tabs = element("div", { class: "gmm-tabs", role: "tablist", "aria-label": "Beside the scatter" },
      ...["Curve", this.race ? "Table" : "Owners"].map((name, index) => element("button", { type: "button", role: "tab", class: "gmm-tab",
        onclick: () => this.showTab(index) }, name)));
    this.sides = [curvePanel, ownersPanel];
    this.help = keyHelp();
    root.replaceChildren(
      ...(this.race?.remark ? [this.race.remark] : []),
      element("div", { class: "gmm-panels" },
        element("div", { class: "gmm-lanes" }, ...this.lanes.map(({ host }) => host)),
        element("div", { class: "gmm-sides" }, this.tabs, curvePanel, this.card, ownersPanel)),
      this.transport.host,
      element("div", { class: "gmm-words" }, this.sentence, this.actions, this.next), this.help);
    this.buildTools();
    this.showTab(0);
  }

  buildTools() {
    const [first] = this.lanes;
    const deeds = [["Save as PNG", () => this.save("png")], ["Save as SVG", () => this.save("svg")]];
    if (this.options.onAction) deeds.unshift(["Start a run from it", () => first.editing.startHere()]);
    this.menu = new ViewMenu(this.scene, this.look, (change) => this.wear(change), deeds);
    if (this.race) {
      this.toolButtons = {};
      this.race.build();
      return;
    }
    const toggle = (tool, label, title) => element("button", { type: "button", class: "gmm-tool", "aria-pressed": "false", title,
      onclick: () => this.useTool(this.tool === tool ? "look" : tool) }, label);
    this.toolButtons = { select: toggle("select", "Choose", "Draw round points to choose them") };
    if (this.options.onAction) {
      this.toolButtons.place = toggle("place", "Add means", "Click on the plot to put a mean there");
      first.editing = new MeanEditing(first, (frame, parts) => this.act({ id: "place", frame, parts }));
    }
    if (this.options.onAction && this.scene.columns.length > 2) {
      this.planes = new PlaneMenu(this.scene, () => first.target.colours, (plane) => this.act({ id: "plane", plane, frame: this.frame }));
    }
    first.tools.append(...Object.values(this.toolButtons).reverse(), ...(this.planes ? [this.planes.host] : []), this.menu.host);
  }

  /** Saves the first lane's picture of the frame as a file. */
  async save(format) {
    const address = URL.createObjectURL(await this.lanes[0].picture(format));
    element("a", { href: address, download: `gmmviz-frame-${this.frame}.${format}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  useTool(tool) {
    this.tool = tool;
    this.root.dataset.tool = tool;
    for (const [name, button] of Object.entries(this.toolButtons)) button.setAttribute("aria-pressed", String(name === tool));
  }

  leave() {
    if (this.help.open || this.menu.host.open || this.planes?.host.open) return;
    if (this.tool !== "look") this.useTool("look");
    else this.picking.clear();
  }

  showTab(chosen) {
    this.sides.forEach((side, index) => side.classList.toggle("gmm-hidden-on-phone", index !== chosen));
    [...this.tabs.children].forEach((tab, index) => tab.setAttribute("aria-selected", String(index === chosen)));
    if (this.mounted) this.resize();
  }

  async mount() {
    this.theme = themeOf(this.root, this.scene);
    wearTheme(this.root, this.theme);
    this.root.classList.toggle("gmm-presenting", this.look.present);
    this.present();
    await this.curve.mount(this.theme);
    for (const lane of this.lanes) {
      lane.scatter.wear(this.look);
      await lane.mount(this.theme, this.frame);
    }
    this.mounted = true;
    this.reached = this.frame;
    this.useTool("look");
    this.show();
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.root);
    this.root.dataset.state = "ready";
    return this;
  }

  /** Another look, now and in the address. */
  async wear(change) {
    this.look = { ...this.look, ...change };
    this.present();
    for (const lane of this.lanes) await lane.wear(this.look);
    if (change.pace) this.race?.turn();
    this.options.onLook?.(this.look);
  }

  present() {
    const { present } = this.look;
    this.transport.presenting = present;
    this.curve.scale = present ? PRESENTER_SCALE : 1;
    this.root.classList.toggle("gmm-presenting", present);
    document.documentElement.classList.toggle("gmm-presenting", present);
    if (!present) this.root.classList.remove("gmm-blank");
    if (this.mounted) this.resize();
  }

  /** To a frame: `seconds` of motion, 0 for a cut. */
  go(frame, seconds) {
    this.frame = Math.max(0, Math.min(frame, this.scene.lastFrame));
    this.reached = Math.max(this.reached, this.frame);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const moves = this.lanes.map((lane) => lane.go(this.frame, still ? 0 : seconds));
    this.show();
    if (moves.some(Boolean)) this.animate();
    this.rest();
  }

  /** Tells where the reader is, once that has held for a moment. */
  rest() {
    clearTimeout(this.resting);
    if (!this.stops) this.resting = setTimeout(() => this.options.onRest?.(this.frame), 1000 * REST_SECONDS);
  }

  animate() {
    if (this.request) return;
    const tick = (now) => {
      this.request = null;
      if (this.lanes.map((lane) => lane.tick(now)).some(Boolean)) this.request = requestAnimationFrame(tick);
    };
    this.request = requestAnimationFrame(tick);
  }

  step(direction) {
    this.pause();
    this.go(this.frame + direction, TRAVEL_SECONDS);
  }

  iteration(direction) {
    this.pause();
    const to = direction > 0 ? 2 * (Math.floor(this.frame / 2) + 1) : 2 * (Math.ceil(this.frame / 2) - 1);
    this.go(to, TRAVEL_SECONDS);
  }

  jump(frame) {
    this.pause();
    this.go(frame, 0);
  }

  toggle() {
    if (this.stops) {
      this.pause();
      this.show();
      this.rest();
      return;
    }
    if (this.frame === this.scene.lastFrame) this.go(0, 0);
    this.stops = playStops(this.frame, this.scene.lastFrame, this.changes);
    this.show();
    this.advance();
  }

  advance() {
    const stop = this.stops?.shift();
    if (!stop) {
      this.pause();
      this.show();
      this.options.onRest?.(this.frame);
      return;
    }
    const seconds = stop.seconds / this.speed;
    this.go(stop.frame, seconds);
    this.timer = setTimeout(() => this.advance(), 1000 * seconds);
  }

  pause() {
    clearTimeout(this.timer);
    this.stops = null;
  }

  show() {
    const { frame, scene, root } = this;
    const lane = this.lanes[0];
    const sentence = this.race ? this.race.sentence() : lane.sentence();
    const total = this.race ? this.race.highest() : lane.lane.logLikelihood[lane.target.state];
    this.curve.draw(frame, this.reached);
    this.total.textContent = written(total);
    this.total.title = `${total} in total, ${total / scene.total} per row`;
    this.sentence.setAttribute("aria-live", this.stops ? "off" : "polite");
    writeSentence(this.sentence, sentence);
    this.next.textContent = nextText(frame, scene.lastFrame);
    this.next.setAttribute("aria-disabled", String(frame >= scene.lastFrame));
    this.showActions([...this.options.actions ?? [], ...(frame === scene.lastFrame ? scene.lanes[0].actions : [])]);
    this.transport.show({ frame, lastFrame: scene.lastFrame, playing: Boolean(this.stops), sentence });
    this.picking.show();
    this.race?.show();
    Object.assign(root.dataset, { frame, phase: phaseOf(frame), logLikelihood: total, playing: Boolean(this.stops) });
  }

  showActions(actions) {
    const wanted = JSON.stringify(actions);
    if (this.shownActions === wanted) return;
    this.shownActions = wanted;
    this.actions.replaceChildren(...actions.map(({ id, label }) =>
      element("button", { type: "button", class: "gmm-action", onclick: () => this.act({ id }) }, label)));
  }

  async resize() {
    for (const lane of this.lanes) {
      await lane.scatter.resize();
      lane.owners.draw(lane.target.shares, this.theme);
    }
    this.curve.redraw(this.theme, this.frame, this.reached);
  }

  async retheme() {
    const theme = themeOf(this.root, this.scene);
    if (theme.name === this.theme.name) return;
    this.theme = theme;
    wearTheme(this.root, theme);
    for (const lane of this.lanes) await lane.restyle(theme);
    this.curve.redraw(theme, this.frame, this.reached);
  }

  /** Responsibilities (k*n, component-major) of the frame shown by a lane, null at the start. */
  shares(lane = 0) {
    return this.lanes[lane].target.shares;
  }

  remove() {
    this.pause();
    clearTimeout(this.resting);
    cancelAnimationFrame(this.request);
    this.observer?.disconnect();
    this.transport.remove();
    this.menu.remove();
    this.planes?.remove();
    document.removeEventListener("keydown", this.onEscape);
    document.documentElement.classList.remove("gmm-presenting");
    this.lanes.forEach((lane) => lane.scatter.remove());
    this.curve.remove();
  }
}
