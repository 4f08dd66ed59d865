/** Something that changes by itself at the server: asked for again and again, until it is done. */

import { Problem } from "../../assets/api.js";
import { signInAgain } from "./frame.js";

const SOON = 2_000; // ms
const LATER = 5_000; // ms, after the first minute
const OFTEN = 30; // times
const FOR_A_WHILE = new Set(["OFFLINE", "TIMEOUT", "UNEXPECTED", "UNAVAILABLE", "TOO_MANY_ATTEMPTS"]);

/**
 * @template T
 * @param {() => Promise<T>} ask
 * @param {(answer: T) => boolean} show tells whether to go on
 * @param {(problem: Problem | null) => void} trouble null when it is over; it asks again by itself unless it is for good
 */
export async function watch(ask, show, trouble) {
  for (let times = 0; ; times += 1) {
    const problem = await ask().then((answer) => ({ goesOn: show(answer) }), (error) => error);
    if (problem.goesOn === false) return trouble(null);
    if (problem.code === "UNAUTHENTICATED") return signInAgain();
    trouble(problem.goesOn ? null : problem);
    if (!problem.goesOn && !FOR_A_WHILE.has(problem.code)) return;
    await pause(Math.max(times < OFTEN ? SOON : LATER, (problem.retryAfter ?? 0) * 1000));
  }
}

/** @param {number} time in ms */
const pause = (time) => new Promise((over) => setTimeout(over, time));
