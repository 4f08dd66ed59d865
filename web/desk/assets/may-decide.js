/**
 * Why whoever is signed in cannot decide; the server has the same rules and the last word.
 * @typedef {import("../../assets/language.js").Pair} Pair
 */

import { isBy } from "./staff-words.js";

const OWN = {
  vi: "Ông/Bà đã nhập hồ sơ này nên không được tự duyệt. Người thứ hai của cơ quan sẽ duyệt.",
  en: "You entered this declaration, so you cannot decide on it. A second person of the office does.",
};
const FOR_SUPERVISOR = {
  vi: "Mẫu 02/SĐ-GD do người duyệt thứ hai của cơ quan quyết định.",
  en: "A supervisor of the office decides on form 02/SĐ-GD.",
};
const FOR_OFFICER = { vi: "Mẫu TK1-TS do cán bộ BHXH quyết định.", en: "An officer decides on form TK1-TS." };

/**
 * @param {import("./session.js").Staff} me
 * @param {any} declaration
 * @returns {Pair | "" | null} null where they may; "" where there is nothing to explain
 */
export function whyNot({ roles, sub, officeCode }, { status, form, officeCode: deciding, timeline }) {
  const isOfOffice = roles.includes("officer") || roles.includes("supervisor");
  if (status !== "SUBMITTED" || !isOfOffice || deciding !== officeCode) return "";
  if (form === "02-SDGD" && isBy(timeline[0].by, sub)) return OWN;
  if (form === "02-SDGD") return roles.includes("supervisor") ? null : FOR_SUPERVISOR;
  if (!roles.includes("officer")) return FOR_OFFICER;
  return isBy(timeline[0].by, sub) ? OWN : null;
}
