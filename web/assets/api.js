/** The API under the pages' own origin: JSON out, JSON or a Problem back, never anything else. */

import { current } from "./language.js";

const BASE = "/v1";
const PATIENCE = 30_000; // ms; API Gateway itself gives up after 29 s
let ahead = 0; // ms by which the server's clock is ahead of this device's

/**
 * Whatever went wrong. `code` is the server's (docs/openapi.yaml) or one of ours: OFFLINE (no
 * connection), TIMEOUT (sent, but no answer in 30 s), UNEXPECTED (an answer that is none of the API's).
 */
export class Problem extends Error {
  /** @param {{code: string, detail?: string, field?: string, retryAfter?: number, attemptsLeft?: number,
   *   reasons?: {code: string, detail: string, field?: string, suggestion?: string}[]}} told */
  constructor(told) {
    super(told.code);
    this.code = told.code;
    this.detail = told.detail ?? "";
    this.field = told.field ?? "";
    this.retryAfter = told.retryAfter ?? 0;
    this.attemptsLeft = told.attemptsLeft;
    this.reasons = told.reasons ?? [];
  }
}

/** @param {string} path below /v1 @returns {Promise<any>} @throws {Problem} */
export const get = (path) => call(path, { method: "GET" });

/** @param {string} path below /v1 @param {object} body @returns {Promise<any>} null for 204 @throws {Problem} */
export const post = (path, body) =>
  call(path, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });

/** @returns {Date} the time by the server's clock, as far as an answer has told it */
export const serverNow = () => new Date(Date.now() + ahead);

/** @param {string} path @param {RequestInit} init */
async function call(path, init) {
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    const response = await fetch(BASE + path, { ...OPTIONS, ...init, signal, headers: headers(init) });
    setClock(response);
    return read(response, await response.text());
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem({ code: signal.aborted ? "TIMEOUT" : "OFFLINE" });
  }
}

/** @type {RequestInit} */
const OPTIONS = { cache: "no-store", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer" };

/** @param {RequestInit} init */
const headers = (init) => ({ ...init.headers, "Accept-Language": current() });

/** @param {Response} response @param {string} text */
function read(response, text) {
  if (response.status === 204) return null;
  const body = parsed(text);
  if (response.ok && body) return body;
  if (!response.ok && typeof body?.code === "string") throw new Problem(body);
  throw new Problem({ code: response.status === 429 ? "TOO_MANY_ATTEMPTS" : "UNEXPECTED", retryAfter: waits(response) });
}

/** @param {string} text */
function parsed(text) {
  try {
    const body = JSON.parse(text);
    return typeof body === "object" ? body : null;
  } catch {
    return null;
  }
}

/** @param {Response} response @returns {number} seconds, 0 when it does not say */
const waits = (response) => Number(response.headers.get("Retry-After")) || 0;

/** @param {Response} response */
function setClock(response) {
  const told = Date.parse(response.headers.get("Date") ?? "");
  if (told) ahead = told - Date.now();
}
