/** The number a person is known by: social insurance (10), personal identification (12) or health card (15). */

import { advise } from "./field.js";

const SEPARATORS = /[\s.\-\u2010-\u2013]/gu;
const NUMBER = /^(?:\d{10}|\d{12}|[A-Z]{2}[1-5]\d{12})$/;
const MOBILE = /^0[35789]\d{8}$/; // as numbers are since 2018

const MISSING = { vi: "Xin nhập mã số BHXH hoặc số căn cước.", en: "Enter your social insurance number or personal identification number." };
const LETTERS = {
  vi: "Mã số chỉ gồm chữ số; riêng mã thẻ BHYT có 15 ký tự, bắt đầu bằng hai chữ cái, ví dụ GD4790123456789.",
  en: "A number has digits only; just a health-card number, 15 characters, begins with two letters, such as GD4790123456789.",
};
const PHONE = {
  vi: "Đây có phải số điện thoại? Ô này cần mã số BHXH (10 chữ số) hoặc số căn cước (12 chữ số). Nếu đúng là mã số thì cứ tiếp tục.",
  en: "Is this a phone number? This field needs your social insurance number (10 digits) or personal identification number (12 digits). If it is your number, just go on.",
};

/** @param {string} text @returns {string} without spaces, dots and dashes; full-width digits as plain ones */
export const bare = (text) => text.normalize("NFKC").replace(SEPARATORS, "").toUpperCase();

/** @param {HTMLInputElement} input @returns {import("./field.js").Field} */
export function identifier(input) {
  const value = () => bare(input.value);
  advise(input, "");
  input.addEventListener("change", () => advise(input, MOBILE.test(value()) ? PHONE : ""));
  return { input, value, fault: () => fault(value()) };
}

/** @param {string} number */
function fault(number) {
  if (!number) return MISSING;
  if (NUMBER.test(number)) return null;
  if (/\D/.test(number)) return LETTERS;
  return {
    vi: `Mã số BHXH có 10 chữ số, số căn cước có 12; Quý khách đã nhập ${number.length}.`,
    en: `A social insurance number has 10 digits, a personal identification number 12; you entered ${number.length}.`,
  };
}
