/**
 * The text of form TK1-TS for adding an e-mail address. Pure: no page, no network.
 * Field numbers: Quyết định 505/QĐ-BHXH (2020), kept by 490/QĐ-BHXH (2023).
 */

import { insuranceNumber } from "./insurance-number.js";

const BLANK = "……………………";

/**
 * What to hand to the employer, in Vietnamese whatever the page's language; an empty value stays a dotted line.
 * @param {{fullName: string, dateOfBirth: string, phone: string, email: string, identifier: string}} values
 * @returns {string} a line for each field
 */
export function tk1TsText({ fullName, dateOfBirth, phone, email, identifier }) {
  const written = (/** @type {string} */ value) => value || BLANK;
  return [
    "TỜ KHAI THAM GIA, ĐIỀU CHỈNH THÔNG TIN BẢO HIỂM XÃ HỘI, BẢO HIỂM Y TẾ",
    "(Mẫu TK1-TS)",
    "",
    `[01] Họ và tên: ${written(fullName)}`,
    `[03] Ngày, tháng, năm sinh: ${written(dateOfBirth)}`,
    `[07] Điện thoại: ${written(phone)}`,
    `[08] Email (nếu có): ${written(email)}`,
    `[13] Mã số BHXH: ${written(insuranceNumber(identifier))}`,
    `[18] Nội dung thay đổi, yêu cầu khác: Bổ sung địa chỉ email: ${written(email)}`,
  ].join("\n");
}
