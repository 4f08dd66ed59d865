/**
 * Approving or rejecting, one declaration or a file of them: what and why, then once more «are you sure».
 * @typedef {import("../../assets/language.js").Pair} Pair
 * @typedef {{decision: "APPROVE" | "REJECT", reason: string}} Decision
 */

import { required } from "../../assets/field.js";
import { say } from "../../assets/language.js";
import { at, make } from "./build.js";
import { restore } from "./draft.js";
import "./option-words.js";
import { free } from "./staff-fields.js";
import { takeOverForStaff } from "./staff-form.js";

const CHOOSE = { vi: "Xin chọn duyệt hoặc không duyệt.", en: "Choose to approve or to reject." };
const WHY = { vi: "Không duyệt thì cần có lý do.", en: "A rejection needs a reason." };
// Reasons are kept and read in Vietnamese, whatever the language of the page.
const USUAL = [
  "Địa chỉ thư điện tử không phải của người tham gia.",
  "Người tham gia cho biết không yêu cầu bổ sung địa chỉ này.",
  "Hồ sơ khai trùng.",
  "Thiếu giấy tờ kèm theo. Xin bổ sung rồi khai lại.",
];

/**
 * @param {object} way
 * @param {(decision: Decision) => Pair} way.question what is going to happen, told before it does
 * @param {(decision: Decision) => Promise<any>} way.send
 * @param {(answer: any) => void} way.done
 * @param {Record<string, Pair>} [way.words] its own words for a problem's code
 */
export function takeDecision({ question, send, done, words }) {
  const [form, sure] = [at("decide"), at("sure")];
  let made = { decision: "APPROVE", reason: "" };
  offerUsual(form);
  takeOverForStaff(form, {
    fields: [required(form.decision, CHOOSE), reason(form)],
    send: async (values) => values,
    done: (values) => {
      made = values;
      say(at("question"), question(values));
      at("confirm").reset(); // what went wrong with another decision is not said of this one
      sure.showModal();
    },
  });
  takeOverForStaff(at("confirm"), { fields: [], words, send: () => send(made), done: (answer) => close(sure, done, answer) });
  at("back").addEventListener("click", () => sure.close());
  restore(form);
}

function close(sure, done, answer) {
  sure.close();
  done(answer);
}

/** @param {HTMLFormElement} form @returns {import("../../assets/field.js").Field} */
function reason(form) {
  const fault = () => (form.decision.value === "REJECT" && !form.reason.value.trim() ? WHY : null);
  return { ...free(form.reason), fault };
}

/** @param {HTMLFormElement} form */
function offerUsual(form) {
  const take = (text) => () => {
    form.reason.value = text;
    form.reason.dispatchEvent(new Event("input", { bubbles: true }));
    form.reason.focus();
  };
  const button = (text) => make("button", { type: "button", className: "quiet", lang: "vi-VN", onclick: take(text) }, text);
  at("usual-reasons").replaceChildren(...USUAL.map(button));
  form.decision.addEventListener("change", () => { at("usual").hidden = form.decision.value !== "REJECT"; });
}
