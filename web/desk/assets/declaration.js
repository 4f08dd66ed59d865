/** One declaration: looked at by its unit and its office, decided on by a second person. */

import { say } from "../../assets/language.js";
import { at } from "./build.js";
import { takeDecision } from "./decision.js";
import { showDeclaration } from "./declaration-view.js";
import { enter } from "./frame.js";
import { load } from "./loading.js";
import { batchPage } from "./look-up.js";
import { whyNot } from "./may-decide.js";
import { get, post } from "./staff-api.js";
import { takeOverForStaff } from "./staff-form.js";

const DECIDED = {
  APPROVE: {
    vi: "Đã duyệt. Thư xác nhận đang được gửi đến địa chỉ mới.",
    en: "Approved. The confirmation mail is on its way to the new address.",
  },
  REJECT: { vi: "Đã ghi nhận: không duyệt.", en: "Rejected." },
};
const MAILED = { vi: "Đã gửi lại thư xác nhận.", en: "The confirmation mail is on its way again." };
const OLD_AGAIN = { vi: " Địa chỉ cũ sẽ được dùng lại.", en: " The old address comes back in force." };
const NOTHING_TO_CONFIRM = {
  vi: "Hồ sơ không còn chờ hoặc không còn xác nhận được nên không gửi lại thư. Xin tải lại trang để xem tình trạng mới nhất.",
  en: "The declaration no longer waits, or can no longer be confirmed, so no mail is sent. Please reload the page to see how it stands.",
};

const me = enter();
const path = `/email-declarations/${encodeURIComponent(new URLSearchParams(location.search).get("id") ?? "")}`;
let shown = null; // the declaration as it was last answered
if (me) start();

function start() {
  takeDecision({
    question,
    send: async (decision) => ({ decision, answer: await post(`${path}/decision`, decision) }),
    done: ({ decision, answer }) => {
      show(answer);
      at("onwards").hidden = false;
      tell(DECIDED[decision.decision]);
    },
  });
  takeOverForStaff(at("mail-again"), {
    fields: [],
    words: { CONFLICT: NOTHING_TO_CONFIRM },
    send: () => post(`${path}/confirmation-mails`, {}),
    done: () => tell(MAILED),
  });
  void load(at("state"), () => get(path), show);
}

function show(declaration) {
  shown = declaration;
  showDeclaration(declaration, me.sub);
  const why = whyNot(me, declaration);
  at("deciding").hidden = why !== null;
  say(at("why-not"), why ?? "");
  at("mailing").hidden = !declaration.triesLeft;
  at("of-batch").hidden = !declaration.batchId;
  if (declaration.batchId) at("batch").href = batchPage(declaration.batchId, me);
}

/** @param {import("./decision.js").Decision} decision */
function question({ decision }) {
  const { fullName, email, flags } = shown;
  if (decision === "REJECT") {
    const then = flags.includes("OLD_ADDRESS_OBJECTED") ? OLD_AGAIN : { vi: "", en: "" };
    return { vi: `Không duyệt địa chỉ ${email} của ${fullName}?${then.vi}`, en: `Reject ${email} for ${fullName}?${then.en}` };
  }
  return {
    vi: `Duyệt địa chỉ ${email} cho ${fullName}? Thư xác nhận sẽ gửi đến địa chỉ này.`,
    en: `Approve ${email} for ${fullName}? The confirmation mail goes to this address.`,
  };
}

function tell(words) {
  say(at("told"), words);
  at("name").focus();
}
