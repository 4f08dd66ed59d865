/** What was typed when the session ended, kept in this tab until whoever typed it has signed in again. */

import { staff } from "./session.js";

const KEY = "draft";

/** The page's form that is worth keeping, and whose typing it is, noted while they are still signed in. */
let form = null;
let owner = "";

/**
 * Put back what was kept of this form, once, and for the same person only.
 * @param {HTMLFormElement} ofPage with all its boxes, also those that stand elsewhere on the page
 */
export function restore(ofPage) {
  [form, owner] = [ofPage, staff()?.sub ?? ""];
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  if (kept?.page !== page()) return;
  sessionStorage.removeItem(KEY);
  if (kept.owner !== owner) return;
  for (const [name, value] of kept.typed) fill(name, value);
}

/** Keep what is in the form that `restore` was called with, if it was. */
export function keep() {
  if (form) sessionStorage.setItem(KEY, JSON.stringify({ page: page(), owner, typed: [...new FormData(form)] }));
}

/** Boxes may share a name; each is known by its value. @param {string} name @param {string} value */
function fill(name, value) {
  for (const each of form.elements) {
    if (each.name !== name) continue;
    if (each.type !== "checkbox") each.value = value;
    else if (each.value === value) each.checked = true;
  }
}

/** With what it is about: a reason typed for one declaration is not for another. */
const page = () => `${location.pathname}${location.search}`;
