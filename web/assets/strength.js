/**
 * Whether a new password is easily guessed, as far as a page can tell. The server, which knows more, has the last word.
 * @typedef {import("./language.js").Pair} Pair
 */

export const SHORTEST = 12; // code points; the least that the server may be set to
const LONGEST = 128;
const GOOD = 16;
const LEAST_OF_ONES_OWN = 6; // characters that are neither one's number nor one's mailbox
const RUN = 5;
const LINES = ["01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
const OURS = ["vssid", "bhxh", "baohiemxahoi", "matkhau", "password"];

/** Shown as examples, so known to everyone: refused here, and by the server's common_passwords.txt. */
export const EXAMPLES = ["bon con ca boi quanh nui", "chiec non xanh bay qua cau", "thang ba mua nhe ngoai hien"];

/** @param {string} text @returns {string} as it is compared: NFKC, ends trimmed */
export const normalised = (text) => text.normalize("NFKC").trim();

/** @param {string} text @returns {string} without diacritics, separators and case: «Đặng Văn-Hoà» → dangvanhoa */
export const folded = (text) =>
  text.toLowerCase().normalize("NFKD").replaceAll("đ", "d").replace(/[^\p{L}\p{N}]/gu, "");

/** @param {string} text @returns {boolean} whether an input method has put accents on letters */
export const hasAccents = (text) => /[\p{M}đĐ]/u.test(text.normalize("NFD"));

/** @param {string} typed @returns {Pair | null} why it cannot be sent at all */
export function refusal(typed) {
  const length = [...normalised(typed)].length;
  if (!length) return { vi: "Xin đặt mật khẩu mới.", en: "Choose a new password." };
  if (length < SHORTEST) {
    return {
      vi: `Cần ít nhất ${SHORTEST} ký tự; còn thiếu ${SHORTEST - length}.`,
      en: `At least ${SHORTEST} characters are needed; ${SHORTEST - length} to go.`,
    };
  }
  if (length > LONGEST) return { vi: `Dài nhất là ${LONGEST} ký tự.`, en: `At most ${LONGEST} characters.` };
  if (EXAMPLES.some((example) => folded(typed).includes(folded(example)))) {
    return { vi: "Đây là ví dụ mà ai cũng đọc được. Xin đặt một câu của riêng Quý khách.", en: "This is the example that everyone reads. Make up your own phrase." };
  }
  return null;
}

/** @param {string} typed @param {string[]} own one's number, mailbox … @returns {Pair[]} why it is easily guessed */
export function weaknesses(typed, own) {
  const text = folded(typed);
  const found = [];
  if (/^\d*$/.test(text)) found.push({ vi: "chỉ có chữ số", en: "it is digits only" });
  if (repeats(text)) found.push({ vi: "lặp đi lặp lại", en: "it repeats itself" });
  if (hasRun(text)) found.push({ vi: "có dãy liền nhau như 12345 hay qwert", en: "it has a run such as 12345 or qwert" });
  if (tellsOnlyOf(text, own)) found.push({ vi: "dựa vào mã số hoặc tên hộp thư của Quý khách", en: "it is built on your number or mailbox" });
  if (tellsOnlyOf(text, OURS)) found.push({ vi: "dựa vào từ ai cũng nghĩ đến, như VssID, BHXH", en: "it is built on words anyone would try, such as VssID" });
  return found;
}

/** @param {string} typed @param {string[]} own @returns {0 | 1 | 2 | 3 | 4} 0 nothing typed, 1 refused, 2 weak, 3 fair, 4 good */
export function level(typed, own) {
  if (!typed) return 0;
  if (refusal(typed)) return 1;
  if (weaknesses(typed, own).length) return 2;
  return [...normalised(typed)].length < GOOD ? 3 : 4;
}

/** Few different characters, or one short piece over and over. */
const repeats = (text) => new Set(text).size < 5 || /^(.{1,6}?)\1+.?$/u.test(text) || /(.)\1{3}/u.test(text);

/** Five in a row of the digits, the alphabet or a row of keys, either way. */
function hasRun(text) {
  const lines = LINES.flatMap((line) => [line, [...line].reverse().join("")]);
  for (let at = 0; at + RUN <= text.length; at += 1) {
    if (lines.some((line) => line.includes(text.slice(at, at + RUN)))) return true;
  }
  return false;
}

/** Whether hardly anything is left of a folded text without these words. */
function tellsOnlyOf(text, words) {
  const known = words.map(folded).filter((word) => word.length > 2 && text.includes(word));
  return known.length > 0 && known.reduce((rest, word) => rest.replaceAll(word, ""), text).length < LEAST_OF_ONES_OWN;
}
