// The View menu: how the run is shown; nothing in it changes a number.

const VIEW_CHOICES = {
  color: ["Colour", [["blend", "Shares, blended"], ["hard", "Most likely component"], ["truth", "Known classes"], ["none", "None"]]],
  background: ["Background", [["none", "None"], ["density", "Density"], ["territories", "Territories"], ["uncertainty", "Uncertainty"]]],
  rings: ["Rings", [["mass", "50\u2009% and 95\u2009%"], ["sigma", "1 and 2 sd"]]],
  trails: ["Trails", [[true, "Last means"], [false, "None"]]],
  shown: ["Points shown", [["sample", "50\u202f000"], ["many", "200\u202f000"]]],
};
const IN_A_PLANE = new Set(["background", "rings"]); // what a histogram does not have
const LOOK = {
  color: "blend", background: "none", rings: "mass", trails: true, shown: "sample", present: false, pace: "together",
};

/** A button that opens a panel; Escape and a press elsewhere close it. */
class Menu {
  constructor(label, ...content) {
    this.host = element("details", { class: "gmm-menu" }, element("summary", {}, label), element("div", { class: "gmm-menu-body" }, ...content));
    this.host.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.host.open) return;
      this.host.open = false;
      this.host.querySelector("summary").focus();
      event.preventDefault();
    });
    this.outside = (event) => {
      if (!this.host.contains(event.composedPath()[0])) this.host.open = false;
    };
    document.addEventListener("pointerdown", this.outside);
  }

  remove() {
    document.removeEventListener("pointerdown", this.outside);
  }
}

/** The View menu; `onLook(change)` for every choice, `deeds` are [label, what it does] of the frame shown. */
class ViewMenu extends Menu {
  constructor(scene, look, onLook, deeds) {
    const offered = (name) => (name === "shown" ? scene.total > 50000 : scene.x.length > 1 || !IN_A_PLANE.has(name));
    const choice = (name, [value, label]) => element("label", {}, element("input", { type: "radio", name: `gmm-${name}`, value: String(value),
      checked: look[name] === value, onchange: () => onLook({ [name]: value }) }), label);
    super("View",
      ...Object.entries(VIEW_CHOICES).filter(([name]) => offered(name)).map(([name, [title, choices]]) =>
        element("fieldset", {}, element("legend", {}, title),
          ...choices.filter(([value]) => value !== "truth" || scene.labels).map((one) => choice(name, one)))),
      element("fieldset", { class: "gmm-deeds" }, element("legend", {}, "This frame"),
        ...deeds.map(([label, deed]) => element("button", { type: "button", class: "gmm-tool", onclick: deed }, label))));
  }
}
