/**
 * What was checked when a declaration was entered. It is recorded only where every check agreed, so those of its form
 * are told as passed; what a person should look at comes as flags.
 */

const PERSON = {
  "TK1-TS": {
    vi: "Người này thuộc đơn vị, cơ quan đã khai.",
    en: "The person belongs to the unit or office that declared.",
  },
  "02-SDGD": { vi: "Có người mang mã số này trong cơ sở dữ liệu.", en: "There is a person with this number in the register." },
};
const ALL = [
  { vi: "Tài khoản VssID đang hoạt động.", en: "The VssID account is open." },
  { vi: "Họ tên và ngày sinh khớp với cơ sở dữ liệu.", en: "Name and date of birth agree with the register." },
  {
    vi: "Địa chỉ đúng dạng, không giống gõ nhầm, không phải hộp thư dùng tạm.",
    en: "The address is well-formed, does not look mistyped and is no throw-away mailbox.",
  },
  {
    vi: "Địa chỉ chưa dùng cho chính tài khoản này và chưa dùng cho quá nhiều tài khoản khác.",
    en: "The account does not have this address yet, and not too many others have it.",
  },
];

/** @param {string} form @returns {import("../../assets/language.js").Pair[]} */
export const passed = (form) => [PERSON[form] ?? PERSON["TK1-TS"], ...ALL];
