/** The API as the staff use it: with the id token, and once more with a new one where it has run out. */

import { Problem } from "../../assets/api.js";
import { current } from "../../assets/language.js";
import { exchange } from "./exchange.js";
import { renew, token } from "./session.js";

const CREATED = 201;
const UNAUTHENTICATED = 401;

/** @param {string} path below /v1 @returns {Promise<any>} @throws {Problem} */
export const get = async (path) => read(await call(path, { method: "GET" }));

/** @param {string} path below /v1 @param {object} body @returns {Promise<any>} {} where the answer is empty @throws {Problem} */
export const post = async (path, body) => read(await sent(path, body));

/** Like `post`; `isNew` tells whether it was made now, or stood already. @returns {Promise<any>} @throws {Problem} */
export async function create(path, body) {
  const answer = await sent(path, body);
  return { ...read(answer), isNew: answer.response.status === CREATED };
}

const sent = (path, body) => call(path, { method: "POST", body: JSON.stringify(body) });

/** @param {string} path @param {RequestInit} init */
async function call(path, init) {
  const first = await asked(path, init);
  if (first.response.status !== UNAUTHENTICATED) return first;
  await renew();
  return asked(path, init);
}

/** @param {string} path @param {RequestInit} init */
async function asked(path, init) {
  const headers = { Authorization: await token(), "Accept-Language": current(), "Content-Type": "application/json" };
  return exchange(`/v1${path}`, { ...init, headers });
}

/** @param {{response: Response, body: any}} answer */
function read({ response, body }) {
  if (response.ok) return body ?? {};
  if (typeof body?.code === "string") throw new Problem(body);
  const retryAfter = Number(response.headers.get("Retry-After")) || 0;
  throw new Problem({ code: response.status === 429 ? "TOO_MANY_ATTEMPTS" : "UNEXPECTED", retryAfter });
}
