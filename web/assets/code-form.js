/** The second half of a reset by e-mail: the code that came, and a new password. */

import { post } from "./api.js";
import { digits } from "./digits.js";
import { takeOver } from "./form.js";
import { newPassword } from "./new-password.js";
import { MAYBE_CHANGED } from "./problem-words.js";
import { replaceWith } from "./steps.js";

/**
 * @param {HTMLFormElement} form
 * @param {() => string} resetId
 * @param {() => string[]} own what the person has typed of himself, not to be part of the password
 */
export function codeForm(form, resetId, own) {
  takeOver(form, {
    fields: [digits(form.elements.code, [4, 4]), newPassword(form.elements.newPassword, own)],
    words: { TIMEOUT: MAYBE_CHANGED },
    send: (values) => post(`/password-resets/${encodeURIComponent(resetId())}/confirmation`, values),
    done: () => {
      form.reset();
      replaceWith("done");
    },
  });
}
