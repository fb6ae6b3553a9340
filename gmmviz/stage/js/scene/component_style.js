// Which colour, dash and mark a component has, as Python says.

/** Colour, dash and mark of component j in a theme; of nobody where j is negative; `again`: the tone comes again. */
export function componentStyle(scene, theme, j) {
  if (j < 0) return { colour: theme.border, dash: "solid", mark: scene.style.marks[0], again: false };
  const colour = theme.colours[j];
  return { colour, dash: scene.style.dashes[j], mark: scene.style.marks[j], again: theme.colours.indexOf(colour) < j };
}

/** Which of k components (booleans) share their tone with another. */
export function sharedTones(theme, k) {
  const tones = theme.colours.slice(0, k);
  return tones.map((tone) => tones.indexOf(tone) !== tones.lastIndexOf(tone));
}
