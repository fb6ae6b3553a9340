// The stage: lanes in lock-step, one curve, who owns each point, one transport, one sentence.

import { Ghost } from "../controls/ghost.js";
import { keyHelp } from "../controls/help.js";
import { Picking } from "../controls/picking.js";
import { Predicting } from "../controls/predicting.js";
import { Zooming } from "../controls/zooming.js";
import { Transport } from "../controls/transport.js";
import { Curve } from "../draw/curve.js";
import { firstRanges } from "../draw/scatter.js";
import { visibleChanges } from "../math/pace.js";
import { applyTheme, themeOf } from "../scene/theme.js";
import { LaneView } from "./lane.js";
import { Motion } from "./motion.js";
import { Race } from "./race.js";
import { Screen } from "./screen.js";
import { PlayerState } from "./state.js";
import { Toolbar } from "./toolbar.js";

/** What tells one plane of data from another; `ranges` are those of its figure. */
const planeOf = (scene, ranges) => JSON.stringify([scene.title, scene.total, scene.chosen, ranges]);
const PLAYS_ON = new Set(["another", "k", "drawer"]);

export class Player {
  /** `options`: frame, look, tool, speed, actions, keys (where they are heard), drawers (whether the page has any); onRest(frame), onLook(look), onPin(rows), onShow(), followed() (whether something beside the stage is drawn by a server), onAction({id, ...}), link() to what is shown. */
  constructor(root, scene, options = {}) {
    this.root = root;
    this.scene = scene;
    this.options = options;
    this.state = new PlayerState(scene, options);
    const { state } = this;
    const setLook = (change) => this.setLook(change);
    const act = (action) => this.act(action);
    this.lanes = scene.lanes.map((lane) => new LaneView(scene, lane, state.look));
    this.motion = new Motion(state, this.lanes, visibleChanges(scene, scene.lanes.reduce((a, b) => (b.states > a.states ? b : a))), {
      shown: () => this.show(),
      rested: () => options.onRest?.(this.frame),
      followed: options.followed,
    });
    const free = this.lanes.length === 1 && !options.keys; // several lanes, and cells of a notebook, scroll
    this.zooming = this.lanes.map(({ scatter }) => new Zooming(scatter, free));
    this.curve = new Curve(scene, (frame) => this.jump(frame), state.look.pace);
    this.transport = new Transport(this.commands(), options.keys, state.speed);
    const parts = { root, scene, state, lanes: this.lanes, curve: this.curve, transport: this.transport };
    this.race = this.lanes.length > 1 ? new Race(parts, { act, setLook, acts: Boolean(options.onAction) }) : null;
    this.screen = new Screen(root, { ...parts, race: this.race }, { act, step: () => this.step(1), resized: () => this.mounted && this.resize() });
    this.help = keyHelp();
    root.append(this.help);
    this.toolbar = new Toolbar({ ...parts, race: this.race }, {
      setLook,
      jump: (frame) => this.jump(frame),
      link: () => options.link?.() ?? scene.link,
      act: options.onAction ? act : null,
      preview: (value) => this.preview(value),
    });
    this.ghost = new Ghost(this.lanes[0], (shown) => {
      root.dataset.ghost = shown;
      if (shown && !state.atEnd) this.jump(scene.lastFrame);
      else this.show();
    });
    this.predicting = new Predicting(this.lanes, () => state.look, (what) => this.screen.hide(what));
    this.predicting.begin(options.hidden ?? "");
    this.picking = new Picking({ ...parts, screen: this.screen, predicting: this.predicting }, options.onPin);
    this.onEscape = (event) => event.key === "Escape" && !event.defaultPrevented && this.leave();
    document.addEventListener("keydown", this.onEscape);
  }

  get frame() {
    return this.state.frame;
  }

  get look() {
    return this.state.look;
  }

  get playing() {
    return this.motion.playing;
  }

  rest() {
    this.motion.rest();
  }

  jump(frame) {
    this.motion.jump(frame);
  }

  step(direction) {
    this.motion.step(direction);
  }

  toggle() {
    this.motion.toggle();
  }

  /** What keys and buttons do, by name. */
  commands() {
    const { motion } = this;
    return {
      first: () => motion.jump(0),
      back: () => motion.step(-1),
      forward: () => motion.step(1),
      step: () => motion.iteration(1),
      stepBack: () => motion.iteration(-1),
      last: () => motion.jump(this.scene.lastFrame),
      play: () => motion.toggle(),
      jump: (frame) => motion.jump(frame),
      help: () => {
        this.help.showModal();
        this.help.querySelector("h2").focus(); // its button, at the end, would scroll it down
      },
      present: () => this.setLook({ present: !this.look.present }),
      blank: () => {
        motion.pause();
        this.show();
        this.predicting.next();
        motion.rest(); // the page behind it is of this frame too
      },
      another: () => this.act({ id: "another" }),
      elsewhere: () => this.act({ id: "elsewhere" }),
      code: () => this.act({ id: "code" }),
      drawer: () => this.options.drawers && this.act({ id: "drawer" }),
      ghost: () => this.race || this.ghost.toggle(),
      table: () => this.race?.showTable(),
      k: (value) => this.act({ id: "k", value: Number(value) }),
      speed: (value) => {
        this.state.speed = value;
      },
    };
  }

