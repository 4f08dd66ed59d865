/** A record by its number, be it a declaration or a file of declarations. */

import { required } from "../../assets/field.js";
import { takeOverForStaff } from "./staff-form.js";
import { get } from "./staff-api.js";

const MISSING = { vi: "Xin nhập mã hồ sơ hoặc mã tệp.", en: "Enter the number of a declaration or a file." };
const NOT_ONE = {
  vi: "Mã gồm 32 ký tự, chỉ có chữ số và các chữ từ a đến f.",
  en: "A number has 32 characters: digits and the letters a to f.",
};
const ID = /^[0-9a-f]{32}$/;

/** @param {HTMLFormElement} form @param {import("./session.js").Staff} me */
export function lookUp(form, me) {
  takeOverForStaff(form, { fields: [number(form.number)], send: ({ number }) => find(number, me), done: (page) => location.assign(page) });
}

/** @returns {Promise<string>} its page */
async function find(id, me) {
  try {
    await get(`/email-declarations/${id}`);
    return `declaration.html?id=${id}`;
  } catch (problem) {
    if (problem.code !== "NOT_FOUND") throw problem;
  }
  await get(`/declaration-batches/${id}`);
  return batchPage(id, me);
}

/** Where a file of declarations is shown to them. @param {string} id @param {import("./session.js").Staff} me */
export function batchPage(id, me) {
  const isOutside = me.roles.includes("unit") || me.roles.includes("collector");
  return isOutside ? `upload.html?batch=${id}` : `batch.html?id=${id}`;
}

/** @param {HTMLInputElement} input @returns {import("../../assets/field.js").Field} */
function number(input) {
  const value = () => input.value.replace(/\s/g, "").toLowerCase();
  return { input, value, fault: () => required(input, MISSING).fault() ?? (ID.test(value()) ? null : NOT_ONE) };
}
