/** An office's declarations, the oldest first, page by page. */

import { say } from "../../assets/language.js";
import { at } from "./build.js";
import { enter } from "./frame.js";
import { load } from "./loading.js";
import "./option-words.js";
import { row, wholeFile } from "./rows.js";
import { get } from "./staff-api.js";

const NONE = { vi: "Không có hồ sơ nào ở tình trạng này.", en: "There is no declaration in this state." };

const choice = at("choice");
const me = enter(["officer", "supervisor"]);
let cursor = "";
let turn = 0; // counts the choices, so that a late answer to an earlier one is not shown
if (me) start();

function start() {
  const asked = new URLSearchParams(location.search);
  choice.elements.namedItem("status").value = asked.get("status") ?? "SUBMITTED";
  choice.elements.namedItem("form").value = asked.get("form") ?? usual();
  choice.hidden = false;
  choice.addEventListener("change", choose);
  at("more").addEventListener("click", more);
  more();
}

/** What they decide on; both for whoever decides on both. */
function usual() {
  if (!me.roles.includes("supervisor")) return "TK1-TS";
  return me.roles.includes("officer") ? "" : "02-SDGD";
}

function choose() {
  const address = new URL(location.href);
  for (const [name, value] of new FormData(choice)) address.searchParams.set(name, value);
  history.replaceState(history.state, "", address);
  at("rows").replaceChildren();
  cursor = "";
  turn += 1;
  more();
}

function more() {
  const mine = turn;
  at("more").hidden = true;
  void load(at("state"), next, (found) => mine === turn && show(found));
}

function next() {
  const wanted = new URLSearchParams(new FormData(choice));
  if (cursor) wanted.set("cursor", cursor);
  return get(`/email-declarations?${wanted}`);
}

function show({ items, cursor: after }) {
  cursor = after;
  const rows = items.map((each) => row(each, ...wholeFile(each)));
  at("rows").append(...rows);
  at("more").hidden = after === null;
  const shown = at("rows").childElementCount;
  say(at("state"), shown || after !== null ? { vi: `Đang hiện ${shown} hồ sơ.`, en: `Showing ${shown}.` } : NONE);
  if (shown > rows.length) rows[0]?.querySelector("a").focus();
}
