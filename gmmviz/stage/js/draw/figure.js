// Figures that Python made, as Plotly is given them here: sized for a panel, enlarged for a projector.

export const PLOT_CONFIG = { displayModeBar: false, doubleClick: false, scrollZoom: false, responsive: false };

/** A figure of the scene in a theme, by name: {data, layout}. */
export function figureOf(scene, theme, name) {
  const { data, layout } = scene.figures[theme.name][name];
  return { data, layout: { template: theme.template, ...layout } };
}

/** How much larger figures are while presenting: a phone in a hand is no wall. */
export const presentedScale = (scene, presents) => (presents && !matchMedia("(max-width: 640px)").matches ? scene.style.presenterScale : 1);

/** A figure's layout with all type and margins `scale` times as large. */
export function scaledLayout(layout, scale) {
  if (scale === 1) return layout;
  const { layout: base } = layout.template;
  const label = base.font.size * scale;
  const axis = (name) => ({ ...layout[name], tickfont: { size: label }, title: { ...layout[name].title, font: { size: label } } });
  const margin = { ...base.margin, ...layout.margin };
  return {
    ...layout,
    font: { ...base.font, size: label },
    margin: Object.fromEntries(Object.entries(margin).map(([side, value]) => [side, Math.round(value * scale)])),
    xaxis: axis("xaxis"),
    yaxis: axis("yaxis"),
    annotations: (layout.annotations ?? []).map((note) => ({ ...note, font: { ...note.font, size: label } })),
  };
}
