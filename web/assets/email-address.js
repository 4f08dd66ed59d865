/** A field for an e-mail address: refuses what cannot be one, and only asks about what looks mistyped. */

import { suggestAddress } from "./email-domains.js";
import { advise } from "./field.js";

const SHAPE = /^[^\s@,;]+@[^\s@,;]+\.[^\s@.,;]{2,}$/;
const ASCII = /^[\x20-\x7e]*$/;

const MISSING = { vi: "Xin nhập địa chỉ thư điện tử.", en: "Enter an e-mail address." };
const ACCENTS = {
  vi: "Địa chỉ thư điện tử không có dấu tiếng Việt. Xin tắt bộ gõ rồi nhập lại.",
  en: "An e-mail address has no Vietnamese accents. Switch off the Vietnamese keyboard and type it again.",
};
const NOT_ONE = {
  vi: "Địa chỉ thư điện tử có dạng ten@nhacungcap.com, không có dấu cách.",
  en: "An e-mail address looks like name@provider.com, without spaces.",
};

/** @param {HTMLInputElement} input @returns {import("./field.js").Field} */
export function emailAddress(input) {
  const value = () => input.value.normalize("NFKC").trim();
  advise(input, "");
  input.addEventListener("change", () => advise(input, question(suggestAddress(value()))));
  return { input, value, fault: () => fault(value()) };
}

/** @param {string | null} meant @returns {import("./language.js").Pair | ""} */
function question(meant) {
  return meant ? { vi: `Có phải Quý khách muốn viết ${meant}?`, en: `Did you mean ${meant}?` } : "";
}

/** @param {string} address */
function fault(address) {
  if (!address) return MISSING;
  if (!ASCII.test(address)) return ACCENTS;
  return SHAPE.test(address) ? null : NOT_ONE;
}
