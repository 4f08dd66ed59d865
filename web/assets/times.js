/** Times and waits in words. @typedef {import("./language.js").Pair} Pair */

const CLOCK = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Ho_Chi_Minh" });
const UNITS = /** @type {const} */ ([[3600, "giờ", "hour"], [60, "phút", "minute"], [1, "giây", "second"]]);

/** @param {Date} at @returns {string} 14:05, by the clock of Vietnam, as in the mails */
export const clock = (at) => CLOCK.format(at);

/** @param {number} seconds @returns {Pair} its two greatest units: «1 phút 5 giây» */
export function duration(seconds) {
  const greatest = UNITS.findIndex(([size]) => seconds >= size);
  const parts = UNITS.slice(greatest, greatest + 2).map(([size, vi, en], index) => {
    const amount = Math.floor((index ? seconds % UNITS[greatest][0] : seconds) / size);
    return { amount, vi: `${amount} ${vi}`, en: `${amount} ${en}${amount === 1 ? "" : "s"}` };
  });
  const told = parts.filter(({ amount }) => amount > 0);
  return { vi: told.map(({ vi }) => vi).join(" "), en: told.map(({ en }) => en).join(" ") };
}

/**
 * Count down once a second. The time is taken from the clock, so a sleeping tab comes back right.
 * @param {number} seconds
 * @param {(left: number) => void} tick told at once, then every second, lastly with 0
 * @returns {() => void} stops it
 */
export function countDown(seconds, tick) {
  const end = Date.now() + seconds * 1000;
  const step = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    if (left === 0) clearInterval(timer);
    tick(left);
  };
  const timer = setInterval(step, 1000);
  step();
  return () => clearInterval(timer);
}
