/** A whole file of declarations, decided at once by an officer: all rows but the flagged ones and those left out. */

import { say } from "../../assets/language.js";
import { showFlagged, showSample, leftOut } from "./batch-rows.js";
import { counts } from "./batch-progress.js";
import { at } from "./build.js";
import { takeDecision } from "./decision.js";
import { enter } from "./frame.js";
import { load } from "./loading.js";
import { amount } from "./moments.js";
import { get, post } from "./staff-api.js";
import { takeOverForStaff } from "./staff-form.js";
import { author, isBy, staffWords } from "./staff-words.js";
import { watch } from "./watch.js";

const RUNNING = new Set(["AWAITING_FILE", "RUNNING"]);
const WAIT = {
  vi: "Tệp đang được kiểm tra; xong mới quyết định được.",
  en: "The file is still being checked; it can be decided on afterwards.",
};
const NOTHING = {
  vi: "Tệp này không được nhận nên không có gì để quyết định.",
  en: "This file was not taken, so there is nothing to decide on.",
};
/** Recording it and sending it on its way are two steps; a failure may lie between them. */
const PERHAPS_RECORDED = {
  vi: "Hệ thống đang gián đoạn. Có thể quyết định đã được ghi nhận nhưng chưa được xử lý. Xin Ông/Bà bấm lại sau ít phút; không hồ sơ nào bị xử lý hai lần.",
  en: "The service is interrupted. The decision may have been recorded, but not carried out. Please press again in a few minutes; nothing is done twice.",
};
const SENT_AGAIN = { vi: "Đã gửi lại. Xin chờ vài phút.", en: "Sent again. Please wait a few minutes." };
const DECIDED = {
  APPROVE: { vi: "Cả tệp được duyệt", en: "The file was approved" },
  REJECT: { vi: "Cả tệp không được duyệt", en: "The file was rejected" },
};

const me = enter(["officer", "supervisor"]);
const batchId = new URLSearchParams(location.search).get("id") ?? "";
const path = `/declaration-batches/${encodeURIComponent(batchId)}`;
let shown = null; // the batch as it was last answered
let next = ""; // where its flagged rows go on
let listed = 0; // flagged rows when they were listed; a decision may flag more
let following = false;
if (me) start();

function start() {
  at("more").addEventListener("click", () => {
    void load(at("more-state"), () => get(`${path}?${new URLSearchParams({ cursor: next })}`), showMore);
  });
  void load(at("state"), () => get(path), (batch) => {
    showSample(batch.sample ?? []);
    showMore(batch);
    listed = batch.flagged;
    takeDecisions(); // after the sample, whose ticks come back with the rest of the form
    show(batch);
  });
}

function takeDecisions() {
  const words = { UNAVAILABLE: PERHAPS_RECORDED };
  takeDecision({ question, words, send: (made) => send({ ...made, except: leftOut() }), done: show });
  takeOverForStaff(at("again"), { fields: [], words, send: sendAgain, done: sentAgain });
}

/** The same decision by the same officer is no second one: what is undone of it is sent on its way once more. */
const send = ({ decision, reason, except }) => post(`${path}/decision`, { decision, reason, except });

function sendAgain() {
  say(at("sent-again"), "");
  return send(shown.decision);
}

function sentAgain(batch) {
  show(batch);
  say(at("sent-again"), SENT_AGAIN);
}

function show(batch) {
  shown = batch;
  at("shown").hidden = false;
  at("file-name").textContent = batch.fileName;
  at("unit").textContent = batch.unitCode;
  at("counts").replaceChildren(...counts(batch));
  say(at("why-not"), whyNot(batch));
  at("deciding").hidden = batch.status !== "DONE" || Boolean(batch.decision) || !me.roles.includes("officer");
  if (RUNNING.has(batch.status) || (batch.decision && !batch.decision.isDone)) follow();
  if (batch.decision) showDecision(batch.decision);
}

function showMore(page) {
  next = page.flaggedCursor;
  showFlagged(page);
}

const whyNot = ({ status }) => (RUNNING.has(status) ? WAIT : status === "DONE" ? "" : NOTHING);

/** @param {import("./decision.js").Decision} decision */
function question({ decision }) {
  const apart = leftOut().length;
  const rows = amount(Math.max(0, shown.accepted - shown.flagged - apart));
  const flagged = amount(shown.flagged);
  const rest = {
    vi: `${flagged} hồ sơ cần xem riêng và ${apart} hồ sơ để riêng không bị ảnh hưởng.`,
    en: `${flagged} flagged and ${apart} left out stay as they are.`,
  };
  return decision === "APPROVE"
    ? { vi: `Duyệt các hồ sơ còn chờ của tệp này (nhiều nhất ${rows})? ${rest.vi}`, en: `Approve what still waits of this file (${rows} at most)? ${rest.en}` }
    : { vi: `Không duyệt các hồ sơ còn chờ của tệp này (nhiều nhất ${rows})? ${rest.vi}`, en: `Reject what still waits of this file (${rows} at most)? ${rest.en}` };
}

function showDecision({ decision, by, reason, decided, isDone }) {
  const name = author(by, me.sub);
  const told = (language) => `${DECIDED[decision][language]} – ${name[language] ?? name}${reason && ` – ${reason}`}`;
  at("decided").hidden = false;
  say(at("verdict"), { vi: told("vi"), en: told("en") });
  at("carrying-out").hidden = isDone;
  at("sending-again").hidden = isDone || !isBy(by, me.sub);
  say(at("done-rows"), isDone
    ? { vi: `Đã xử lý xong ${amount(decided)} hồ sơ.`, en: `${amount(decided)} declarations are done.` }
    : { vi: `Đã xử lý ${amount(decided)} hồ sơ…`, en: `${amount(decided)} declarations so far…` });
}

/** It goes on by itself at the server; here it is only watched. */
function follow() {
  if (following) return;
  following = true;
  void watch(() => get(path), goesOn, (problem) => say(at("trouble"), problem ? staffWords(problem) : ""));
}

function goesOn(batch) {
  const isOpen = RUNNING.has(batch.status) || Boolean(batch.decision && !batch.decision.isDone);
  following = isOpen;
  const isChecked = shown.status !== "DONE" && batch.status === "DONE";
  if (isChecked || (!isOpen && batch.flagged > listed)) location.reload(); // with the rows to look at
  else show(batch);
  return isOpen;
}
