/** What every page of the desk has around it: who is signed in, the pages that are theirs, the way out. */

import { say } from "../../assets/language.js";
import { at, make } from "./build.js";
import { keep } from "./draft.js";
import { end, staff } from "./session.js";
import { ROLES } from "./staff-words.js";

const NOT_YOURS = {
  vi: "Trang này không thuộc việc của tài khoản đang đăng nhập.",
  en: "This page is not for the account that is signed in.",
};
const PAGES = [
  { href: "index.html", roles: Object.keys(ROLES), name: { vi: "Trang đầu", en: "Start" } },
  { href: "declare.html", roles: ["unit", "collector"], name: { vi: "Khai một người", en: "Declare one" } },
  { href: "upload.html", roles: ["unit", "collector"], name: { vi: "Tải tệp lên", en: "Upload a file" } },
  { href: "queue.html", roles: ["officer", "supervisor"], name: { vi: "Hồ sơ chờ duyệt", en: "Queue" } },
  { href: "declare.html", roles: ["officer"], name: { vi: "Nhập mẫu 02/SĐ-GD", en: "Enter 02/SĐ-GD" } },
];

/**
 * @param {readonly string[]} roles whose page this is; [] everybody's
 * @returns {import("./session.js").Staff | null} null where somebody has to sign in first, or it is not theirs
 */
export function enter(roles = []) {
  const me = staff();
  if (!me) signInAgain();
  else surround(me);
  if (!me || !roles.length || roles.some((role) => me.roles.includes(role))) return me;
  at("main").replaceChildren(make("h1", {}, NOT_YOURS));
  return null;
}

/** Go to the sign-in, and come back to this very page afterwards, with what was typed. */
export function signInAgain() {
  keep();
  const here = location.pathname.split("/").pop() + location.search;
  location.replace(`index.html?${new URLSearchParams({ next: here })}`);
}

// Back after signing out: what the browser has kept of a page is not shown again.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && !staff()) location.reload();
});

/** Show who is signed in and where they may go. @param {import("./session.js").Staff} me */
function surround(me) {
  const mine = PAGES.filter(({ roles }) => roles.some((role) => me.roles.includes(role)));
  at("desk-pages").replaceChildren(...mine.map(link));
  say(at("who"), who(me));
  at("sign-out").onclick = leave;
  at("desk").hidden = false;
  for (const notice of document.querySelectorAll(".needs-script")) notice.remove();
}

/** @param {import("./session.js").Staff} me @returns {import("../../assets/language.js").Pair} */
function who(me) {
  const codes = [me.unitCode, me.officeCode].filter(Boolean).join(" · ");
  const named = (language) => [me.name, me.roles.map((role) => ROLES[role][language]).join(", "), codes].filter(Boolean).join(" – ");
  return { vi: named("vi"), en: named("en") };
}

function link({ href, name }) {
  const made = make("a", { href }, name);
  if (location.pathname.endsWith(`/${href}`)) made.setAttribute("aria-current", "page");
  return make("li", {}, made);
}

async function leave() {
  await end();
  location.replace("index.html");
}
