/** Form 02/SĐ-GD: what is typed appears on the sheet, and the sheet is what is printed. Nothing is sent or kept. */

import { emailAddress } from "./email-address.js";
import { takeOver } from "./form.js";
import { identifier } from "./identifier.js";
import { insuranceNumber } from "./insurance-number.js";
import { phoneNumber } from "./phone-number.js";
import { officeName } from "./place-names.js";
import { provinces } from "./provinces.js";

/** @typedef {import("./field.js").Field} Field */

const LONG = 80; // characters; longer ones are printed smaller
const OFFICE = /^(?:BHXH|Bảo hiểm xã hội)\s+/iu; // the sheet says it already
const CARD_NUMBER = /^\d{12}$/;
const NOT_A_CARD_NUMBER = {
  vi: "Số căn cước có 12 chữ số. Chưa có trong tay thì Quý khách để trống, viết tay sau.",
  en: "A personal identification number has 12 digits. You can leave this empty and write it by hand.",
};

const form = document.querySelector("form");
const sheet = document.querySelector(".sheet");
const fields = [
  asTyped(form.office),
  asTyped(form.fullName),
  optional(identifier(form.identifier)),
  cardNumber(form.cardNumber),
  optional(phoneNumber(form.phone)),
  optional(emailAddress(form.email)),
  optional(emailAddress(form.oldEmail)),
];

takeOver(form, { fields, send: async () => null, done: () => print() });
form.addEventListener("input", () => fill(values()));
document.querySelector("#print-blank").addEventListener("click", printBlank);
addEventListener("afterprint", () => fill(values()));
fill(values()); // what a reload has kept
void offerOffices();

/** @returns {Record<string, string>} */
function values() {
  const typed = Object.fromEntries(fields.map(({ input, value }) => [input.name, input.value && value()]));
  return {
    ...typed,
    office: typed.office.replace(OFFICE, ""),
    identifier: insuranceNumber(typed.identifier),
  };
}

/** @param {Record<string, string>} written a name that is missing leaves its line empty */
function fill(written) {
  for (const place of sheet.querySelectorAll("[data-value]")) {
    place.textContent = written[place.dataset.value] ?? "";
    place.classList.toggle("long", place.textContent.length > LONG);
  }
}

function printBlank() {
  fill({});
  print();
}

/** Nothing is compulsory: an empty line is written by hand. @param {Field} field @returns {Field} */
function optional(field) {
  return { ...field, fault: () => (field.input.value.trim() ? field.fault() : null) };
}

/** @param {HTMLInputElement} input @returns {Field} */
function asTyped(input) {
  return { input, value: () => input.value.normalize("NFC").trim(), fault: () => null };
}

/** @param {HTMLInputElement} input @returns {Field} */
function cardNumber(input) {
  const value = () => input.value.normalize("NFKC").replace(/[\s.-]/g, "");
  return optional({ input, value, fault: () => (CARD_NUMBER.test(value()) ? null : NOT_A_CARD_NUMBER) });
}

async function offerOffices() {
  const names = (await provinces().catch(() => [])).map((province) => officeName(province).replace(OFFICE, ""));
  document.querySelector("#offices").replaceChildren(...names.map((name) => new Option(name, name)));
}
