/** One request and its JSON, for servers that need a header or are not the pages' own: the API, the sign-in, config.json. */

import { Problem } from "../../assets/api.js";

const PATIENCE = 30_000; // ms

/**
 * @param {string} url
 * @param {RequestInit} init
 * @returns {Promise<{response: Response, body: any}>} body is null where the answer is no JSON
 * @throws {Problem} OFFLINE (no connection) or TIMEOUT (no answer in 30 s)
 */
export async function exchange(url, init) {
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    const response = await fetch(url, { ...OPTIONS, ...init, signal });
    return { response, body: parsed(await response.text()) };
  } catch {
    throw new Problem({ code: signal.aborted ? "TIMEOUT" : "OFFLINE" });
  }
}

/** @type {RequestInit} */
const OPTIONS = { cache: "no-store", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer" };

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
