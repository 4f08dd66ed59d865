/** What is said when something goes wrong. @typedef {import("./language.js").Pair} Pair */

import { duration } from "./times.js";

const LONG = 600; // seconds of waiting, from which another way is worth its while

/** @type {Pair} */
export const SENDING = { vi: "Đang gửi, xin chờ…", en: "Sending, please wait…" };
/** @type {Pair} */
export const SLOW = {
  vi: "Mạng đang chậm. Trang vẫn đang chờ trả lời, không cần bấm lại.",
  en: "The network is slow. This page is still waiting for an answer; there is no need to press again.",
};
/** @type {Pair} */
export const CHECK = { vi: "Xin sửa ô được đánh dấu.", en: "Please correct what is marked." };
/** @type {Pair} */
export const AGAIN = { vi: "Quý khách có thể thử lại ngay bây giờ.", en: "You can try again now." };
/** Where a change was sent and its answer was not seen. @type {Pair} */
export const MAYBE_CHANGED = {
  vi: "Chưa nhận được trả lời của hệ thống. Có thể mật khẩu mới đã được ghi nhận: xin thử đăng nhập bằng mật khẩu mới trước; nếu không được, xin kiểm tra mạng rồi bấm gửi lại. Những gì Quý khách đã nhập vẫn còn đây.",
  en: "No answer came. The new password may have been set: try to sign in with it first; if that fails, check your network and send again. What you typed is still here.",
};

/** @type {Record<string, Pair>} */
const WORDS = {
  OFFLINE: {
    vi: "Không kết nối được với hệ thống. Xin kiểm tra mạng rồi bấm lại; những gì Quý khách đã nhập vẫn còn đây.",
    en: "There is no connection. Check your network and press again; what you typed is still here.",
  },
  TIMEOUT: {
    vi: "Đã chờ 30 giây mà chưa có trả lời. Xin thử lại; những gì Quý khách đã nhập vẫn còn đây.",
    en: "There was no answer in 30 seconds. Please try again; what you typed is still here.",
  },
  UNEXPECTED: {
    vi: "Hệ thống đang gặp lỗi. Xin thử lại sau ít phút; những gì Quý khách đã nhập vẫn còn đây. Nếu vẫn không được, xin gọi 1900.9068.",
    en: "Something is wrong on our side. Try again in a few minutes; what you typed is still here. If it goes on, call 1900.9068.",
  },
  UNAVAILABLE: {
    vi: "Hệ thống đang gián đoạn, chưa có gì thay đổi. Xin thử lại sau ít phút; những gì Quý khách đã nhập vẫn còn đây.",
    en: "The service is interrupted; nothing has been changed. Try again in a few minutes; what you typed is still here.",
  },
  INVALID_REQUEST: {
    vi: "Nội dung này chưa đúng dạng. Xin Quý khách kiểm tra lại.",
    en: "This is not in the right form. Please check it.",
  },
  INVALID_TOKEN: {
    vi: "Liên kết này sai hoặc không còn hiệu lực. Xin mở liên kết trong thư mới nhất, hoặc gọi 1900.9068 để được giúp đỡ.",
    en: "This link is wrong or no longer valid. Open the link in the newest mail, or call 1900.9068 for help.",
  },
};

/**
 * A problem in words: ours where we have them, in both languages, else what the server says.
 * @param {import("./api.js").Problem} problem
 * @returns {Pair | string}
 */
export function words(problem) {
  if (problem.code === "TOO_MANY_ATTEMPTS") return tooMany(problem.retryAfter);
  if (problem.code === "INVALID_CODE") return wrongCode(problem.attemptsLeft ?? 0);
  if (problem.reasons.length) return problem.reasons.map(({ detail }) => detail).join(" ");
  return WORDS[problem.code] ?? (problem.detail || WORDS.UNEXPECTED);
}

/** @param {number} seconds @returns {Pair} */
export function left(seconds) {
  const { vi, en } = duration(seconds);
  return { vi: `Xin chờ ${vi}.`, en: `Please wait ${en}.` };
}

/** @param {number} seconds 0 when the server did not say @returns {Pair} */
function tooMany(seconds) {
  if (!seconds) return { vi: "Đã thử quá nhiều lần. Xin chờ ít phút rồi thử lại.", en: "Too many attempts. Wait a few minutes, then try again." };
  const { vi, en } = duration(seconds);
  const soon = seconds < LONG;
  return {
    vi: `Đã thử quá nhiều lần. Xin Quý khách thử lại sau ${vi}.${soon ? "" : " Cần ngay, xin gọi 1900.9068."}`,
    en: `Too many attempts. Please try again in ${en}.${soon ? "" : " If you need help now, call 1900.9068."}`,
  };
}

/** @param {number} attempts @returns {Pair} */
function wrongCode(attempts) {
  if (!attempts) {
    return {
      vi: "Mã này chưa đúng hoặc không còn dùng được. Xin Quý khách yêu cầu mã mới.",
      en: "This code is wrong or no longer works. Please ask for a new one.",
    };
  }
  return {
    vi: `Mã chưa đúng hoặc không còn hiệu lực. Xin dùng mã trong thư mới nhất. Quý khách còn ${attempts} lần thử.`,
    en: `The code is wrong or no longer valid. Use the one in the newest mail. Tries left: ${attempts}.`,
  };
}
