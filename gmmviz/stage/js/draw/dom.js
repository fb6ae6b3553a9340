// Small elements, made once.

/** An element with attributes, listeners (`onclick`...) and children. */
export function element(tag, attributes = {}, ...children) {
  const svg = ["svg", "g", "circle", "line", "text", "path", "rect", "image"].includes(tag);
  const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Text with **bold** parts, as text nodes: nothing in it is ever read as HTML. */
export function writeSentence(node, text) {
  if (node.dataset.text === text) return;
  node.dataset.text = text;
  node.replaceChildren(...text.split("**").map((part, index) => (index % 2 ? element("strong", {}, part) : part)));
}

/** Words of a live region, written where they are others: what is written anew may be read out anew, at each scroll. */
export function announceIn(region, words) {
  if (region.textContent !== words) region.textContent = words;
}

/** Rings a number in the colour of its component; a second ring where the tone comes again. */
export function setRing(node, { colour, again }) {
  node.style.borderColor = colour;
  node.style.boxShadow = again ? `0 0 0 2px var(--gmm-panel), 0 0 0 3.5px ${colour}` : "none";
}
