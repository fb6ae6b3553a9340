// Pages without a stage: this writes the address, the query of the scenario and its view (frame and look), and hears the
// keys that mean the same on every page: P presenter mode, Q the link as a QR code.

import { closeCode, isForeign } from "../../stage/js/controls/modal.js";
import { writeAddress } from "../../stage/js/page/stage_address.js";

const KEY_ACTIONS = { p: "present", q: "code" };
const PRESENTED = ["gmm-presenting", "gmm-presenting-page"];

export default function (component) {
  const { present, ...link } = JSON.parse(component.data[0]);
  const root = component.parentElement;
  writeAddress(link, link.view);
  for (const name of PRESENTED) document.documentElement.classList.toggle(name, present);
  root.tell = (act) => component.setTriggerValue("act", act);
  if (!root.onPageKey) {
    root.onPageKey = (event) => hearKey(root, event);
    document.addEventListener("keydown", root.onPageKey, true); // before a stage on this page
  }
  return () => setTimeout(() => root.isConnected || leavePage(root), 0);
}

function hearKey(root, event) {
  const key = event.key.toLowerCase();
  if (event.repeat || !(key in KEY_ACTIONS)) return;
  if (!(key === "q" && closeCode())) {
    if (isForeign(event)) return;
    root.tell(KEY_ACTIONS[key]);
  }
  event.preventDefault();
  event.stopImmediatePropagation();
}

function leavePage(root) {
  document.removeEventListener("keydown", root.onPageKey, true);
  root.onPageKey = null;
  document.documentElement.classList.remove("gmm-presenting-page");
  if (!document.querySelector(".gmm-stage, .gmm-board")) document.documentElement.classList.remove("gmm-presenting");
}
