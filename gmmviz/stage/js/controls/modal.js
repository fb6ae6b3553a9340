// Whose a key is: a dialog's while one is over the page, behind which nothing plays; or that of a field that is written in.

const TEXT_FIELDS =
  'input:not([type]), input[type="text"], input[type="number"], input[type="search"], input[type="url"], input[type="password"], textarea, [contenteditable="true"], .gmm-scrolled';
const MODAL = 'dialog[open], [role="dialog"][aria-modal="true"], section[role="dialog"], [data-gmm-modal]'; // a section: Streamlit's

/** Whether a dialog is open that covers the page. */
export const modalOpen = () => document.querySelector(MODAL) !== null;

/** Whether a key belongs to something else: a field that is written in, a dialog, or the browser. */
export function isForeign(event) {
  const target = event.composedPath()[0];
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || modalOpen()) return true;
  return target instanceof Element && target.closest(TEXT_FIELDS) !== null;
}

/** Closes the QR code that fills the window; returns whether there was one. */
export function closeCode() {
  const code = document.querySelector(".gmm-qr-wall")?.closest('[role="dialog"]');
  code?.querySelector('button[aria-label="Close"]')?.click();
  return Boolean(code);
}
