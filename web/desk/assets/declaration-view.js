/** One declaration on the page: what was declared, what was checked and found, what has become of it. */

import { say } from "../../assets/language.js";
import { at, make } from "./build.js";
import { passed } from "./checks.js";
import { otherFields } from "./form-labels.js";
import { moment, written } from "./moments.js";
import { warnings } from "./rows.js";
import { FLAGS, author } from "./staff-words.js";

const ID = /^[0-9a-f]{32}$/;
const FACTS = [
  ["identifier", { vi: "Mã số", en: "Number" }],
  ["dateOfBirth", { vi: "Ngày sinh", en: "Date of birth" }, written],
  ["phone", { vi: "Điện thoại", en: "Phone" }],
  ["email", { vi: "Địa chỉ thư điện tử", en: "E-mail address" }],
  ["note", { vi: "Ghi chú", en: "Note" }],
  ["unitCode", { vi: "Đơn vị khai", en: "Unit" }],
  ["officeCode", { vi: "Cơ quan BHXH duyệt", en: "Deciding office" }],
  ["confirmBy", { vi: "Cần xác nhận trước", en: "To be confirmed by" }, moment],
  ["activeFrom", { vi: "Có hiệu lực từ", en: "In effect from" }, moment],
];
const FORMS = {
  "TK1-TS": { vi: "Mẫu TK1-TS", en: "Form TK1-TS" },
  "02-SDGD": { vi: "Mẫu 02/SĐ-GD", en: "Form 02/SĐ-GD" },
};
const REPLACED_BY = { vi: "Hồ sơ thay thế", en: "The declaration that replaced it" };
const RETURNED = "OLD_ADDRESS_OBJECTED";
const NO_FLAGS = { vi: "Không có điều gì cần lưu ý thêm.", en: "Nothing else to look at." };

/** @param {any} declaration @param {string} sub of who is signed in */
export function showDeclaration(declaration, sub) {
  at("name").textContent = declaration.fullName;
  say(at("status"), declaration.statusName);
  at("number").textContent = declaration.declarationId;
  say(at("form-name"), FORMS[declaration.form] ?? "");
  at("facts").replaceChildren(...facts(declaration));
  at("passed").replaceChildren(...passed(declaration.form).map((words) => make("li", {}, words)));
  const found = warnings(declaration);
  at("flags").replaceChildren(...(found.length ? found : [make("p", {}, NO_FLAGS)]));
  at("unreachable").hidden = !declaration.emailUnreachable;
  at("timeline").replaceChildren(...declaration.timeline.map((line) => step(line, sub)));
  at("shown").hidden = false;
}

function facts(declaration) {
  const own = FACTS.filter(([name]) => declaration[name]).map(([name, label, as = String]) => [label, as(declaration[name])]);
  return [...own, ...otherFields(declaration)].map(([label, text]) => make("div", {}, make("dt", {}, label), make("dd", {}, text)));
}

function step({ statusName, at: time, by, reason }, sub) {
  const head = make("p", {}, make("b", {}, statusName));
  const who = make("p", { className: "hint" }, make("time", { dateTime: time }, moment(time)), " – ", author(by, sub));
  return make("li", {}, head, who, ...(reason ? [why(reason)] : []));
}

/** A declaration that was replaced has the other one's number for a reason, one that was returned its flag. */
function why(reason) {
  if (reason === RETURNED) return make("p", {}, FLAGS[RETURNED]);
  if (!ID.test(reason)) return make("p", {}, { vi: "Lý do: ", en: "Reason: " }, reason);
  return make("p", {}, make("a", { href: `declaration.html?id=${reason}` }, REPLACED_BY));
}
