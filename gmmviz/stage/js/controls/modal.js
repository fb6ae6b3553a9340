// Whose a key is: a dialog's while one is over the page, behind which nothing plays; or that of a field that is written in.

const TEXT_FIELDS =
  'input:not([type]), input[type="text"], input[type="number"], input[type="search"], input[type="url"], input[type="password"], textarea, [contenteditable="true"], .gmm-scrolled';
const MODAL = 'dialog[open], [role="dialog"][aria-modal="true"], [data-gmm-modal]';

/** What the page's style sheet says of an element by one of our own properties: it knows the app's markup, scripts do not. */
const marked = (node, property, word) => getComputedStyle(node).getPropertyValue(property).trim() === word;

/** Whether a dialog is open that covers the page. */
export const modalOpen = () => document.querySelector(MODAL) !== null || marked(document.documentElement, "--gmm-modal", "open");

/** Whether a key belongs to something else: a field that is written in, a dialog, or the browser. */
export function isForeign(event) {
  const target = event.composedPath()[0];
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || modalOpen()) return true;
  return target instanceof Element && target.closest(TEXT_FIELDS) !== null;
}

/** The drawer that is open on the page, if one is. */
export const openDrawer = () => document.querySelector(".st-key-open-drawer");

/** What the app puts round the drawer that a node is in, if it is in one: beside the stage this scrolls. */
export const aroundDrawer = (node) => node.closest(".st-key-open-drawer")?.parentElement;

/** Whether an element is a menu from which a choice leads on to the stage. */
export const leadsToStage = (node) => marked(node, "--gmm-leads", "stage");

/** Closes the QR code that fills the window; returns whether there was one. */
export function closeCode() {
  if (!document.querySelector(".gmm-qr-wall")) return false;
  [...document.querySelectorAll("button")].find((button) => marked(button, "--gmm-closes", "code"))?.click();
  return true;
}
