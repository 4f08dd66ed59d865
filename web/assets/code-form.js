/** The second half of a reset by e-mail: the code that came, and a new password. */

import { post } from "./api.js";
import { digits } from "./digits.js";
import { takeOver } from "./form.js";
import { newPassword } from "./new-password.js";
import { MAYBE_CHANGED } from "./problem-words.js";
import { replaceWith } from "./steps.js";

const MAYBE_USED = {
  vi: "Có thể lần gửi trước đã đổi xong mật khẩu, nên mã không dùng được nữa. Xin thử đăng nhập bằng mật khẩu mới; nếu không được, xin kiểm tra lại mã rồi gửi lại, hoặc yêu cầu mã mới.",
  en: "The password may have been set when you sent it before; then the code no longer works. Try to sign in with the new password; if that fails, check the code and send again, or ask for a new code.",
};

/**
 * @param {HTMLFormElement} form
 * @param {() => string} resetId
 * @param {() => string[]} own what the person has typed of himself, not to be part of the password
 */
export function codeForm(form, resetId, own) {
  takeOver(form, {
    fields: [digits(form.elements.code, [4, 4]), newPassword(form.elements.newPassword, own)],
    unsure: {
      lost: MAYBE_CHANGED,
      refused: { INVALID_CODE: MAYBE_USED },
      of: resetId,
      disproved: ({ attemptsLeft = 0 }) => attemptsLeft > 0, // a reset that was used has none
    },
    send: (values) => post(`/password-resets/${encodeURIComponent(resetId())}/confirmation`, values),
    done: () => {
      form.reset();
      replaceWith("done");
    },
  });
}
