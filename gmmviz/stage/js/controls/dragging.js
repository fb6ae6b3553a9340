// What tells a drag from a click: a finger that taps is never quite still.

const MAX_CLICK_PX = 4; // px that a pointer may move in a click
const MAX_TAP_PX = 9; // px that a finger may

/** Whether a pointer that went down at one event has been dragged when another comes. */
export function isDrag(down, { clientX, clientY, pointerType }) {
  return Math.hypot(clientX - down.clientX, clientY - down.clientY) > (pointerType === "touch" ? MAX_TAP_PX : MAX_CLICK_PX);
}
