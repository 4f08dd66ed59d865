/**
 * Finding a province by any name people still use. Pure: no page, no network.
 * @typedef {import("./provinces.js").Province} Province
 */

import { oneLetterApart } from "./one-letter-apart.js";

// Keys as fold() leaves them; values are names of data/provinces.json.
const OTHER_SPELLINGS = {
  "hcm": "TP. Hồ Chí Minh",
  "hcmc": "TP. Hồ Chí Minh",
  "sai gon": "TP. Hồ Chí Minh",
  "sg": "TP. Hồ Chí Minh",
  "hn": "Hà Nội",
  "hp": "Hải Phòng",
  "thua thien hue": "Huế",
  "dac lac": "Đắk Lắk",
  "dac lak": "Đắk Lắk",
  "dac nong": "Đắk Nông",
  "bac can": "Bắc Kạn",
  "brvt": "Bà Rịa–Vũng Tàu",
};

const EXACT = 0;
const BEGINS = 1;
const INSIDE = 2;
const MENTIONED = 3;
const MISTYPED = 4;
const NO_MATCH = 5;

/** @param {string} text @returns {string} lower-case ASCII words: "Đà Nẵng" and "DA NANG" are both "da nang" */
export function fold(text) {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/đ/g, "d")
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

/** @param {string} text @returns {string} folded, without "BHXH", "Tỉnh", "Thành phố", "TP." before the name */
export function foldPlace(text) {
  return fold(text)
    .replace(/^(bhxh|bao hiem xa hoi)\s+/, "")
    .replace(/^((tinh|thanh pho|t)\s+|tp\s*)/, "");
}

/** @param {Province} province @returns {string} its office: "BHXH tỉnh Cao Bằng", "BHXH TP. Hồ Chí Minh" */
export function officeName({ name, kind }) {
  if (name.startsWith("TP.")) return `BHXH ${name}`;
  return kind === "city" ? `BHXH thành phố ${name}` : `BHXH tỉnh ${name}`;
}

/**
 * The provinces of today that `query` may mean, best first, each once. A province of long ago is meant only
 * where its name is typed from its beginning: parts of it are names of places elsewhere.
 *
 * `formerNames` are the names it was found by that are wholly in it today, `dividedNames` those of
 * provinces that are now in several; `certain` is false when a letter had to be guessed.
 * @param {Province[]} provinces
 * @param {string} query
 * @returns {{province: Province, formerNames: string[], dividedNames: string[], certain: boolean}[]}
 */
export function findProvinces(provinces, query) {
  const sought = foldPlace(query);
  const ranked = namesOf(provinces)
    .map((place) => ({ ...place, rank: Math.min(...place.spellings.map((s) => rank(s, sought))) }))
    .filter((place) => place.rank <= place.weakest)
    .sort((a, b) => a.rank - b.rank);
  return byProvince(bestOf(ranked));
}

function byProvince(places) {
  return [...new Set(places.map(({ province }) => province))].map((province) => {
    const names = places.filter((place) => place.province === province);
    const former = names.filter(({ name }) => name !== province.name);
    return {
      province,
      formerNames: former.filter(({ divided }) => !divided).map(({ name }) => name),
      dividedNames: former.filter(({ divided }) => divided).map(({ name }) => name),
      certain: names[0].rank < MISTYPED,
    };
  });
}

/** `weakest` is the last rank by which a name still counts. */
function namesOf(provinces) {
  const earlier = provinces.flatMap((province) => province.earlier);
  const called = (province, names, weakest) =>
    names.map((name) => ({
      province,
      name,
      weakest,
      divided: earlier.indexOf(name) !== earlier.lastIndexOf(name),
      spellings: [foldPlace(name), ...otherSpellings(name)],
    }));
  return provinces.flatMap((province) => [
    ...called(province, [province.name, ...province.mergedFrom], MISTYPED),
    ...called(province, province.earlier, BEGINS),
  ]);
}

function otherSpellings(name) {
  return Object.keys(OTHER_SPELLINGS).filter((spelling) => OTHER_SPELLINGS[spelling] === name);
}

function rank(name, sought) {
  const typed = glue(sought);
  if (typed === glue(name)) return EXACT;
  if (typed.length < 2) return NO_MATCH;
  if (glue(name).startsWith(typed)) return BEGINS;
  if (tails(name).some((tail) => tail.startsWith(typed))) return INSIDE;
  if (` ${sought} `.includes(` ${name} `)) return MENTIONED;
  return typed.length >= 5 && oneLetterApart(typed, glue(name)) ? MISTYPED : NO_MATCH;
}

// A whole name leaves no doubt, and a guess is for when nothing else was found.
function bestOf(ranked) {
  const best = ranked[0]?.rank;
  if (best === EXACT) return ranked.filter((place) => place.rank === EXACT);
  if (best === BEGINS || best === INSIDE) return ranked.filter((place) => place.rank <= INSIDE);
  return ranked.filter((place) => place.rank === best);
}

function glue(folded) {
  return folded.replaceAll(" ", "");
}

function tails(folded) {
  const words = folded.split(" ");
  return words.map((_, start) => words.slice(start).join(""));
}
