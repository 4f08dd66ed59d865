/** Which social insurance office a place belongs to today, by its old or its new name. */

import { required, showError } from "./field.js";
import { takeOver } from "./form.js";
import { say } from "./language.js";
import { findProvinces, officeName } from "./place-names.js";
import { provinces } from "./provinces.js";

/** @typedef {ReturnType<typeof findProvinces>[number]} Match */

const MISSING = { vi: "Xin nhập tên tỉnh hoặc thành phố.", en: "Enter the name of a province or city." };
const NOT_FOUND = {
  vi: "Không tìm thấy tên này. Xin nhập tên tỉnh hoặc thành phố (không phải phường, xã), hoặc chọn trong danh sách ở cuối trang.",
  en: "This name was not found. Enter a province or city (not a ward or commune), or use the list at the end of the page.",
};
const NO_LIST = {
  vi: "Chưa tải được dữ liệu để tìm. Xin thử lại, hoặc xem danh sách 34 tỉnh, thành phố ở cuối trang.",
  en: "The data for the search did not load. Try again, or use the list of the 34 provinces at the end of the page.",
};

const form = document.querySelector("form");
const found = document.querySelector("#found");
const heading = found.querySelector("h2");

takeOver(form, {
  fields: [required(form.place, MISSING)],
  send: async ({ place }) => findProvinces(await provinces(), place),
  done: answer,
  words: { OFFLINE: NO_LIST },
});
form.place.addEventListener("input", () => { found.hidden = true; });

/** @param {Match[]} matches */
function answer(matches) {
  found.hidden = matches.length === 0;
  if (!matches.length) {
    showError(form.place, NOT_FOUND);
    form.place.focus();
    return;
  }
  say(heading, title(matches));
  found.querySelector("ul").replaceChildren(...matches.map(item));
  heading.focus();
}

/** @param {Match[]} matches @returns {import("./language.js").Pair} */
function title(matches) {
  if (!matches[0].certain) return { vi: "Có phải Quý khách tìm nơi này?", en: "Did you mean this place?" };
  if (matches.length === 1) return { vi: "Cơ quan BHXH của Quý khách", en: "Your social insurance office" };
  return { vi: `Có ${matches.length} nơi gần với tên này`, en: `${matches.length} places are close to this name` };
}

/** @param {Match} match */
function item({ province, formerNames, dividedNames }) {
  const made = document.createElement("li");
  made.append(line("b", { vi: officeName(province), en: `${officeName(province)} (social insurance office)` }));
  if (formerNames.length) made.append(line("p", nowIn(formerNames, province.name)));
  for (const name of dividedNames) made.append(line("p", partlyIn(name, province.name)));
  if (province.mergedFrom.length) made.append(line("p", mergedFrom(province)));
  return made;
}

/** @param {string[]} formerNames @param {string} name */
function nowIn(formerNames, name) {
  const are = formerNames.length > 1 ? "are" : "is";
  return {
    vi: `${formerNames.join(", ")} nay thuộc ${name}.`,
    en: `${formerNames.join(", ")} ${are} now part of ${name}.`,
  };
}

/** @param {string} divided @param {string} name */
function partlyIn(divided, name) {
  return {
    vi: `Một phần ${divided} nay thuộc ${name}.`,
    en: `A part of ${divided} is now in ${name}.`,
  };
}

/** @param {import("./provinces.js").Province} province */
function mergedFrom({ name, mergedFrom: others }) {
  return {
    vi: `Gộp từ 01/07/2025: ${[name, ...others].join(", ")}.`,
    en: `Merged on 01/07/2025 from: ${[name, ...others].join(", ")}.`,
  };
}

/** @param {string} tag @param {import("./language.js").Pair} words */
function line(tag, words) {
  const made = document.createElement(tag);
  say(made, words);
  return made;
}
