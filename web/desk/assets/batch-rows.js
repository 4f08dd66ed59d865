/** The rows of a file that are shown to whoever decides on it: a sample by chance, and every flagged one. */

import { at, make } from "./build.js";
import { row } from "./rows.js";

const APART = { vi: "Để riêng, không quyết định cùng cả tệp", en: "Leave out of the decision on the file" };

/** @param {any[]} sample rows that may be left out one by one */
export function showSample(sample) {
  at("sample").replaceChildren(...sample.map((each) => row(each, tick(each))));
  at("sampled").hidden = !sample.length;
}

/** @param {{flaggedDeclarations?: any[], flaggedCursor?: string | null}} page more of the flagged rows */
export function showFlagged({ flaggedDeclarations = [], flaggedCursor }) {
  const rows = flaggedDeclarations.map((each) => row(each));
  const goesOn = at("flagged").childElementCount > 0;
  at("flagged").append(...rows);
  at("apart").hidden = !at("flagged").childElementCount;
  at("more").hidden = !flaggedCursor;
  if (goesOn) rows[0]?.querySelector("a").focus();
}

/** @returns {string[]} the declarations that the decision is not to touch */
export const leftOut = () => new FormData(at("decide")).getAll("except");

/** Part of the form, wherever it stands: what is ticked is kept with it. @param {any} declaration */
function tick({ declarationId, fullName }) {
  const box = make("input", { type: "checkbox", name: "except", value: declarationId });
  box.setAttribute("form", "decide"); // as a property it is read-only
  // The labels look alike, so each is heard with the name.
  const words = make("span", {}, APART, make("span", { className: "out-of-sight" }, `: ${fullName}`));
  return make("label", { className: "tick" }, box, words);
}
