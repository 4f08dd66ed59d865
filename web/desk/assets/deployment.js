/**
 * Where this deployment has its sign-in and its uploads, asked for once.
 * @typedef {{region: string, userPoolClientId: string, signInUrl: string, uploadOrigin: string}} Deployment
 */

import { Problem } from "../../assets/api.js";
import { exchange } from "./exchange.js";

/** @type {Deployment | null} */
let known = null;

/** @returns {Promise<Deployment>} @throws {Problem} */
export async function deployment() {
  known ??= await asked();
  return known;
}

async function asked() {
  const { response, body } = await exchange("/config.json", { method: "GET" });
  if (!response.ok || !body?.signInUrl) throw new Problem({ code: "UNEXPECTED" });
  return body;
}
