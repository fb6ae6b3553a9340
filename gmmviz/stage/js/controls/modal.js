// Whether a dialog is over the page: then keys are the dialog's, and nothing plays behind it.

const MODAL = 'dialog[open], [role="dialog"][aria-modal="true"], [data-gmm-modal]';

/** Whether a dialog is open that covers the page. */
export const modalOpen = () => document.querySelector(MODAL) !== null;

/** Closes the QR code that fills the window; returns whether there was one. */
export function closeCode() {
  const code = document.querySelector(".gmm-qr-wall")?.closest('[role="dialog"]');
  code?.querySelector('button[aria-label="Close"]')?.click();
  return Boolean(code);
}
