/** A field for a date of birth, typed as day, month, year in any common way and told as dd/mm/yyyy. */

const TYPED = /^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})$|^(\d{2})(\d{2})(\d{4})$/;
const OLDEST = 1900;

const MISSING = { vi: "Xin nhập ngày sinh.", en: "Enter the date of birth." };
const NOT_ONE = {
  vi: "Xin nhập đủ ngày, tháng, năm, ví dụ 05/09/1957.",
  en: "Enter day, month and year, such as 05/09/1957.",
};
const NO_SUCH_DAY = {
  vi: "Không có ngày này trong lịch. Xin kiểm tra lại ngày và tháng.",
  en: "There is no such day. Check the day and the month.",
};
const NOT_YET = { vi: "Ngày sinh không thể sau hôm nay.", en: "A date of birth cannot be after today." };
const TOO_OLD = { vi: "Xin kiểm tra lại năm sinh.", en: "Check the year of birth." };

/** @param {HTMLInputElement} input @returns {import("./field.js").Field} */
export function birthDate(input) {
  const typed = () => input.value.normalize("NFKC").trim();
  return { input, value: () => written(typed()), fault: () => fault(typed(), new Date()) };
}

/** @param {string} typed @returns {string} dd/mm/yyyy, or what was typed where that is no date */
export function written(typed) {
  const date = parts(typed);
  return date ? `${date.day.padStart(2, "0")}/${date.month.padStart(2, "0")}/${date.year}` : typed;
}

/** @param {string} typed @param {Date} today @returns {import("./language.js").Pair | null} */
export function fault(typed, today) {
  if (!typed) return MISSING;
  const date = parts(typed);
  if (!date) return NOT_ONE;
  const day = new Date(Date.UTC(Number(date.year), Number(date.month) - 1, Number(date.day)));
  if (day.getUTCDate() !== Number(date.day) || day.getUTCMonth() !== Number(date.month) - 1) return NO_SUCH_DAY;
  if (Number(date.year) < OLDEST) return TOO_OLD;
  return day > today ? NOT_YET : null;
}

/** @param {string} typed */
function parts(typed) {
  const [day, month, year] = (TYPED.exec(typed) ?? []).slice(1).filter(Boolean);
  return year ? { day, month, year } : null;
}