  act(action) {
    if (action.id === "ghost") {
      this.ghost.toggle();
      return;
    }
    this.plays = this.playing; // another run of the same question plays on
    if (!PLAYS_ON.has(action.id)) this.motion.pause();
    this.options.onAction?.(action);
  }

  /** What the page knows about the end of the run: {sentence, actions, ghost, divergence}, or null; and which run it is. */
  setEnding(ending, tag) {
    const opens = this.lanes[0].ending === null;
    this.lanes[0].ending = ending ?? null;
    this.ghost.set(ending?.ghost);
    if (opens && ending?.divergence?.frame === this.frame) this.root.dataset.ghost = this.ghost.open();
    this.screen.showTag(tag);
    this.show();
  }

  /** Escape leaves a tool, else what is pinned. */
  leave() {
    if (this.help.open || this.toolbar.menuOpen) return;
    if (this.state.tool !== "look") this.toolbar.use("look");
    else this.picking.clear();
  }

  async mount() {
    this.theme = themeOf(this.root, this.scene);
    applyTheme(this.root, this.theme);
    this.screen.present(this.look.present);
    await this.curve.mount(this.theme);
    for (const lane of this.lanes) {
      if (this.removed) return this;
      lane.scatter.setLook(this.look);
      await lane.mount(this.theme, this.frame);
    }
    if (this.removed) return this; // another run has taken its place meanwhile
    this.mounted = true;
    this.toolbar.use(this.state.tool);
    this.show();
    this.observer = new ResizeObserver(() => this.resize());
    for (const node of [this.root, this.curve.host, ...this.lanes.map(({ scatter }) => scatter.host)]) this.observer.observe(node);
    this.root.dataset.state = "ready";
    return this;
  }

  /** Another look, now and in the address. */
  async setLook(change) {
    const look = this.state.change(change);
    const atTable = this.race?.seesTable();
    this.screen.present(look.present);
    if (!look.present) await this.predicting.end();
    if (this.mounted) this.resize();
    if (atTable && !this.race.seesTable()) this.race.showTable(); // it stays where it was read, at its other size
    for (const lane of this.lanes) await lane.setLook(this.predicting.effectiveLook(look));
    if (change.pace) this.setPace(look.pace);
    this.options.onLook?.(look);
  }

  /** To the same frame at another pace. */
  setPace(pace) {
    this.curve.pace = pace;
    this.curve.redraw(this.theme, this.frame, this.state.reached);
    this.motion.go(this.frame, 0);
  }

  show() {
    this.screen.show(this.state, this.playing, this.options.actions ?? [], this.ghost.shown);
    this.picking.show();
    this.options.onShow?.();
  }

  /** While a mean is dragged: the log-likelihood of what is drawn; of a sample of the rows an estimate of the whole. */
  preview(drawn) {
    const { scene, screen, curve } = this;
    const n = scene.x[0].length;
    const value = (drawn * scene.total) / n;
    screen.showTotal(value, n < scene.total);
    curve.preview(value);
  }

  async resize() {
    const refitted = this.race?.fit();
    for (const lane of this.lanes) {
      await (refitted ? lane.scatter.restyle(this.theme) : lane.scatter.resize());
      lane.owners.draw(lane.target.responsibilities, this.theme);
    }
    this.curve.redraw(this.theme, this.frame, this.state.reached);
  }

  /** What of this stage the next run's takes over: what is hidden, the speed, and of the same plane the tool, means still to be added, and the view. */
  kept(scene) {
    const { scatter, editing } = this.lanes[0];
    const same = planeOf(scene, firstRanges(scene)) === planeOf(this.scene, scatter.first);
    const { hidden } = this.predicting;
    const { speed } = this.state;
    if (!same) return { hidden, speed };
    return { hidden, speed, tool: this.state.tool === "place" ? "place" : "look", places: editing?.waiting, ranges: scatter.zoomed() };
  }

  /** Takes over the view and the means to add, once there is a plot; the tool is an option. */
  async takeOver({ ranges = null, places = [] }) {
    if (ranges) await this.lanes[0].scatter.zoomTo(ranges);
    this.lanes[0].editing?.putAll(places);
  }

  async retheme() {
    const theme = themeOf(this.root, this.scene);
    if (theme.name === this.theme.name) return;
    this.theme = theme;
    applyTheme(this.root, theme);
    for (const lane of this.lanes) await lane.restyle(theme);
    this.curve.redraw(theme, this.frame, this.state.reached);
  }

  /** Responsibilities (k*n, component-major) of the frame shown by a lane, null at the start. */
  responsibilities(lane = 0) {
    return this.lanes[lane].target.responsibilities;
  }

  remove() {
    this.removed = true;
    this.motion.remove();
    this.observer?.disconnect();
    this.transport.remove();
    this.toolbar.remove();
    this.screen.remove();
    document.removeEventListener("keydown", this.onEscape);
    this.lanes.forEach((lane) => lane.scatter.remove());
    this.curve.remove();
  }
}
