/** Fields as the desk needs them. @typedef {import("../../assets/field.js").Field} Field */

import { birthDate } from "../../assets/birth-date.js";
import { asIso } from "./moments.js";

/** @param {HTMLInputElement | HTMLTextAreaElement} input @returns {Field} whatever was typed, composed, or nothing */
export const free = (input) => ({ input, value: () => input.value.normalize("NFC").trim(), fault: () => null });

/** @param {Field} field @returns {Field} whose fault counts only where something was typed */
export function optional(field) {
  const isTyped = () => field.input.value.trim() !== "";
  return { ...field, fault: () => (isTyped() ? field.fault() : null), value: () => (isTyped() ? field.value() : "") };
}

/** @param {HTMLInputElement} input typed dd/mm/yyyy @returns {Field} told as yyyy-mm-dd, as the API takes it */
export function isoDate(input) {
  const field = birthDate(input);
  return { ...field, value: () => asIso(field.value()) };
}
