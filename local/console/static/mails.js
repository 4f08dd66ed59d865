// The mailbox: a list that keeps itself up to date, and a mail to read.
import { both, make } from "./elements.js";
import { get, keepLooking } from "./stack.js";
import { say } from "/assets/language.js";
import { moment } from "/desk/assets/moments.js";

const at = (id) => document.getElementById(id);
let listed = "";
let open = "";

async function look() {
  const { mails } = await get("/console/mails/all.json");
  const told = JSON.stringify(mails);
  if (told === listed) return;
  listed = told;
  at("none").hidden = mails.length > 0;
  say(at("count"), { vi: `${mails.length} thư`, en: `${mails.length} mails` });
  const focused = document.activeElement?.getAttribute("data-mail");
  at("mails").replaceChildren(...mails.map((mail) => make("li", {}, entry(mail))));
  if (focused) at("mails").querySelector(`[data-mail="${focused}"]`)?.focus();
}

function entry(mail) {
  const button = make("button", { type: "button", "data-mail": mail.name }, make("b", {}, mail.subject), make("small", {}, mail.to.join(", ")), make("small", {}, moment(mail.sent)));
  if (mail.name === open) button.setAttribute("aria-current", "true");
  button.addEventListener("click", () => read(mail.name));
  return button;
}

async function read(name) {
  const mail = await get(`/console/mails/${name}.json`);
  open = name;
  for (const each of at("mails").querySelectorAll("button")) {
    each.toggleAttribute("aria-current", false);
    if (each.getAttribute("data-mail") === name) each.setAttribute("aria-current", "true");
  }
  at("subject").textContent = mail.subject;
  at("from").textContent = mail.from;
  at("to").textContent = mail.to.join(", ");
  at("sent").textContent = moment(mail.sent);
  at("text").textContent = mail.text;
  at("html").src = `/console/mails/${name}.html`;
  at("links").replaceChildren(...mail.links.map(follow));
  at("mail").hidden = false;
  showAs(mail.hasHtml ? "html" : "text");
  at("as-html").hidden = !mail.hasHtml;
  at("subject").focus();
}

// The portal's address leads elsewhere; its path and fragment lead to the same page here.
function follow(link) {
  const page = link.replace(/[?#].*/, "");
  return make("p", {}, both("a", `Mở ${page} trên máy này`, `Open ${page} on this machine`, { class: "button", href: link, target: "_blank", rel: "noopener" }));
}

function showAs(kind) {
  for (const each of ["html", "text"]) {
    at(each).hidden = each !== kind;
    at(`as-${each}`).setAttribute("aria-pressed", String(each === kind));
  }
}

for (const kind of ["html", "text"]) at(`as-${kind}`).addEventListener("click", () => showAs(kind));
keepLooking(2, look);
