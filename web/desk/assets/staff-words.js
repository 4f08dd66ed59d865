/**
 * What the desk says: who is who, what is what, and what went wrong, with «Ông/Bà».
 * @typedef {import("../../assets/language.js").Pair} Pair
 */

import { words } from "../../assets/problem-words.js";

const SIGN_IN_AGAIN = { vi: "Phiên làm việc đã hết. Xin đăng nhập lại.", en: "The session has ended. Please sign in again." };

/** @type {Record<string, Pair>} */
const PROBLEMS = {
  UNAUTHENTICATED: SIGN_IN_AGAIN,
  SIGN_IN_EXPIRED: {
    vi: "Đã quá thời gian chờ của bước này. Xin tải lại trang và đăng nhập lại từ đầu.",
    en: "This step waited too long. Please reload the page and sign in from the start.",
  },
  WRONG_SIGN_IN: { vi: "Tên đăng nhập hoặc mật khẩu chưa đúng.", en: "The user name or the password is wrong." },
  WRONG_MFA_CODE: {
    vi: "Mã chưa đúng hoặc đã đổi. Xin nhập mã đang hiện trong ứng dụng.",
    en: "The code is wrong or has changed. Please enter the one that the app shows now.",
  },
  STAFF_PASSWORD_REFUSED: {
    vi: "Mật khẩu này không được chấp nhận. Xin chọn mật khẩu dài hơn (từ 12 ký tự) và chưa dùng trước đây.",
    en: "This password is not accepted. Please choose a longer one (12 characters or more) that was not used before.",
  },
  ASK_ADMINISTRATOR: {
    vi: "Tài khoản này cần được quản trị viên đặt lại. Xin liên hệ quản trị viên của cơ quan BHXH.",
    en: "An administrator has to reset this account. Please ask the administrator of your social insurance office.",
  },
  UNEXPECTED: {
    vi: "Hệ thống đang gặp lỗi. Xin thử lại sau ít phút; những gì Ông/Bà đã nhập vẫn còn đây.",
    en: "Something is wrong on our side. Try again in a few minutes; what you typed is still here.",
  },
  FORBIDDEN: { vi: "Tài khoản đang đăng nhập không được làm việc này.", en: "The account that is signed in may not do this." },
  NOT_FOUND: {
    vi: "Không có hồ sơ này, hoặc hồ sơ không thuộc đơn vị, cơ quan của Ông/Bà.",
    en: "There is no such record, or it is not your unit's or office's.",
  },
  CONFLICT: {
    vi: "Hồ sơ đã sang bước khác, có thể người khác vừa xử lý. Xin tải lại trang để xem tình trạng mới nhất.",
    en: "The record has moved on; somebody else may have handled it. Please reload the page to see how it stands.",
  },
};

/** @param {import("../../assets/api.js").Problem} problem @returns {Pair | string} */
export const staffWords = (problem) => PROBLEMS[problem.code] ?? addressed(words(problem));

/** The citizens' pages say «Quý khách», forms say «Ông/Bà». @param {Pair | string | null} told */
export function addressed(told) {
  if (!told || typeof told === "string") return told;
  return { vi: told.vi.replaceAll("Quý khách", "Ông/Bà"), en: told.en };
}

/** @type {Record<import("./session.js").Role, Pair>} */
export const ROLES = {
  unit: { vi: "Đơn vị", en: "Unit" },
  collector: { vi: "Tổ chức dịch vụ thu", en: "Collecting organisation" },
  officer: { vi: "Cán bộ BHXH", en: "Officer" },
  supervisor: { vi: "Người duyệt thứ hai", en: "Supervisor" },
};

/** @type {Record<string, Pair>} */
export const FLAGS = {
  ADDRESS_REPLACED: {
    vi: "Tài khoản đã có địa chỉ thư điện tử; địa chỉ mới sẽ thay địa chỉ đó.",
    en: "The account has an e-mail address already; the new one will take its place.",
  },
  ADDRESS_SHARED: {
    vi: "Địa chỉ này cũng được xác nhận hoặc kê khai (trong cùng tệp) cho người khác.",
    en: "This address is also confirmed, or declared in the same file, for another person.",
  },
  UNIT_DOMAIN: {
    vi: "Hộp thư thuộc tên miền của chính đơn vị khai, đơn vị có thể mở được.",
    en: "The mailbox is in the declaring unit's own domain; the unit may be able to open it.",
  },
  OLD_ADDRESS_OBJECTED: {
    vi: "Người giữ địa chỉ thư điện tử cũ đã báo «không phải tôi» về hồ sơ này.",
    en: "The holder of the old e-mail address has said «this was not me» about this declaration.",
  },
};

/** @type {Pair} */
export const NO_TRIES_LEFT = {
  vi: "Mã số đã bị nhập sai 5 lần nên địa chỉ này không xác nhận được nữa và không gửi lại thư. Nơi đã khai cần khai lại đúng như cũ: tờ khai mới thay tờ khai này và cần được duyệt lại.",
  en: "The number was given wrongly 5 times, so this address can no longer be confirmed and no mail is sent again. Whoever declared it has to declare the same once more: that takes the place of this one and needs a new approval.",
};

const OTHERS = {
  citizen: { vi: "Người tham gia", en: "The person" },
  caller: { vi: "Người tham gia, qua điện thoại", en: "The person, by phone" },
  clock: { vi: "Hệ thống, khi đến hạn", en: "The system, when it was due" },
};

/**
 * Who did it, as a timeline names them: «officer 07906 <sub>», or citizen, caller, clock.
 * @param {string} by @param {string} sub of who is signed in
 * @returns {Pair | string}
 */
export function author(by, sub) {
  if (OTHERS[by]) return OTHERS[by];
  const [roles, place = ""] = by.split(" ");
  const known = roles.split("+").map((role) => ROLES[role]);
  if (!known.every(Boolean)) return by;
  const own = isBy(by, sub) ? { vi: " (chính Ông/Bà)", en: " (you)" } : { vi: "", en: "" };
  const name = (language) => `${known.map((role) => role[language]).join(", ")} ${place}${own[language]}`;
  return { vi: name("vi"), en: name("en") };
}

/** @param {string} by @param {string} sub */
export const isBy = (by, sub) => by.split(" ").at(-1) === sub;
