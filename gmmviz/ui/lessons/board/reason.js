// Why a person predicts so: in a few words, or that there is no reason. A prediction is committed with one of both.

import { element } from "../../../stage/js/draw/dom.js";

/** The fields of a reason, which the desk keeps as `because` and `guessed`. */
export function reasonFields(desk, earlier) {
  const { guessed } = desk.given.texts;
  const changed = () => {
    desk.refused = ""; // said of the reason before
    desk.say();
  };
  desk.because = element("textarea", { rows: 2, maxlength: "200", class: "gmm-board-because", placeholder: "because …", "aria-label": "because", oninput: changed });
  desk.because.value = earlier === guessed ? "" : earlier;
  desk.because.addEventListener("keydown", (event) => event.stopPropagation());
  desk.guessed = element("input", { type: "checkbox", onchange: changed });
  desk.guessed.checked = earlier === guessed;
  return element("div", { class: "gmm-board-reason" }, desk.because, element("label", { class: "gmm-board-guess" }, desk.guessed, guessed));
}

/** The reason that is given; empty where nothing in it is `seen`, a rule of Python's. */
export function reasonOf({ because, guessed, given }) {
  if (guessed.checked) return given.texts.guessed;
  return new RegExp(given.seen, "u").test(because.value) ? because.value.trim() : "";
}
