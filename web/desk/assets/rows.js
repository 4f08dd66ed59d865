/** Declarations in a list, and what was found about them. */

import { make } from "./build.js";
import { moment } from "./moments.js";
import { FLAGS, NO_TRIES_LEFT } from "./staff-words.js";

const WHOLE_FILE = { vi: "Cùng tệp với nhiều người: xem cả tệp", en: "Part of a file: see the whole file" };

/**
 * @param {any} declaration
 * @param {...Node} more
 * @returns {HTMLLIElement}
 */
export function row(declaration, ...more) {
  const { declarationId, fullName, statusName, timeline } = declaration;
  const name = make("a", { href: `declaration.html?id=${declarationId}` }, fullName);
  const about = make("p", { className: "hint" }, `${moment(timeline[0].at)} · ${where(declaration)} · `, statusName, ...due(declaration));
  return make("li", { className: "case" }, make("p", {}, name), make("p", {}, declaration.email), about, ...warnings(declaration), ...more);
}

/**
 * The way to the file that a declaration came with; nothing for one that came alone.
 * @param {any} declaration the links look alike, so each is heard with the name
 * @returns {HTMLElement[]}
 */
export function wholeFile({ batchId, fullName }) {
  if (!batchId) return [];
  const name = make("span", { className: "out-of-sight" }, `: ${fullName}`);
  return [make("p", {}, make("a", { href: `batch.html?id=${batchId}` }, WHOLE_FILE, name))];
}

/** @param {any} declaration @returns {HTMLElement[]} why a person should look at it, and what has gone wrong with it */
export function warnings({ flags, triesLeft }) {
  const told = flags.map((code) => FLAGS[code] ?? code);
  return [...told, ...(triesLeft === 0 ? [NO_TRIES_LEFT] : [])].map((words) => make("p", { className: "flag" }, words));
}

/** The time that a list of them is ordered by, where that is not when they were entered. @returns {import("../../assets/language.js").Pair[]} */
function due({ status, confirmBy, activeFrom }) {
  if (["APPROVED", "EXPIRED"].includes(status)) return [{ vi: ` · hạn xác nhận ${moment(confirmBy)}`, en: ` · to be confirmed by ${moment(confirmBy)}` }];
  if (["CONFIRMED", "ACTIVE"].includes(status)) return [{ vi: ` · hiệu lực từ ${moment(activeFrom)}`, en: ` · in effect from ${moment(activeFrom)}` }];
  return [];
}

const where = ({ form, unitCode, officeCode }) => `${form === "02-SDGD" ? "02/SĐ-GD" : form} · ${unitCode ?? officeCode}`;
