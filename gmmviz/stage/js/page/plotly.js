// plotly.js: already on the page, or from the address Python gives. Streamlit answers unknown addresses with
// its own page and status 200, so what counts is whether Plotly is there afterwards.

import { element } from "../draw/dom.js";

export function loadPlotly(address) {
  if (window.Plotly) return Promise.resolve();
  window.gmmvizPlotly ??= new Promise((resolve, reject) => {
    const script = element("script", { src: address });
    script.onload = () => (window.Plotly ? resolve() : reject(new Error(`No plotly.js at ${address}`)));
    script.onerror = () => reject(new Error(`No plotly.js at ${address}`));
    document.head.append(script);
  });
  return window.gmmvizPlotly;
}
