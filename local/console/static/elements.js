// Elements made of text: nothing that comes from the stack is ever read as HTML.
import { say } from "/assets/language.js";

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** An element with the same words in both languages. */
export function both(tag, vi, en, attributes = {}) {
  const element = make(tag, attributes);
  say(element, { vi, en });
  return element;
}

/** A number as people in Vietnam write it: 0912 345 678. @param {string} number +84912345678 */
export const written = (number) => number.replace(/^\+84(\d{3})(\d{3})(\d+)$/, "0$1 $2 $3");
