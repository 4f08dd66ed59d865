/** The text of form TK1-TS for the employer, made here from what is typed; nothing is sent. */

import { birthDate } from "./birth-date.js";
import { emailAddress } from "./email-address.js";
import { required } from "./field.js";
import { takeOver } from "./form.js";
import { identifier } from "./identifier.js";
import { say } from "./language.js";
import { phoneNumber } from "./phone-number.js";
import { tk1TsText } from "./tk1-ts.js";

const NAME = { vi: "Xin nhập họ và tên.", en: "Enter the full name." };
const COPIED = {
  vi: "Đã sao chép. Quý khách dán vào thư hoặc tin nhắn gửi đơn vị.",
  en: "Copied. Paste it into a mail or message to your employer.",
};
const SELECTED = {
  vi: "Máy không cho sao chép tự động. Nội dung đã được chọn sẵn: xin bấm giữ rồi chọn Sao chép (hoặc nhấn Ctrl+C).",
  en: "This device does not allow automatic copying. The text is selected: press and hold, then choose Copy (or press Ctrl+C).",
};

const form = document.querySelector("form");
const result = document.querySelector("#result");
const text = document.querySelector("#tk1-ts");
const status = document.querySelector("#copied");

takeOver(form, {
  fields: [
    required(form.fullName, NAME),
    birthDate(form.dateOfBirth),
    phoneNumber(form.phone),
    emailAddress(form.email),
    identifier(form.identifier),
  ],
  send: async (values) => tk1TsText(values),
  done: show,
});
form.addEventListener("input", () => { result.hidden = true; });
document.querySelector("#copy").addEventListener("click", copy);

/** @param {string} made */
function show(made) {
  text.value = made;
  say(status, "");
  result.hidden = false;
  result.querySelector("h2").focus();
}

async function copy() {
  try {
    await navigator.clipboard.writeText(text.value);
    say(status, COPIED);
  } catch {
    text.focus();
    text.select();
    say(status, SELECTED);
  }
}
