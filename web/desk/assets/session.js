/**
 * Who is signed in, in this tab only. sessionStorage dies with the tab, is not shared with other tabs and is never sent
 * anywhere by itself; see README.md for why the tokens are there.
 * @typedef {"unit" | "collector" | "officer" | "supervisor"} Role
 * @typedef {{sub: string, name: string, roles: Role[], unitCode: string, officeCode: string}} Staff
 */

import { Problem } from "../../assets/api.js";
import { refresh, revoke } from "./cognito.js";

const KEY = "staff-session";
const EARLY = 60_000; // ms before its end that a token is renewed
/** @type {readonly Role[]} */
const ROLES = ["unit", "collector", "officer", "supervisor"];

/** @type {Promise<void> | null} */
let renewing = null;

/** @param {import("./cognito.js").Tokens} tokens of a sign-in that is complete */
export function begin(tokens) {
  const { IdToken: idToken, RefreshToken: refreshToken = stored()?.refreshToken, ExpiresIn: lasts } = tokens;
  sessionStorage.setItem(KEY, JSON.stringify({ idToken, refreshToken, until: Date.now() + lasts * 1000 }));
}

/** @returns {Staff | null} null when nobody is signed in */
export function staff() {
  const session = stored();
  if (!session) return null;
  const claims = claimsOf(session.idToken);
  const groups = [claims["cognito:groups"] ?? []].flat().join(" ");
  return {
    sub: claims.sub,
    name: claims.name || claims.email || claims["cognito:username"] || "",
    roles: ROLES.filter((role) => new RegExp(`\\b${role}\\b`).test(groups)),
    unitCode: claims["custom:unit_code"] ?? "",
    officeCode: claims["custom:office_code"] ?? "",
  };
}

/** @returns {Promise<string>} an id token that is good for a minute at least @throws {Problem} UNAUTHENTICATED and others */
export async function token() {
  if (!stored()) throw new Problem({ code: "UNAUTHENTICATED" });
  if (stored().until - Date.now() < EARLY) await renew();
  return stored().idToken;
}

/** A new id token from the refresh token, once for all who ask meanwhile. @throws {Problem} */
export function renew() {
  renewing ??= renewed().finally(() => { renewing = null; });
  return renewing;
}

/** Forget the tokens here at once, and have the refresh token revoked if the network allows. */
export async function end() {
  const refreshToken = stored()?.refreshToken;
  sessionStorage.removeItem(KEY);
  if (refreshToken) await revoke(refreshToken).catch(() => null); // it ends by itself in 12 hours
}

async function renewed() {
  const refreshToken = stored()?.refreshToken;
  try {
    if (!refreshToken) throw new Problem({ code: "SIGN_IN_EXPIRED" });
    begin((await refresh(refreshToken)).AuthenticationResult);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "SIGN_IN_EXPIRED") throw error;
    sessionStorage.removeItem(KEY);
    throw new Problem({ code: "UNAUTHENTICATED" });
  }
}

/** @returns {{idToken: string, refreshToken: string, until: number} | null} */
function stored() {
  return JSON.parse(sessionStorage.getItem(KEY) ?? "null");
}

/** What a token says of its owner. Only the server may believe it: here it decides what is shown, not what is allowed. */
function claimsOf(idToken) {
  const base64 = idToken.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}
