/** A file of declarations: sent, watched while it is read, and what came of it. The address names it, so a reload goes on. */

import { at } from "./build.js";
import { showBatch, showSent, showTrouble } from "./batch-progress.js";
import { upload } from "./file-upload.js";
import { enter } from "./frame.js";
import { load } from "./loading.js";
import { amount } from "./moments.js";
import { get, post } from "./staff-api.js";
import { takeOverForStaff } from "./staff-form.js";
import { watch } from "./watch.js";

const MOST_BYTES = 20 * 1024 * 1024;
const ENDING = /\.(csv|xlsx)$/i;
const NO_FILE = { vi: "Xin chọn một tệp.", en: "Choose a file." };
const WRONG_KIND = {
  vi: "Chỉ nhận tệp .xlsx hoặc .csv. Xin mở tệp bằng Excel, chọn «Lưu thành» (Save As), kiểu «Excel Workbook (*.xlsx)».",
  en: "Only .xlsx and .csv files are taken. Open the file in Excel and choose “Save As”, type “Excel Workbook (*.xlsx)”.",
};
const REFUSED = {
  vi: "Máy chủ không nhận tệp này, có thể vì đã quá thời gian chờ. Xin bấm tải lên lại.",
  en: "The server did not take the file; perhaps the time to send it was over. Please upload it again.",
};
const CUT = {
  vi: "Đường truyền bị ngắt khi đang gửi. Tệp vẫn được chọn, Ông/Bà chỉ cần bấm tải lên lại.",
  en: "The connection broke while sending. The file is still chosen; just press upload again.",
};

const form = at("upload");
let watched = ""; // the batch on show; an older one is no longer asked for
if (enter(["unit", "collector"])) start();

function start() {
  takeOverForStaff(form, {
    fields: [file(form.file)],
    words: { UPLOAD_REFUSED: REFUSED, OFFLINE: CUT, TIMEOUT: CUT },
    send,
    done: (batchId) => follow(batchId),
  });
  at("result").addEventListener("click", fetchResult);
  const batchId = new URLSearchParams(location.search).get("batch");
  if (batchId) follow(batchId);
}

/** @returns {Promise<string>} the batch that the file is now in */
async function send() {
  const [chosen] = form.file.files;
  showSent(0);
  addEventListener("beforeunload", hold);
  try {
    const opened = await post("/declaration-batches", { fileName: chosen.name.normalize("NFC") });
    await upload(chosen, opened, showSent);
    return opened.batchId;
  } finally {
    showSent(null);
    removeEventListener("beforeunload", hold);
  }
}

/** Leaving now would cut the file off, so the browser asks. @param {Event} event */
const hold = (event) => event.preventDefault();

/** @param {string} batchId */
function follow(batchId) {
  const address = new URL(location.href);
  address.searchParams.set("batch", batchId);
  history.replaceState(history.state, "", address);
  watched = batchId;
  form.reset();
  at("result-state").replaceChildren();
  void watch(
    () => look(batchId),
    (batch) => watched === batchId && showBatch(batch),
    (problem) => watched === batchId && showTrouble(problem),
  );
}

/** @param {string} batchId */
function look(batchId) {
  return get(`/declaration-batches/${encodeURIComponent(batchId)}`);
}

/** The page may have stood open for long: its address is asked for when it is wanted. @param {Event} event */
function fetchResult(event) {
  event.preventDefault();
  const batchId = watched;
  void load(at("result-state"), () => look(batchId), ({ resultUrl }) => location.assign(resultUrl));
}

/** @param {HTMLInputElement} input @returns {import("../../assets/field.js").Field} */
function file(input) {
  const fault = () => {
    const [chosen] = input.files;
    if (!chosen) return NO_FILE;
    if (!ENDING.test(chosen.name)) return WRONG_KIND;
    return chosen.size > MOST_BYTES ? tooLarge(chosen.size) : null;
  };
  return { input, fault, value: () => "" };
}

/** @param {number} bytes */
function tooLarge(bytes) {
  const size = amount(Math.ceil(bytes / 1024 / 1024));
  return {
    vi: `Tệp lớn ${size} MiB; chỉ nhận đến 20 MiB. Xin chia thành nhiều tệp nhỏ hơn.`,
    en: `The file has ${size} MiB; up to 20 MiB are taken. Please split it into smaller files.`,
  };
}
