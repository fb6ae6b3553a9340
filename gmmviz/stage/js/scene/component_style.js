// Which colour, dash and mark a component has, as Python says.

/** Colour, dash and mark of component j in a theme; of nobody where j is negative. */
export function componentStyle(scene, theme, j) {
  if (j < 0) return { colour: theme.border, dash: "solid", mark: scene.style.marks[0] };
  return { colour: theme.colours[j], dash: scene.style.dashes[j], mark: scene.style.marks[j] };
}
