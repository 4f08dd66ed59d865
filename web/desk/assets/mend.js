/** A likely mend of what was typed, one click away. */

import { suggestAddress } from "../../assets/email-domains.js";
import { whenSettled } from "../../assets/settled.js";
import { make } from "./build.js";

/** Offer what the checks suggest. @param {HTMLFormElement} form @param {import("../../assets/api.js").Problem} problem */
export function offerMends(form, problem) {
  for (const { field, suggestion } of problem.reasons ?? []) {
    const input = field && form.elements.namedItem(field);
    if (input && suggestion) offer(input, suggestion);
  }
}

/** Ask about a mistyped mail provider when the field is left. @param {HTMLInputElement} input */
export function watchAddress(input) {
  input.addEventListener("change", () => {
    const meant = suggestAddress(input.value);
    if (meant) whenSettled(() => offer(input, meant));
  });
}

/** @param {HTMLInputElement} input @param {string} meant */
function offer(input, meant) {
  const place = placeFor(input);
  const button = make("button", { type: "button", className: "quiet" }, { vi: `Sửa thành ${meant}`, en: `Change to ${meant}` });
  button.addEventListener("click", () => {
    input.value = meant;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  });
  place.replaceChildren(button);
  input.addEventListener("input", () => place.replaceChildren(), { once: true });
}

/** Heard when it speaks, so it is there from the first time on. */
function placeFor(input) {
  const found = input.parentElement.querySelector(".mend");
  if (found) return found;
  const made = make("div", { className: "mend", role: "status" });
  input.after(made);
  return made;
}
