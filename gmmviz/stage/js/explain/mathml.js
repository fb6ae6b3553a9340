// Formulas as MathML, which browsers draw and screen readers read; each says in words what it is.

const MATHML = "http://www.w3.org/1998/Math/MathML";

/** A MathML element; children are elements or texts. */
export function node(tag, attributes, ...children) {
  const made = document.createElementNS(MATHML, tag);
  for (const [name, value] of Object.entries(attributes ?? {})) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export const row = (...children) => node("mrow", null, ...children);
export const letter = (text) => node("mi", null, text);
export const sign = (text) => node("mo", null, text);
export const fraction = (above, below) => node("mfrac", null, above, below);
export const indexed = (base, below) => node("msub", null, base, below);

/** A number of `parts` as MathML. */
export function number({ sign: minus, digits, exponent }) {
  const shown = node("mn", null, `${minus}${digits}`);
  if (exponent === null) return shown;
  const power = node("mn", null, `${exponent < 0 ? "\u2212" : ""}${Math.abs(exponent)}`);
  return row(shown, sign("\u00d7"), node("msup", null, node("mn", null, "10"), power));
}

/** A matrix of elements; its brackets are drawn by CSS, since not every font has brackets that stretch. */
export function matrix(rows) {
  const lines = rows.map((cells) => node("mtr", null, ...cells.map((cell) => node("mtd", null, cell))));
  return node("mtable", { class: "gmm-matrix" }, ...lines);
}

/** A formula: `words` is how it is read aloud. */
export function formula(words, ...children) {
  return node("math", { role: "math", displaystyle: "true", "aria-label": words, class: "gmm-formula" }, row(...children));
}
