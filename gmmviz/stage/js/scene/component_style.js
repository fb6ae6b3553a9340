// Which colour, dash and mark a component has, as Python says.

/**
 * Colour, dash and mark of component j in a theme; of nobody where j is negative. Merged components share a colour;
 * `again`: it has one of its own, and that comes again.
 */
export function componentStyle(scene, theme, j) {
  if (j < 0) return { colour: theme.border, dash: "solid", mark: scene.style.marks[0], again: false };
  const again = !scene.clusters && theme.colours.indexOf(theme.colours[j]) < j;
  return { colour: theme.colours[scene.clusters?.[j] ?? j], dash: scene.style.dashes[j], mark: scene.style.marks[j], again };
}

/** Which of k components (booleans) share their tone with another. */
export function sharedTones(theme, k) {
  const tones = theme.colours.slice(0, k);
  return tones.map((tone) => tones.indexOf(tone) !== tones.lastIndexOf(tone));
}

/** Colour of known class j in a theme, of nobody where j is negative: no merging of components changes it. */
export const classColour = (theme, j) => (j < 0 ? theme.border : theme.colours[j]);
