/** Elements from script: text only, so that whatever people typed is shown as text. */

import { say } from "../../assets/language.js";

/**
 * @param {string} tag
 * @param {Record<string, any>} properties of the element
 * @param {...(Node | import("../../assets/language.js").Pair | string)} content a string is what somebody typed: as it is
 */
export function make(tag, properties = {}, ...content) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...content.map((each) => (each instanceof Node || typeof each === "string" ? each : pair(each))));
  return made;
}

/** @param {string} id of an element that the page has @returns {HTMLElement} */
export const at = (id) => document.getElementById(id);

/** @param {import("../../assets/language.js").Pair} words */
function pair(words) {
  const made = document.createElement("span");
  say(made, words);
  return made;
}
