/**
 * The provinces since 01/07/2025, asked for once.
 * @typedef {{code: string, name: string, kind: "city" | "province", mergedFrom: string[], earlier: string[]}} Province
 * `mergedFrom` are those that were merged into it then; `earlier` are older provinces that it was wholly or partly in.
 */

import { Problem } from "./api.js";

const PATIENCE = 30_000; // ms
/** @type {Province[] | null} */
let known = null;

/** @returns {Promise<Province[]>} @throws {Problem} OFFLINE when the list cannot be had; ask again later */
export async function provinces() {
  known ??= await asked();
  return known;
}

async function asked() {
  try {
    const response = await fetch("data/provinces.json", { signal: AbortSignal.timeout(PATIENCE) });
    if (response.ok) return await response.json();
  } catch {
    // no network, no answer in time, or not JSON: one answer for all
  }
  throw new Problem({ code: "OFFLINE" });
}
