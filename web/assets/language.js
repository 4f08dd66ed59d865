/**
 * Which language is shown. Both are in every page; site.css hides the one that <html lang> does not name.
 * @typedef {{vi: string, en: string}} Pair The same words in Vietnamese and English.
 */

const KEY = "language";

/** @returns {"vi" | "en"} the language shown now */
export function current() {
  return document.documentElement.lang === "en" ? "en" : "vi";
}

/**
 * Put words into an element. A pair follows the language switch by itself; a plain string (what the
 * server said, in the language it was asked in) stays as it is.
 * @param {Element} element
 * @param {Pair | string} words "" empties the element
 */
export function say(element, words) {
  if (words === "") element.replaceChildren();
  else if (typeof words === "string") element.replaceChildren(span(regional(), words));
  else element.replaceChildren(span("vi", words.vi), span("en", words.en));
}

/** @param {string} lang @param {string} text */
function span(lang, text) {
  const made = document.createElement("span");
  made.lang = lang;
  made.textContent = text;
  return made;
}

/** With a region the language is told to a screen reader, and site.css never hides it. */
function regional() {
  return current() === "en" ? "en-GB" : "vi-VN";
}

/** What the address asks for goes before what was chosen earlier, and holds for the pages after it. */
function wanted() {
  const asked = new URLSearchParams(location.search).get("lang");
  const language = (asked ?? remembered()) === "en" ? "en" : "vi";
  if (asked) remember(language);
  return language;
}

function remembered() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null; // storage is switched off: the address still carries the choice
  }
}

/** @param {"vi" | "en"} language */
function remember(language) {
  try {
    sessionStorage.setItem(KEY, language);
  } catch {
    // see remembered()
  }
}

/** The address carries the choice to whoever it is sent to. @param {"vi" | "en"} language */
function readdress(language) {
  const address = new URL(location.href);
  if (language === "en") address.searchParams.set("lang", "en");
  else address.searchParams.delete("lang");
  history.replaceState(history.state, "", address);
}

/** @param {"vi" | "en"} language */
function apply(language) {
  const title = document.querySelector("title");
  title.dataset.vi ??= title.textContent;
  document.documentElement.lang = language;
  document.title = title.dataset[language] ?? title.dataset.vi;
  document.dispatchEvent(new Event("language"));
}

function offerSwitch() {
  for (const button of document.querySelectorAll("[data-language-switch]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const language = current() === "en" ? "vi" : "en";
      remember(language);
      readdress(language);
      apply(language);
    });
  }
}

apply(wanted());
offerSwitch();
