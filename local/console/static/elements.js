// Elements made of text: nothing that comes from the stack is ever read as HTML.
import { current, say } from "/assets/language.js";

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

/** A time as people in Vietnam read it. @param {string} iso */
export function time(iso) {
  const format = { dateStyle: "short", timeStyle: "medium", timeZone: "Asia/Ho_Chi_Minh" };
  return new Intl.DateTimeFormat(current() === "en" ? "en-GB" : "vi-VN", format).format(new Date(iso));
}
