// The stage on a page of its own: an exported file, or a notebook's cell.

import { Player } from "../player/player.js";
import { readPayload } from "../scene/payload.js";

export async function showStage(root, base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  root.classList.add("gmm-stage");
  const player = await new Player(root, readPayload(bytes)).mount();
  root.stage = player;
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => player.retheme());
}
