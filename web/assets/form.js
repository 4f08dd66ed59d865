/**
 * What every form does: check, send once, say what is going on and what went wrong, keep what was typed.
 * @typedef {import("./language.js").Pair} Pair
 * @typedef {import("./field.js").Field} Field
 * @typedef {object} Way
 * @property {Field[]} fields in the order of the page
 * @property {(values: Record<string, string>) => Promise<any>} send
 * @property {(answer: any) => void} done
 * @property {Record<string, Pair>} [words] this form's own words for a problem's code
 * @property {Unsure} [unsure] where it can be done once only
 * @property {Pair} [again] said when it may be sent again after a wait
 * @typedef {object} Unsure
 * @property {Pair} lost said when no answer came, so that it may have been done
 * @property {Record<string, Pair>} refused words for a problem's code from then on
 * @property {() => string} [of] what it is done to, where that can be another the next time: then nothing is in doubt
 * @property {(problem: Problem) => boolean} [disproved] whether a refusal shows that it has not been done
 */

import { Problem } from "./api.js";
import { clearError, showError } from "./field.js";
import { say } from "./language.js";
import { AGAIN, CHECK, SENDING, SLOW, left, words } from "./problem-words.js";
import { countDown } from "./times.js";

const SLOW_AFTER = 10_000; // ms
const LOST = ["OFFLINE", "TIMEOUT", "UNEXPECTED", "UNAVAILABLE"]; // the last is also what the gateway says when it gives up
const BESIDE = { INVALID_CODE: "code", WEAK_PASSWORD: "newPassword", INVALID_CREDENTIALS: "currentPassword" };

/**
 * Take over a form: show it, and send it when it is submitted and nothing is wrong with its fields.
 * @param {HTMLFormElement} form with one submit button
 * @param {Way} way
 * @returns {{wait: (seconds: number) => void}} `wait` holds the form for some time
 */
export function takeOver(form, way) {
  const taken = new TakenOver(form, way);
  form.hidden = false;
  form.parentElement.querySelector(".needs-script")?.remove();
  return taken;
}

class TakenOver {
  #form;
  #way;
  #places;
  #held = false; // while something is under way or has to be waited for
  #sentOf = ""; // what the last sending does something to
  /** @type {string | null} */
  #unsureOf = null; // what was sent before without an answer, so that it may have been done
  #stop = () => {};

  /** @param {HTMLFormElement} form @param {Way} way */
  constructor(form, way) {
    this.#form = form;
    this.#way = way;
    this.#places = messages(form);
    for (const { input } of way.fields) input.addEventListener("input", () => this.#typed(input));
    form.addEventListener("submit", (event) => this.#submitted(event));
    form.addEventListener("reset", () => setTimeout(() => this.#emptied()));
  }

  /** Hold the form until it may be sent again. The seconds are shown, but not read out one by one. */
  wait(seconds) {
    this.#hold(true);
    this.#stop();
    this.#stop = countDown(seconds, (remaining) => {
      say(this.#places.timer, remaining ? left(remaining) : "");
      if (remaining) return;
      this.#hold(false);
      say(this.#places.error, "");
      say(this.#places.status, this.#way.again ?? AGAIN);
    });
  }

  #typed(input) {
    clearError(input);
    if (!this.#held && !this.#form.querySelector("[aria-invalid]")) say(this.#places.error, "");
  }

  /** Nobody has typed, but whoever listens to a field takes back what it said of what stood there. */
  #emptied() {
    this.#unsureOf = null;
    if (!this.#held) for (const place of [this.#places.error, this.#places.status]) say(place, "");
    for (const { input } of this.#way.fields) for (const type of ["input", "change"]) input.dispatchEvent(new Event(type));
  }

  #submitted(event) {
    event.preventDefault();
    if (this.#held) return;
    for (const input of this.#form.querySelectorAll("[aria-invalid]")) clearError(input);
    say(this.#places.error, "");
    const faults = this.#way.fields.map(({ input, fault }) => [input, fault()]).filter(([, told]) => told);
    if (faults.length) this.#complain(faults, CHECK);
    else void this.#send();
  }

  async #send() {
    this.#hold(true);
    say(this.#places.status, SENDING);
    const slow = setTimeout(() => say(this.#places.status, SLOW), SLOW_AFTER);
    this.#sentOf = this.#way.unsure?.of?.() ?? "";
    const values = Object.fromEntries(this.#way.fields.map(({ input, value }) => [input.name, value()]));
    const next = await this.#way.send(values).then(
      (answer) => () => this.#way.done(answer),
      (error) => () => this.#tell(error instanceof Problem ? error : new Problem({ code: "UNEXPECTED" })),
    );
    clearTimeout(slow);
    say(this.#places.status, "");
    this.#hold(false);
    next();
  }

  /** Say what went wrong beside the fields that it is about, or else above the button. */
  #tell(problem) {
    const told = this.#words(problem);
    const faults = blamed(problem, told).map(([name, why]) => [this.#form.elements.namedItem(name), why]);
    const known = faults.filter(([input]) => input);
    const elsewhere = faults.filter(([input]) => !input).map(([, why]) => why).join(" ");
    if (known.length) this.#complain(known, elsewhere || CHECK);
    else say(this.#places.error, told);
    if (problem.retryAfter) this.wait(problem.retryAfter);
  }

  /** @param {Problem} problem @returns {Pair | string} */
  #words(problem) {
    const { words: own, unsure } = this.#way;
    const isLost = LOST.includes(problem.code);
    if (isLost) this.#unsureOf = this.#sentOf;
    else if (unsure?.disproved?.(problem)) this.#unsureOf = null;
    const inDoubt = isLost ? unsure?.lost : this.#unsureOf === this.#sentOf && unsure?.refused[problem.code];
    return inDoubt || own?.[problem.code] || words(problem);
  }

  /**
   * @param {[HTMLElement, Pair | string][]} faults at least one; the first on the page is gone to
   * @param {Pair | string} above the button: heard even where the focus need not move
   */
  #complain(faults, above) {
    for (const [input, told] of faults) showError(input, told);
    say(this.#places.error, above);
    this.#form.querySelector("[aria-invalid]").focus();
  }

  /** The button keeps its focus, so it is not disabled but says that it is. */
  #hold(held) {
    this.#held = held;
    this.#form.querySelector("[type=submit]").setAttribute("aria-disabled", String(held));
  }
}

/** The names of the fields that a problem is about, each with all that is wrong with it. */
function blamed(problem, told) {
  const names = [...new Set(problem.reasons.map(({ field = "" }) => field))];
  if (!names.some(Boolean)) return [[problem.field || BESIDE[problem.code] || "", told]];
  const details = (name) => problem.reasons.filter(({ field = "" }) => field === name).map(({ detail }) => detail);
  return names.map((name) => [name, details(name).join(" ")]);
}

/** Live regions are heard only if they were there before they spoke. */
function messages(form) {
  const made = (role, className) => {
    const place = document.createElement("p");
    place.setAttribute("role", role);
    place.className = className;
    form.querySelector("[type=submit]").before(place);
    return place;
  };
  return { error: made("alert", "error"), timer: made("timer", "timer"), status: made("status", "status") };
}
