/** «Tôi có mật khẩu tạm thời»: what the hotline has read out, and a password of one's own. */

import { post } from "./api.js";
import { digits } from "./digits.js";
import { takeOver } from "./form.js";
import { identifier } from "./identifier.js";
import { newPassword } from "./new-password.js";
import { MAYBE_CHANGED } from "./problem-words.js";
import { replaceWith } from "./steps.js";

const WRONG = {
  vi: "Mã số hoặc mật khẩu tạm thời chưa đúng, hoặc mật khẩu tạm thời đã hết hạn. Xin kiểm tra lại cả hai ô; nếu vẫn không được, xin gọi lại 1900.9068 để nghe mật khẩu mới.",
  en: "The number or the temporary password is wrong, or the temporary password has expired. Check both fields; if it still fails, call 1900.9068 again for a new one.",
};
const MAYBE_USED = {
  vi: "Có thể lần gửi trước đã đổi xong mật khẩu, nên mật khẩu tạm thời không dùng được nữa. Xin thử đăng nhập bằng mật khẩu mới; nếu không được, xin kiểm tra lại cả hai ô rồi gửi lại, hoặc gọi lại 1900.9068 để nghe mật khẩu tạm thời mới.",
  en: "The password may have been set when you sent it before; then the temporary password no longer works. Try to sign in with the new password; if that fails, check both fields and send again, or call 1900.9068 again for a new temporary password.",
};

const form = document.querySelector("form");
const { identifier: number, currentPassword, newPassword: chosen } = form.elements;

takeOver(form, {
  fields: [identifier(number), digits(currentPassword, [3, 3, 3]), newPassword(chosen, () => [number.value])],
  words: { INVALID_CREDENTIALS: WRONG },
  unsure: { lost: MAYBE_CHANGED, refused: { INVALID_CREDENTIALS: MAYBE_USED } },
  send: (values) => post("/password-changes", values),
  done: () => {
    form.reset();
    replaceWith("done");
  },
});
