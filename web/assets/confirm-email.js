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
const MAYBE_CONFIRMED = {
  vi: "Chưa nhận được trả lời của hệ thống. Có thể địa chỉ đã được xác nhận, cũng có thể chưa. Xin kiểm tra mạng, chờ một phút rồi bấm «Xác nhận địa chỉ này» một lần nữa; mã số Quý khách đã nhập vẫn còn đây.",
  en: "No answer came. The address may have been confirmed, or not. Check your network, wait a minute, then press “Confirm this address” once more; the number you typed is still here.",
};
const MAYBE_CONFIRMED_BEFORE = {
  vi: "Có thể lần gửi trước đã xác nhận xong, chỉ là trả lời không về được đến máy này; nếu vậy, Quý khách không cần làm gì thêm. Để biết chắc, vài ngày sau xin thử «Nhận mã qua thư điện tử»: nếu có thư gửi mã đến địa chỉ này thì địa chỉ đã được xác nhận. Nếu mã số vừa nhập chưa đúng, xin sửa rồi bấm lại. Cần hỏi ngay, xin gọi 1900.9068.",
  en: "You may have confirmed it when you sent it before, and only the answer did not reach this device; then there is nothing more to do. To be sure, use “Get a code by e-mail” in a few days: if a mail with a code comes to this address, it is confirmed. If the number you typed is wrong, correct it and press again. To ask now, call 1900.9068.",
};

const form = document.querySelector("form");
const token = openWithToken();

takeOver(form, {
  fields: [identifier(form.elements.identifier)],
  words: { INVALID_TOKEN: NO_MATCH },
  unsure: { lost: MAYBE_CONFIRMED, refused: { INVALID_TOKEN: MAYBE_CONFIRMED_BEFORE } },
  send: (values) => post("/email-confirmations", { token: token(), ...values }),
  done: () => {
    form.reset();
    replaceWith("done");
  },
});
