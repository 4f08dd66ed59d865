// The telephone: who calls, the keys, and what is said, in words.
import { Call } from "./call.js";
import { both, make, written } from "./elements.js";
import { get, post } from "./stack.js";
import { say } from "/assets/language.js";

const at = (id) => document.getElementById(id);
const KEYS = "0123456789*#";
const KEYPAD = document.querySelectorAll("[data-key]");
const FAULTS = {
  "no-number": { vi: "Số này không gọi được. Ví dụ: 0912345678 hoặc +84912345678.", en: "No telephone has this number. Write 0912345678 or +84912345678." },
  "no-stack": { vi: "Hệ thống trên máy này không chạy.", en: "No stack is running on this machine." },
};
const ENDS = {
  hotline: { vi: "Tổng đài đã kết thúc cuộc gọi.", en: "The hotline has ended the call." },
  caller: { vi: "Quý khách đã gác máy.", en: "You have hung up." },
  fault: { vi: "Cuộc gọi bị đứt vì lỗi.", en: "A fault ended the call." },
};
const WHO = {
  hotline: ["Tổng đài", "Hotline"],
  caller: ["Người gọi", "Caller"],
  function: ["Hệ thống", "Function"],
  fault: ["Lỗi", "Fault"],
};
const ASKS = { vi: "Quý khách bấm phím được.", en: "You may press keys." };
const SPEAKS = { vi: "Xin nghe. Lúc này tổng đài không nhận phím.", en: "Please listen. Keys are not taken now." };
const numbers = new Map();
let call = null;

const page = {
  line(line) {
    const entry = told(line);
    if (!entry) return;
    const [who, ...said] = entry;
    for (const each of at("said").querySelectorAll(".now")) each.classList.remove("now");
    at("said").append(make("div", { "data-who": who, ...(line.kind === "heard" ? { class: "now" } : {}) }, both("span", ...WHO[who], { class: "who" }), ...said));
    at("said").scrollTop = at("said").scrollHeight;
    speaking(line.kind === "heard");
    at("caption").textContent = line.kind === "heard" ? [line.text, line.digits].filter(Boolean).join(" · ") : "";
    if (line.digits) at("next").hidden = false;
    if (["keyed", "silent"].includes(line.kind)) at("pressed").value = "";
  },
  heard() {
    at("said").querySelector(".now")?.classList.remove("now");
    speaking(false);
  },
  listening(yes) {
    say(at("state"), yes ? ASKS : SPEAKS);
    offerKeys(yes);
  },
  ended(by) {
    say(at("state"), ENDS[by]);
    inCall(false);
  },
};

/** Who says it, and elements of what is said; null for what needs no line. */
function told(line) {
  const pairs = (values) => Object.entries(values).map(([key, value]) => `${key}=${value}`).join("  ");
  switch (line.kind) {
    case "heard":
      return line.digits ? ["hotline", make("span", { lang: "vi-VN" }, line.text), " ", make("span", { class: "group" }, line.digits)] : ["hotline", make("span", { lang: "vi-VN" }, line.text)];
    case "keyed":
      return ["caller", make("span", { class: "digits" }, line.keys)];
    case "silent":
      return ["caller", both("span", `(im lặng ${line.seconds} giây)`, `(silent for ${line.seconds} s)`)];
    case "asked":
      return ["function", make("code", {}, `← ${pairs({ ...line.sent, caller: line.caller || "withheld" })}`)];
    case "answered":
      return ["function", make("code", {}, `→ ${pairs(line.reply)}`)];
    case "failed":
      return ["fault", line.text];
    case "unplayed":
      return ["fault", both("span", "Không phát được câu này.", "This sentence cannot be played.")];
    default:
      return null;
  }
}

async function dial(event) {
  event.preventDefault();
  if (call) return;
  say(at("number-fault"), "");
  try {
    const caller = at("who").value === "other" ? at("number").value.trim() : at("who").value;
    const made = await post("/console/calls", { caller });
    begin(made.call);
  } catch (error) {
    say(at("number-fault"), FAULTS[error.problem] ?? FAULTS["no-stack"]);
    if (error.problem === "no-number") at("number").focus();
  }
}

function begin(name) {
  at("said").replaceChildren();
  at("next").hidden = true;
  call = new Call(name, page, () => at("sound").checked);
  inCall(true);
  at("hang-up").focus();
  at("pad").scrollIntoView({ block: "nearest" });
  call.follow().catch(() => page.ended("fault"));
}

function inCall(yes) {
  const hadFocus = [at("hang-up"), at("skip")].includes(document.activeElement);
  at("call").hidden = yes;
  at("hang-up").hidden = at("skip").hidden = !yes;
  speaking(false);
  at("who").disabled = at("number").disabled = yes;
  if (yes) return;
  call = null;
  at("caption").textContent = "";
  offerKeys(false);
  if (hadFocus) at("call").focus();
}

/** The button stays where it is between two sentences, or the keyboard's focus would be lost. */
function speaking(yes) {
  at("skip").setAttribute("aria-disabled", String(!yes));
}

/** Only at a question: Amazon Connect keeps no key that is pressed before it. */
function offerKeys(yes) {
  for (const button of KEYPAD) button.setAttribute("aria-disabled", String(!yes));
  if (!yes) at("pressed").value = "";
}

async function press(key) {
  if (!call) return;
  const counts = call.press(key);
  if (call.isAsking) at("pressed").value += key;
  if (await counts.catch(() => true)) return;
  at("pressed").value = "";
  say(at("state"), { vi: `Phím ${key} không được nhận: tổng đài chưa hỏi.`, en: `Key ${key} was not taken: nothing is being asked.` });
}

function pressed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || !call) return;
  if (event.key === "Escape") call.hangUp();
  if (!KEYS.includes(event.key)) return;
  event.preventDefault();
  press(event.key);
}

function choose() {
  const who = at("who").value;
  at("other").hidden = who !== "other";
  const number = numbers.get(who);
  say(at("keys-to-press"), number ? { vi: `Khi được hỏi: bấm 8, rồi ${number} và #.`, en: `When asked: press 8, then ${number} and #.` } : "");
}

async function offerAccounts() {
  const wanted = new URLSearchParams(location.hash.slice(1)).get("from");
  const { accounts } = await get("/console/accounts.json");
  const callers = accounts.filter((account) => account.phone && !numbers.has(account.phone) && numbers.set(account.phone, account.number));
  at("who").prepend(...callers.map((each) => make("option", { value: each.phone }, `${written(each.phone)} · ${each.name}`)));
  at("who").value = numbers.has(wanted) ? wanted : (callers[0]?.phone ?? "other");
  choose();
}

at("dial").addEventListener("submit", dial);
at("hang-up").addEventListener("click", () => call?.hangUp());
at("skip").addEventListener("click", () => call?.skip());
at("who").addEventListener("change", choose);
at("sound").addEventListener("change", () => call?.mute(!at("sound").checked));
for (const button of KEYPAD) button.addEventListener("click", () => press(button.dataset.key));
document.addEventListener("keydown", pressed);
offerKeys(false);
choose();
offerAccounts().catch(() => (at("away").hidden = false));
