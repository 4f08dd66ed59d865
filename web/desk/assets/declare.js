/** One person's declaration: TK1-TS by a unit or collector, 02/SĐ-GD by an officer for a person who is present. */

import { required } from "../../assets/field.js";
import { identifier } from "../../assets/identifier.js";
import { phoneNumber } from "../../assets/phone-number.js";
import { at } from "./build.js";
import { restore } from "./draft.js";
import { enter } from "./frame.js";
import { offerMends, watchAddress } from "./mend.js";
import { create } from "./staff-api.js";
import { free, isoDate, optional } from "./staff-fields.js";
import { takeOverForStaff } from "./staff-form.js";

const NAME = { vi: "Xin nhập họ và tên.", en: "Enter the full name." };
const EMAIL = { vi: "Xin nhập địa chỉ thư điện tử.", en: "Enter an e-mail address." };
const PRESENT = { vi: "Xin đối chiếu giấy tờ rồi đánh dấu vào ô này.", en: "Check the papers, then tick this box." };
const OTHERS = {
  vi: "Một đơn vị hoặc cơ quan khác đang có tờ khai chưa xong cho người này, nên chưa nhận tờ khai mới. Xin liên hệ cơ quan BHXH.",
  en: "Another unit or an office has an open declaration for this person, so a new one is not taken. Please ask the office.",
};

const form = at("declare");
const me = enter(["unit", "collector", "officer"]);
const isOfOffice = me?.roles.includes("officer");
if (me) start();

function start() {
  for (const each of document.querySelectorAll("[data-form]")) each.hidden = (each.dataset.form === "02-SDGD") !== isOfOffice;
  watchAddress(form.email);
  restore(form);
  takeOverForStaff(form, { fields: fields(), words: { CONFLICT: OTHERS }, send: declare, done: show });
  at("next").addEventListener("click", next);
}

function fields() {
  const all = [
    identifier(form.identifier),
    required(form.fullName, NAME),
    isoDate(form.dateOfBirth),
    optional(phoneNumber(form.phone)),
    required(form.email, EMAIL),
    free(form.note),
  ];
  return isOfOffice ? [...all, free(form.elements.namedItem("fields.4")), isPresent(form.present)] : all;
}

async function declare({ present, "fields.4": cardNumber, ...values }) {
  const body = { ...values, form: isOfOffice ? "02-SDGD" : "TK1-TS", fields: cardNumber ? { 4: cardNumber } : {} };
  try {
    return await create("/email-declarations", body);
  } catch (problem) {
    offerMends(form, problem);
    throw problem;
  }
}

function show({ declarationId, isNew }) {
  at("is-new").hidden = !isNew;
  at("is-standing").hidden = isNew;
  at("number").textContent = declarationId;
  at("look").href = `declaration.html?id=${declarationId}`;
  form.parentElement.hidden = true;
  at("done").hidden = false;
  at("done").querySelector("h2:not([hidden])").focus();
}

function next() {
  form.reset();
  at("done").hidden = true;
  form.parentElement.hidden = false;
  form.identifier.focus();
}

/** @param {HTMLInputElement} input a box to tick @returns {import("../../assets/field.js").Field} */
function isPresent(input) {
  return { input, value: () => "", fault: () => (input.checked ? null : PRESENT) };
}
