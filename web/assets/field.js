/**
 * One field of a form: its input and what is said beside it. The page's markup is
 * <div class="field"><label for><p class="hint" id><input id name aria-describedby></div>.
 * @typedef {import("./language.js").Pair} Pair
 * @typedef {object} Field
 * @property {HTMLInputElement} input its name is the API's name of the field
 * @property {() => Pair | null} fault what is wrong with what was typed, if anything
 * @property {() => string} value what is sent
 */

import { say } from "./language.js";
import { whenSettled } from "./settled.js";

/** @param {HTMLElement} input @param {Pair | string} words said beside the field, and read with it */
export function showError(input, words) {
  input.setAttribute("aria-invalid", "true");
  say(beside(input, "error"), words);
}

/** @param {HTMLElement} input */
export function clearError(input) {
  if (!input.hasAttribute("aria-invalid")) return;
  input.removeAttribute("aria-invalid");
  say(beside(input, "error"), "");
}

/** @param {HTMLElement} input @param {Pair | ""} words advice that refuses nothing; "" takes it back */
export function advise(input, words) {
  const place = beside(input, "advice");
  if (place.dataset.told === JSON.stringify(words)) return; // said once, not at every key
  place.dataset.told = JSON.stringify(words);
  whenSettled(() => say(place, words));
}

/** A field that needs something in it. @param {HTMLInputElement} input @param {Pair} missing @returns {Field} */
export function required(input, missing) {
  const value = () => input.value.trim();
  return { input, value, fault: () => (value() ? null : missing) };
}

/** The paragraph of one kind beside an input; made at the first call, so make it before it is needed. */
function beside(input, kind) {
  const id = `${input.id}-${kind}`;
  return document.getElementById(id) ?? place(input, kind, id);
}

function place(input, kind, id) {
  const made = document.createElement("p");
  made.id = id;
  made.className = kind;
  if (kind === "advice") made.setAttribute("role", "status");
  const row = input.closest(".row") ?? input;
  if (kind === "error") row.before(made);
  else row.after(made);
  input.setAttribute("aria-describedby", `${id} ${input.getAttribute("aria-describedby") ?? ""}`.trim());
  return made;
}
