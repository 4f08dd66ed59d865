/** A field for a Vietnamese phone number, told as 0912 345 678. */

const PREFIX = /^(?:\+84|0084|84(?=\d{9}$))\(?0?\)?/;
const BEFORE_2018 = /^01\d{9}$/;
const NUMBER = /^0(?:[35789]\d{8}|2\d{8,9})$/;

const MISSING = { vi: "Xin nhập số điện thoại.", en: "Enter a phone number." };
const OLD = {
  vi: "Đây là số 11 chữ số kiểu cũ (trước năm 2018). Xin nhập số 10 chữ số đang dùng.",
  en: "This is an 11-digit number from before 2018. Enter the 10-digit number used now.",
};
const NOT_ONE = {
  vi: "Số điện thoại có 10 chữ số và bắt đầu bằng số 0, ví dụ 0912 345 678.",
  en: "A phone number has 10 digits and begins with 0, such as 0912 345 678.",
};

/** @param {HTMLInputElement} input @returns {import("./field.js").Field} */
export function phoneNumber(input) {
  const value = () => spaced(national(input.value));
  return { input, value, fault: () => fault(national(input.value)) };
}

/** @param {string} typed @returns {string} 0912345678, however it was typed */
export function national(typed) {
  const bare = typed.normalize("NFKC").replace(/[\s.\-\u2010-\u2013]/gu, "");
  return bare.replace(PREFIX, "0");
}

/** @param {string} number @returns {string} */
function spaced(number) {
  return [number.slice(0, 4), number.slice(4, 7), number.slice(7)].filter(Boolean).join(" ");
}

/** @param {string} number @returns {import("./language.js").Pair | null} */
function fault(number) {
  if (!number) return MISSING;
  if (BEFORE_2018.test(number)) return OLD;
  return NUMBER.test(number) ? null : NOT_ONE;
}
