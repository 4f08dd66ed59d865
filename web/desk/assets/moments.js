/** Days and times in the clock of Vietnam, whatever the clock of the machine. */

const ZONE = { timeZone: "Asia/Ho_Chi_Minh" };
const DAY = new Intl.DateTimeFormat("vi-VN", { ...ZONE, day: "2-digit", month: "2-digit", year: "numeric" });
const CLOCK = new Intl.DateTimeFormat("vi-VN", { ...ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const NUMBER = new Intl.NumberFormat("vi-VN");

/** @param {string} iso a time in UTC @returns {string} 05/09/2026 14:05 */
export function moment(iso) {
  const time = new Date(iso);
  return `${DAY.format(time)} ${CLOCK.format(time)}`;
}

/** @param {string} date yyyy-mm-dd @returns {string} dd/mm/yyyy */
export const written = (date) => date.split("-").reverse().join("/");

/** @param {string} date dd/mm/yyyy @returns {string} yyyy-mm-dd */
export const asIso = (date) => date.split("/").reverse().join("-");

/** @param {number} amount @returns {string} 12.345 */
export const amount = (amount) => NUMBER.format(amount);
