/**
 * A field for digits that are read in groups: «1234 5678». It is one field, not a box for each group, so that paste,
 * autofill, correction and screen readers work as everywhere.
 */

/**
 * @param {HTMLInputElement} input
 * @param {number[]} groups how many digits each group has
 * @returns {import("./field.js").Field}
 */
export function digits(input, groups) {
  const wanted = groups.reduce((sum, size) => sum + size, 0);
  const value = () => only(input.value);
  input.addEventListener("input", () => regroup(input, groups));
  return { input, value, fault: () => fault(value().length, wanted) };
}

/** @param {string} text @returns {string} */
const only = (text) => text.normalize("NFKC").replace(/\D/gu, "");

/** Put the spaces where they belong, and the caret behind the same digit as before. */
function regroup(input, groups) {
  const before = only(input.value.slice(0, input.selectionStart ?? input.value.length)).length;
  const shown = grouped(only(input.value), groups);
  if (shown === input.value) return;
  input.value = shown;
  const caret = position(shown, before);
  input.setSelectionRange(caret, caret);
}

/** @param {string} text @param {number[]} groups more digits than there should be stay, in the last group */
function grouped(text, groups) {
  let start = 0;
  const parts = groups.map((size, index) => {
    const end = index === groups.length - 1 ? undefined : start + size;
    const part = text.slice(start, end);
    start += size;
    return part;
  });
  return parts.filter(Boolean).join(" ");
}

/** @param {string} shown @param {number} count @returns {number} the place right behind that many digits */
function position(shown, count) {
  let place = 0;
  for (let seen = 0; seen < count; place += 1) if (shown[place] !== " ") seen += 1;
  return place;
}

/** @param {number} count @param {number} wanted @returns {import("./language.js").Pair | null} */
function fault(count, wanted) {
  if (count === wanted) return null;
  if (!count) return { vi: `Xin nhập đủ ${wanted} chữ số.`, en: `Enter all ${wanted} digits.` };
  return { vi: `Cần ${wanted} chữ số; Quý khách đã nhập ${count}.`, en: `${wanted} digits are needed; you entered ${count}.` };
}
