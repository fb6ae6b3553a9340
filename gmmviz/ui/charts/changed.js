// Hands over what has changed in the parts of a drawer. This script travels along each time, so `changes.js`, with the parts, does the rest.

export default ({ data }) => {
  (window.gmmvizSaid ??= []).push(data);
  window.dispatchEvent(new Event("gmmviz-said"));
};
