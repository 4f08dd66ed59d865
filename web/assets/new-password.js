/** The field in which a new password is chosen: shown or hidden, with what is good about it and what is not. */

import { advise } from "./field.js";
import { say } from "./language.js";
import { whenSettled } from "./settled.js";
import { EXAMPLES, SHORTEST, hasAccents, level, refusal, weaknesses } from "./strength.js";

const QUIET = 500; // ms without a key before strength is read out
const SHOW = { vi: "Hiện mật khẩu", en: "Show password" };
const HIDE = { vi: "Che mật khẩu", en: "Hide password" };
const ACCENTS = {
  vi: "Mật khẩu đang có chữ có dấu. Bộ gõ tiếng Việt thường ghép dấu khi mật khẩu hiện ra nhưng không ghép khi bị che, nên lần sau có thể gõ ra mật khẩu khác. Xin dùng chữ không dấu.",
  en: "The password has accented letters. Vietnamese keyboards often make them when the password is shown but not when it is hidden, so next time the same keys may give another password. Better use letters without accents.",
};
const HINT = {
  vi: `Ít nhất ${SHORTEST} ký tự. Dễ nhớ nhất là ghép bốn, năm từ không liên quan, gõ không dấu, ví dụ «${EXAMPLES[0]}» hoặc «${EXAMPLES[1]}». Đừng dùng chính các ví dụ này.`,
  en: `At least ${SHORTEST} characters. Easiest to remember are four or five unrelated words without accents, such as “${EXAMPLES[0]}” or “${EXAMPLES[1]}”. Do not use these very examples.`,
};
const LEVELS = [
  { vi: "", en: "" },
  { vi: "Chưa dùng được", en: "Not accepted" },
  { vi: "Dễ đoán", en: "Easily guessed" },
  { vi: "Tạm được", en: "Fair" },
  { vi: "Tốt", en: "Good" },
];

/**
 * @param {HTMLInputElement} input
 * @param {() => string[]} own what others know of the person: number, mailbox …
 * @returns {import("./field.js").Field}
 */
export function newPassword(input, own) {
  offerToShow(input);
  addHint(input);
  const assess = meter(input, own);
  advise(input, "");
  input.addEventListener("input", () => {
    advise(input, hasAccents(input.value) ? ACCENTS : "");
    assess();
  });
  return { input, value: () => input.value, fault: () => refusal(input.value) };
}

/** A password is sent hidden: password keepers look for it, and so does whoever looks over the shoulder. */
function offerToShow(input) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet" });
  const row = Object.assign(document.createElement("div"), { className: "row" });
  input.replaceWith(row);
  row.append(input, button);
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    say(button, shown ? HIDE : SHOW);
  };
  button.addEventListener("click", () => show(input.type === "password"));
  input.form.addEventListener("submit", () => show(false));
  show(false);
}

function addHint(input) {
  const hint = Object.assign(document.createElement("p"), { id: `${input.id}-hint`, className: "hint" });
  say(hint, HINT);
  input.closest(".row").before(hint);
  input.setAttribute("aria-describedby", hint.id);
}

/** Four bars for the eye, words for everyone. @returns {() => void} to be called when something was typed */
function meter(input, own) {
  const bars = Object.assign(document.createElement("div"), { className: "meter", ariaHidden: "true" });
  bars.append(...LEVELS.slice(1).map(() => document.createElement("i")));
  const verdict = Object.assign(document.createElement("p"), { className: "status", role: "status" });
  input.closest(".row").after(bars, verdict);
  let pause;
  return () => {
    bars.dataset.level = String(level(input.value, own()));
    clearTimeout(pause);
    pause = setTimeout(() => whenSettled(() => say(verdict, judged(input.value, own()))), QUIET);
  };
}

/** @param {string} typed @param {string[]} own @returns {import("./language.js").Pair | ""} */
function judged(typed, own) {
  if (!typed) return "";
  const verdict = LEVELS[level(typed, own)];
  const refused = refusal(typed);
  if (refused) return { vi: `${verdict.vi}. ${refused.vi}`, en: `${verdict.en}. ${refused.en}` };
  const why = weaknesses(typed, own);
  if (!why.length) return verdict;
  return { vi: `${verdict.vi}: ${why.map(({ vi }) => vi).join("; ")}.`, en: `${verdict.en}: ${why.map(({ en }) => en).join("; ")}.` };
}
