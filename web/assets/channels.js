/** The official channels, and whether an address or a number is one of them. */

import { get } from "./api.js";
import { required } from "./field.js";
import { takeOver } from "./form.js";
import { say } from "./language.js";

/**
 * @typedef {import("./language.js").Pair} Pair
 * @typedef {{id: string, kind: string, name: Pair, address: string | null}} Channel
 */

const MISSING = { vi: "Xin nhập địa chỉ hoặc số điện thoại cần kiểm tra.", en: "Enter the address or number to check." };
const NOT_READ = {
  vi: "Không đọc được nội dung này như một địa chỉ hoặc số điện thoại. Nếu ai đó gửi cho Quý khách, xin đừng làm theo; gọi 1900.9068 để hỏi.",
  en: "This cannot be read as an address or a phone number. If someone sent it to you, do not follow it; call 1900.9068 and ask.",
};
const NOT_CURRENT = {
  vi: "Chưa lấy được danh sách mới nhất; dưới đây là danh sách ghi sẵn trong trang.",
  en: "The newest list could not be fetched; this is the list that comes with the page.",
};
const OFFICES = { vi: "Tìm cơ quan BHXH", en: "Find an office" };

const form = document.querySelector("form");
const official = document.querySelector("#official");
const notOfficial = document.querySelector("#not-official");

takeOver(form, {
  fields: [required(form.value, MISSING)],
  send: async ({ value }) => ({ value, ...(await get(`/channels/check?value=${encodeURIComponent(value)}`)) }),
  done: answer,
  words: { INVALID_REQUEST: NOT_READ },
});
form.value.addEventListener("input", () => show(null));
void refresh();

/** @param {{value: string, official: boolean, channel: Channel | null}} checked */
function answer({ value, official: known, channel }) {
  const card = known ? official : notOfficial;
  card.querySelector(".checked").textContent = value;
  if (channel) describe(channel);
  show(card);
  card.querySelector("h2").focus();
}

/** What can be forged about a number is not what can be forged about a link. @param {Channel} channel */
function describe({ kind, name }) {
  say(official.querySelector(".channel"), name);
  const about = kind === "PHONE" ? "number" : "link";
  for (const warning of official.querySelectorAll("[data-about]")) warning.hidden = warning.dataset.about !== about;
}

/** @param {Element | null} card the one to show; an answer never stays beside another question */
function show(card) {
  for (const one of [official, notOfficial]) one.hidden = one !== card;
}

async function refresh() {
  try {
    const { channels } = await get("/channels");
    document.querySelector("#channels").replaceChildren(...channels.map(item));
  } catch {
    say(document.querySelector("#list-status"), NOT_CURRENT);
  }
}

/** @param {Channel} channel */
function item({ kind, name, address }) {
  const made = document.createElement("li");
  const title = document.createElement("b");
  say(title, name);
  made.append(title);
  if (address || kind === "OFFICE") made.append(document.createElement("br"), whereabouts(kind, address));
  return made;
}

/** Only what is sure to be a web address or a number becomes a link. @param {string} kind @param {string | null} address */
function whereabouts(kind, address) {
  if (kind === "OFFICE") return link("offices.html", OFFICES);
  if (kind === "PHONE") return link(`tel:${address.replace(/\D/g, "")}`, address);
  return address.startsWith("https://") ? link(address, address) : address;
}

/** @param {string} href @param {Pair | string} words */
function link(href, words) {
  const made = document.createElement("a");
  made.href = href;
  say(made, words);
  return made;
}
