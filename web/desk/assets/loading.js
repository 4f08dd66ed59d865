/** Something that a page asks for by itself: said while it is under way, and offered again when it fails. */

import { Problem } from "../../assets/api.js";
import { say } from "../../assets/language.js";
import { make } from "./build.js";
import { signInAgain } from "./frame.js";
import { staffWords } from "./staff-words.js";

const SLOW_AFTER = 10_000; // ms
const LOADING = { vi: "Đang tải…", en: "Loading…" };
const SLOW = { vi: "Mạng đang chậm, trang vẫn đang chờ trả lời…", en: "The network is slow; this page is still waiting…" };
const ONCE_MORE = { vi: "Thử lại", en: "Try again" };

/**
 * @template T
 * @param {HTMLElement} place a live region (role="status") for what is going on
 * @param {() => Promise<T>} ask
 * @param {(answer: T) => void} show
 */
export async function load(place, ask, show) {
  say(place, LOADING);
  const slow = setTimeout(() => say(place, SLOW), SLOW_AFTER);
  const outcome = await ask().then(
    (answer) => () => show(answer),
    (error) => () => failed(place, error, () => load(place, ask, show)),
  );
  clearTimeout(slow);
  say(place, "");
  outcome();
}

function failed(place, error, again) {
  const problem = error instanceof Problem ? error : new Problem({ code: "UNEXPECTED" });
  if (problem.code === "UNAUTHENTICATED") return signInAgain();
  const told = make("p", { className: "error" });
  say(told, staffWords(problem));
  place.replaceChildren(told, make("button", { type: "button", className: "quiet", onclick: again }, ONCE_MORE));
}
