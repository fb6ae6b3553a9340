// The stage as a widget of a notebook: `model` is its state in Python, also for other views of it.

import { element } from "../draw/dom.js";
import { Player } from "../player/player.js";
import { readPayload } from "../scene/payload.js";

const PLOTLY = "plotly";
const BACKGROUND = "var(--jp-layout-color0, var(--vscode-editor-background, var(--colab-primary-surface-color, var(--background))))";

/** plotly.js from Python, once for a page; it is asked for only where the page has none. */
function loadPlotly(model) {
  if (window.Plotly) return Promise.resolve();
  window.gmmvizPlotly ??= new Promise((resolve) => {
    const receive = async (message, buffers) => {
      if (message !== PLOTLY) return;
      model.off("msg:custom", receive);
      const packed = new Blob([buffers[0]]).stream().pipeThrough(new DecompressionStream("gzip"));
      const text = await new Response(packed).text();
      const script = element("script");
      script.textContent = `(function (define, module, exports) {${text}\n}).call(window);`; // as if there were no loader of modules
      document.head.append(script);
      script.remove();
      resolve();
    };
    model.on("msg:custom", receive);
    model.send(PLOTLY);
  });
  return window.gmmvizPlotly;
}

async function render({ model, el }) {
  const root = element("div", { class: "gmm-stage gmm-notebook", tabindex: 0, "data-lm-suppress-shortcuts": "true" });
  root.style.setProperty("--st-background-color", BACKGROUND);
  const problem = element("p", { class: "gmm-problem", role: "alert" });
  el.append(root, problem);
  root.textContent = "Opening ...";
  await loadPlotly(model);
  let player = null;
  const save = (name, value) => {
    model.set(name, value);
    model.save_changes();
  };
  const show = async () => {
    player?.remove();
    const data = model.get("payload");
    const scene = readPayload(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    player = new Player(root, scene, {
      frame: model.get("frame"),
      keys: root,
      look: player?.look,
      onRest: (frame) => frame !== model.get("frame") && save("frame", frame),
      onPin: (rows) => save("pinned", rows),
      onAction: model.get("editable") ? (action) => model.send(action) : undefined,
    });
    root.stage = player;
    await player.mount();
  };
  const onFrame = () => model.get("frame") !== player.frame && player.jump(model.get("frame"));
  const onProblem = () => {
    problem.textContent = model.get("problem");
  };
  await show();
  model.on("change:payload", show);
  model.on("change:frame", onFrame);
  model.on("change:problem", onProblem);
  return () => {
    model.off("change:payload", show);
    model.off("change:frame", onFrame);
    model.off("change:problem", onProblem);
    player.remove();
  };
}

export default { render };
