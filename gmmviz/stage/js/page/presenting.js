// Presenter mode of the page: a class on its root. Several parts of a page say it, a stage, a board, the address; one
// that is left late takes nothing from those that have come meanwhile.

const CLASS = "gmm-presenting";
const presenters = () => (window.gmmvizPresenters ??= new Set()); // each component has these lines of its own: one set for all

/** A part of the page says whether it presents: the last to say so is heard. */
export function present(part, presenting) {
  presenters().add(part);
  document.documentElement.classList.toggle(CLASS, presenting);
}

/** A part is left: with the last of them the page presents no more. */
export function endPresenting(part) {
  presenters().delete(part);
  if (presenters().size === 0) document.documentElement.classList.remove(CLASS);
}
