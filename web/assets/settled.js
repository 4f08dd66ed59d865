/**
 * Words that come while a finger or mouse is down would move the button away from under it, and the press would be
 * lost: leaving a field happens exactly then. So such words wait until the press is over.
 */

let pressed = Promise.resolve();

addEventListener("pointerdown", () => {
  pressed = new Promise((over) => {
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(over), { once: true, capture: true });
  });
}, { capture: true });

/** @param {() => void} change of the layout; after a touch its click comes in the same task, hence the timeout */
export function whenSettled(change) {
  void pressed.then(() => setTimeout(change));
}
