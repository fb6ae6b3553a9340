// Figures that Python made, as Plotly is given them here: sized for a panel, enlarged for a projector.

const PRESENTER_SCALE = 1.5;

/** A figure's layout with all type and margins `scale` times as large. */
function scaledLayout(layout, scale) {
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
