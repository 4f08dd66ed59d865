/** How far a file of declarations is, and what came of it, for whoever sent it. */

import { say } from "../../assets/language.js";
import { at, make } from "./build.js";
import { amount } from "./moments.js";
import { addressed, staffWords } from "./staff-words.js";

const UNDER_WAY = new Set(["AWAITING_FILE", "RUNNING"]);
const STATES = {
  AWAITING_FILE: {
    vi: "Đang chờ đọc tệp. Nếu lúc gửi bị đứt mạng, Ông/Bà chọn tệp và tải lên lại.",
    en: "The file waits to be read. If the connection broke while sending, choose the file and upload it again.",
  },
  RUNNING: {
    vi: "Đang kiểm tra từng dòng. Ông/Bà có thể rời trang và quay lại sau.",
    en: "Each row is being checked. You can leave this page and come back.",
  },
  DONE: {
    vi: "Đã kiểm tra xong. Hồ sơ được tiếp nhận đang chờ cơ quan BHXH duyệt.",
    en: "All rows are checked. What was accepted waits for the office to decide.",
  },
  REFUSED: { vi: "Tệp chưa được nhận; không có dòng nào được ghi nhận.", en: "The file was not taken; no row was recorded." },
  DUPLICATE: {
    vi: "Tệp có nội dung này đã được gửi trước đây; không xử lý lần nữa.",
    en: "A file with this content was sent before; it is not handled again.",
  },
};
const COUNTS = [
  ["total", { vi: "Tổng số dòng", en: "Rows in all" }],
  ["accepted", { vi: "Đã tiếp nhận", en: "Accepted" }],
  ["rejected", { vi: "Bị từ chối", en: "Rejected" }],
  ["flagged", { vi: "Cần xem riêng", en: "To be looked at one by one" }],
];
let heard = ""; // the status that was said last

/** @param {number | null} share of the file that has been sent; null when nothing is being sent */
export function showSent(share) {
  at("sending").hidden = share === null;
  at("sent").value = share ?? 0;
  at("sent-share").textContent = `${Math.floor((share ?? 0) * 100)}%`;
}

/** @param {any} batch @returns {boolean} whether it will change by itself */
export function showBatch(batch) {
  at("batch").hidden = false;
  at("file-name").textContent = batch.fileName;
  at("batch-number").textContent = batch.batchId;
  if (heard !== batch.status) say(at("state"), STATES[batch.status]);
  heard = batch.status;
  say(at("reason"), addressed(batch.reasonText) ?? "");
  showRows(batch);
  link("result", batch.resultUrl && pageOf(batch.batchId)); // its own address lives for 5 minutes only
  link("earlier", batch.duplicateOf && pageOf(batch.duplicateOf));
  return UNDER_WAY.has(batch.status);
}

/** @param {import("../../assets/api.js").Problem | null} problem */
export function showTrouble(problem) {
  at("batch").hidden = false;
  say(at("trouble"), problem ? staffWords(problem) : "");
}

function showRows(batch) {
  at("reading").hidden = batch.status !== "RUNNING";
  at("read").max = batch.total || 1;
  at("read").value = batch.accepted + batch.rejected;
  at("counts").replaceChildren(...(batch.total ? counts(batch) : []));
}

/** @param {any} batch @returns {HTMLElement[]} its counts of rows */
export function counts(batch) {
  return COUNTS.map(([name, label]) => make("div", {}, make("dt", {}, label), make("dd", {}, amount(batch[name]))));
}

const pageOf = (batchId) => `upload.html?batch=${batchId}`;

function link(id, href) {
  at(id).hidden = !href;
  if (href) at(id).href = href;
}
