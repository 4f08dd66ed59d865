/** Declarations in a list, and what was found about them. */

import { make } from "./build.js";
import { moment } from "./moments.js";
import { FLAGS } from "./staff-words.js";

/**
 * @param {any} declaration
 * @param {...Node} more
 * @returns {HTMLLIElement}
 */
export function row(declaration, ...more) {
  const { declarationId, fullName, statusName, timeline, flags } = declaration;
  const name = make("a", { href: `declaration.html?id=${declarationId}` }, fullName);
  const about = make("p", { className: "hint" }, `${moment(timeline[0].at)} · ${where(declaration)} · `, statusName);
  return make("li", { className: "case" }, make("p", {}, name), make("p", {}, declaration.email), about, ...flags.map(flag), ...more);
}

/** @param {string} code @returns {HTMLElement} why a person should look at it */
export const flag = (code) => make("p", { className: "flag" }, FLAGS[code] ?? code);

const where = ({ form, unitCode, officeCode }) => `${form === "02-SDGD" ? "02/SĐ-GD" : form} · ${unitCode ?? officeCode}`;
