// Which colour, dash and mark a component has, as Python says.

/** Colour, dash and mark of component j in a theme; of nobody where j is negative. Merged components share a colour. */
export function componentStyle(scene, theme, j) {
  if (j < 0) return { colour: theme.border, dash: "solid", mark: scene.style.marks[0] };
  return { colour: theme.colours[scene.clusters?.[j] ?? j], dash: scene.style.dashes[j], mark: scene.style.marks[j] };
}

/** Colour of known class j in a theme, of nobody where j is negative: no merging of components changes it. */
export const classColour = (theme, j) => (j < 0 ? theme.border : theme.colours[j]);
