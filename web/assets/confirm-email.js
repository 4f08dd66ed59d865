/** Confirm an e-mail address: the mail's token and the person's own number. */

import { post } from "./api.js";
import { takeOver } from "./form.js";
import { identifier } from "./identifier.js";
import { openWithToken } from "./mail-link.js";
import { replaceWith } from "./steps.js";

const NO_MATCH = {
  vi: "Mã số không khớp với địa chỉ thư này, hoặc liên kết không còn hiệu lực. Xin kiểm tra lại mã số, mở liên kết trong thư mới nhất, hoặc gọi 1900.9068.",
  en: "The number does not go with this address, or the link is no longer valid. Check the number, open the link in the newest mail, or call 1900.9068.",
};

const form = document.querySelector("form");
const token = openWithToken();

takeOver(form, {
  fields: [identifier(form.elements.identifier)],
  words: { INVALID_TOKEN: NO_MATCH },
  send: (values) => post("/email-confirmations", { token: token(), ...values }),
  done: () => {
    form.reset();
    replaceWith("done");
  },
});
