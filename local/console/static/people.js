// The sample accounts as they are now; a card is made anew only when its account has changed.
import { both, make, written } from "./elements.js";
import { get, keepLooking } from "./stack.js";
import { moment } from "/desk/assets/moments.js";

const list = document.getElementById("accounts");
const shown = new Map();

const STATUS = {
  ACTIVE: ["đang dùng", "active"],
  CLOSED: ["đã đóng", "closed"],
  DECEASED: ["đã mất", "deceased"],
  NEVER_ACTIVATED: ["chưa kích hoạt", "never activated"],
};
const PASSWORD = {
  chosen: ["đã tự đặt", "chosen here"],
  loaded: ["theo sổ đăng ký", "from the register"],
  none: ["chưa có", "none"],
};
const HOLDS = {
  temporaryUntil: ["Mật khẩu tạm thời dùng được đến", "Temporary password until"],
  emailPendingUntil: ["Thư điện tử mới có hiệu lực từ", "New e-mail in force from"],
  hotlineClosedUntil: ["Kênh điện thoại khoá đến", "Phone way closed until"],
  emailClosedUntil: ["Kênh thư điện tử khoá đến", "E-mail way closed until"],
};

async function look() {
  const { accounts } = await get("/console/accounts.json");
  for (const account of accounts) show(account);
}

function show(account) {
  const told = JSON.stringify(account);
  const before = shown.get(account.number);
  if (before?.told === told) return;
  const element = card(account);
  const hadFocus = before?.element.contains(document.activeElement);
  if (before) before.element.replaceWith(element);
  else list.append(element);
  if (hadFocus) element.querySelector("a")?.focus();
  shown.set(account.number, { told, element });
}

function card(account) {
  const [vi, en] = STATUS[account.status] ?? [account.status, account.status];
  const tag = both("span", vi, en, { class: account.status === "ACTIVE" ? "tag" : "tag off" });
  const facts = make("dl", {}, ...rows(account).flatMap(([words, value]) => [both("dt", ...words), make("dd", {}, value)]));
  const holds = Object.keys(HOLDS).filter((name) => account[name]).map((name) => hold(name, account));
  const actions = make("p", { class: "row" });
  if (account.phone) actions.append(callFrom(account.phone));
  return make("article", { class: "card" }, make("h3", {}, account.name, " ", tag), facts, ...holds, actions);
}

function rows(account) {
  const confirmed = (yes) => both("span", ...(yes ? ["✓ đã xác thực", "✓ confirmed"] : ["chưa xác thực", "not confirmed"]), { class: "confirmed" });
  const value = (text, yes) => (text ? make("span", {}, text, confirmed(yes)) : both("span", "không có", "none"));
  return [
    [["Mã số BHXH", "Social insurance"], account.number],
    ...(account.personalNumber ? [[["Số định danh", "Personal number"], account.personalNumber]] : []),
    [["Ngày sinh", "Born"], account.dateOfBirth.split("-").reverse().join("/")],
    [["Điện thoại", "Phone"], value(written(account.phone), account.phoneConfirmed)],
    [["Thư điện tử", "E-mail"], value(account.email, account.emailConfirmed)],
    [["Đơn vị / cơ quan", "Unit / office"], `${account.unit || "–"} / ${account.office || "–"}`],
    [["Mật khẩu", "Password"], both("span", ...PASSWORD[account.password])],
  ];
}

function hold(name, account) {
  const [vi, en] = HOLDS[name];
  const at = moment(account[name]);
  const address = name === "emailPendingUntil" ? ` (${account.pendingEmail})` : "";
  return make("p", {}, both("span", `${vi} ${at}${address}`, `${en} ${at}${address}`, { class: "tag live" }));
}

function callFrom(phone) {
  return both("a", "Gọi từ số này", "Call from this phone", { class: "button quiet", href: `/console/phone#from=${encodeURIComponent(phone)}` });
}

keepLooking(3, look);
