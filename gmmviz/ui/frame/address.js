// Pages without a stage: this writes the address, the query of the scenario and its view (frame and look), and hears the
// keys that mean the same on every page: P presenter mode, Q the link as a QR code.

import { closeCode, isForeign } from "../../stage/js/controls/modal.js";
import { endPresenting, present } from "../../stage/js/page/presenting.js";
import { writeAddress } from "../../stage/js/page/stage_address.js";

const LETTER_KEYS = ["p", "q"];

export default function (component) {
  const { present: presents, ...link } = JSON.parse(component.data[0]);
  const root = component.parentElement;
  writeAddress(link, link.view);
  show(root, presents);
  root.send = (act) => component.setTriggerValue("act", act);
  if (!root.onPageKey) {
    root.onPageKey = (event) => hearKey(root, event);
    document.addEventListener("keydown", root.onPageKey, true); // before a stage on this page
  }
  return () => setTimeout(() => root.isConnected || leavePage(root), 0);
}

/** Presenter mode at once, before the server has heard of it: nobody presses again because nothing happened. */
function show(root, presents) {
  root.presents = presents;
  present(root, presents);
  document.documentElement.classList.toggle("gmm-presenting-page", presents);
}

function hearKey(root, event) {
  const key = event.key.toLowerCase();
  if (event.repeat || !LETTER_KEYS.includes(key)) return;
  if (!(key === "q" && closeCode())) {
    if (isForeign(event)) return;
    if (key === "p") show(root, !root.presents);
    root.send(key === "q" ? "code" : root.presents ? "present" : "leave");
  }
  event.preventDefault();
  event.stopImmediatePropagation();
}

function leavePage(root) {
  document.removeEventListener("keydown", root.onPageKey, true);
  root.onPageKey = null;
  document.documentElement.classList.remove("gmm-presenting-page");
  endPresenting(root);
}
