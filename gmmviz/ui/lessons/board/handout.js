// A handout of a scene, with the learner's own picture: a page of its own, to print.

/** Open the handout that Python wrote, with the picture of the board in it, and print it. */
export function openHandout({ handout }, svg) {
  const page = new DOMParser().parseFromString(handout, "text/html");
  const picture = svg.cloneNode(true);
  picture.setAttribute("style", "max-width: 100%; height: auto;");
  page.querySelector("#picture").append(page.importNode(picture, true));
  const address = URL.createObjectURL(new Blob([`<!doctype html>${page.documentElement.outerHTML}`], { type: "text/html" }));
  const opened = window.open(address);
  opened?.addEventListener("load", () => opened.print());
}
