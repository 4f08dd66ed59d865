/** A form of the desk: the foundation's, in words for staff, and with a way back where the session has ended. */

import { Problem } from "../../assets/api.js";
import { takeOver } from "../../assets/form.js";
import { signInAgain } from "./frame.js";
import { addressed, staffWords } from "./staff-words.js";

const AGAIN = { vi: "Ông/Bà có thể thử lại ngay bây giờ.", en: "You can try again now." };

/**
 * @param {HTMLFormElement} form
 * @param {import("../../assets/form.js").Way} way its `words` go before the desk's own
 */
export function takeOverForStaff(form, way) {
  const told = {};
  const note = (error) => {
    if (error.code === "UNAUTHENTICATED") signInAgain();
    if (error instanceof Problem && !error.reasons.length) told[error.code] = way.words?.[error.code] ?? staffWords(error);
    throw error;
  };
  const fields = way.fields.map(forStaff);
  return takeOver(form, { ...way, fields, words: told, again: AGAIN, send: (values) => way.send(values).catch(note) });
}

/** @param {import("../../assets/field.js").Field} field */
const forStaff = (field) => ({ ...field, fault: () => addressed(field.fault()) });
