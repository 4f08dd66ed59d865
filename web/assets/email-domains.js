/**
 * A hint for a mistyped mail provider, by the API's own rules, so that the page asks what the office's check
 * would refuse later. Pure: no page, no network; it never refuses an address itself.
 */

import { oneLetterApart } from "./one-letter-apart.js";

const PROVIDERS = ["gmail.com", "yahoo.com", "yahoo.com.vn", "hotmail.com", "outlook.com", "outlook.com.vn", "icloud.com"];

// Others' real domains that are one slip from a provider.
const REAL_NEIGHBOURS = ["grail.com", "yahoo.com.cn", "yahoo.com.ve"];

const KNOWN_SLIPS = new Map([
  ["gmail.com.com", "gmail.com"],
  ["gmail.com.vn", "gmail.com"],
  ["gmail.vn", "gmail.com"],
  ["googlemail.com.vn", "gmail.com"],
  ["hotmail.com.vn", "hotmail.com"],
  ["icloud.com.vn", "icloud.com"],
  ["mgail.com", "gmail.com"],
  ["ahoo.com", "yahoo.com"],
  ["ayhoo.com", "yahoo.com"],
  ["yahoo.com.com", "yahoo.com"],
  ["ohtmail.com", "hotmail.com"],
  ["otmail.com", "hotmail.com"],
  ["utlook.com", "outlook.com"],
]);

// No such top-level domains exist, so whatever stands before them is mended alike.
const IMPOSSIBLE_ENDING = /\.(?:(cmo|comm|con|coom|cpm|ocm|vom|xom)|nv|vm)$/;

/** @param {string} address @returns {string | null} the one probably meant: lan@gmial.com → lan@gmail.com */
export function suggestAddress(address) {
  const [, mailbox, domain] = /^(.+)@([^@]+)$/.exec(address.trim()) ?? [];
  if (!domain) return null;
  const typed = domain.toLowerCase();
  const meant = providerMeant(typed.replace(IMPOSSIBLE_ENDING, (_, commercial) => (commercial ? ".com" : ".vn")));
  return meant === typed ? null : `${mailbox}@${meant}`;
}

/** @param {string} domain */
function providerMeant(domain) {
  if (PROVIDERS.includes(domain) || REAL_NEIGHBOURS.includes(domain)) return domain;
  return KNOWN_SLIPS.get(domain) ?? PROVIDERS.find((known) => isSlipOf(domain, known)) ?? domain;
}

// A first letter is seldom wrong, and others' mail lives there: mail.com, ymail.com.
const isSlipOf = (domain, known) => domain[0] === known[0] && oneLetterApart(domain, known);
