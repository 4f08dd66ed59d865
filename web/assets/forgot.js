/** «Quên mật khẩu»: ask for a code by e-mail, then set a new password with it. */

import { post, serverNow } from "./api.js";
import { codeForm } from "./code-form.js";
import { emailAddress } from "./email-address.js";
import { takeOver } from "./form.js";
import { identifier } from "./identifier.js";
import { say } from "./language.js";
import { goTo, show } from "./steps.js";
import { clock } from "./times.js";

const forms = { ask: document.getElementById("ask"), code: document.getElementById("confirm"), again: document.getElementById("again") };
const { identifier: number, email } = forms.ask.elements;
let asked = { values: {}, resetId: "" };

takeOver(forms.ask, {
  fields: [identifier(number), emailAddress(email)],
  send: ask,
  done: (answer) => {
    goTo("code");
    tell(answer);
  },
});

codeForm(forms.code, () => asked.resetId, () => [number.value, email.value, ...email.value.split("@")]);

const again = takeOver(forms.again, {
  fields: [],
  again: { vi: "Quý khách có thể yêu cầu mã mới ngay bây giờ.", en: "You can ask for a new code now." },
  send: () => ask(asked.values),
  done: (answer) => {
    show("code");
    tell(answer);
  },
});

forms.code.addEventListener("reset", () => forms.ask.reset()); // all done: nothing is left for the next person
document.getElementById("back").addEventListener("click", () => history.back());

async function ask(values) {
  const answer = await post("/password-resets", values);
  asked = { values, resetId: answer.resetId };
  return answer;
}

/** Which mail to look for, and until when; older codes are dead now. */
function tell({ expiresAt, resendAfter }) {
  const [at, until] = [clock(serverNow()), clock(new Date(expiresAt))];
  forms.code.elements.code.value = "";
  forms.code.elements.code.dispatchEvent(new Event("input"));
  say(document.getElementById("asked"), {
    vi: `Quý khách đã yêu cầu mã lúc ${at} cho địa chỉ ${asked.values.email}. Mã dùng được đến ${until}.`,
    en: `You asked for a code at ${at} for ${asked.values.email}. It works until ${until}.`,
  });
  again.wait(resendAfter);
}
