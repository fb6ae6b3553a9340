// Which of the scene's two themes the page around the stage has, and the stage's own CSS variables.

import { element } from "../draw/dom.js";

export const DARK_ON_SCREEN = "screen and (prefers-color-scheme: dark)";

/** Whether the page behind the stage is dark: by its background colour, else by the person's preference. Paper is light. */
function isDark(root) {
  const declared = getComputedStyle(root).getPropertyValue("--st-background-color").trim();
  const probe = element("span", { style: `color:${declared}` });
  if (!declared) return matchMedia(DARK_ON_SCREEN).matches;
  root.append(probe);
  const [r, g, b] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number);
  probe.remove();
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
}

export function themeOf(root, scene) {
  const name = isDark(root) ? "dark" : "light";
  return { name, ...scene.themes[name] };
}

export function applyTheme(root, theme) {
  for (const name of ["page", "panel", "ink", "muted", "border", "hairline"]) {
    root.style.setProperty(`--gmm-${name}`, theme[name]);
  }
  root.dataset.theme = theme.name;
}
