/** The desk's first page: signing in, whatever Cognito asks for on the way, then what the role may do. */

import { required } from "../../assets/field.js";
import { newPassword } from "../../assets/new-password.js";
import { digits } from "../../assets/digits.js";
import { at } from "./build.js";
import { newAuthenticator, respond, signIn, verifyAuthenticator } from "./cognito.js";
import { lookUp } from "./look-up.js";
import { enter } from "./frame.js";
import { begin, staff } from "./session.js";
import { takeOverForStaff } from "./staff-form.js";

const USERNAME = { vi: "Xin nhập tên đăng nhập.", en: "Enter your user name." };
const PASSWORD = { vi: "Xin nhập mật khẩu.", en: "Enter your password." };
const NEXT = /^[a-z]+\.html(\?[\w=&%-]*)?$/; // a page of this folder, and nobody else's address

/** The step under way: whose sign-in, and Cognito's session for it. */
const under = { username: "", session: "" };
const forms = { signIn: at("sign-in"), newPassword: at("new-password"), code: at("mfa-code"), authenticator: at("new-authenticator") };
const STEPS = { NEW_PASSWORD_REQUIRED: "new-password", SOFTWARE_TOKEN_MFA: "code", MFA_SETUP: "new-authenticator" };

takeOverForStaff(forms.signIn, {
  fields: [required(forms.signIn.username, USERNAME), secret(forms.signIn.password)],
  send: ({ username, password }) => {
    under.username = username;
    return withSecret(signIn(username, password));
  },
  done: goOn,
});
takeOverForStaff(forms.newPassword, {
  fields: [newPassword(forms.newPassword.newPassword, () => [under.username])],
  send: (values) =>
    withSecret(respond("NEW_PASSWORD_REQUIRED", under.session, { USERNAME: under.username, NEW_PASSWORD: values.newPassword })),
  done: goOn,
});
takeOverForStaff(forms.code, {
  fields: [digits(forms.code.code, [6])],
  send: ({ code }) => respond("SOFTWARE_TOKEN_MFA", under.session, { USERNAME: under.username, SOFTWARE_TOKEN_MFA_CODE: code }),
  done: goOn,
});
takeOverForStaff(forms.authenticator, {
  fields: [digits(forms.authenticator.firstCode, [6])],
  send: ({ firstCode }) => setUp(firstCode),
  done: goOn,
});
at("why").hidden = !new URLSearchParams(location.search).has("next");
if (staff()) welcome();

/** What Cognito answers tells which step is next. @param {import("./cognito.js").Answer} answer */
function goOn({ AuthenticationResult, ChallengeName, Session, ChallengeParameters, secret }) {
  for (const form of Object.values(forms)) form.reset();
  if (AuthenticationResult) return signedIn(AuthenticationResult);
  under.session = Session;
  under.username = ChallengeParameters?.USER_ID_FOR_SRP || under.username;
  at("secret").textContent = (secret ?? "").match(/.{1,4}/g)?.join(" ") ?? ""; // in groups that can be read and typed
  show(STEPS[ChallengeName] ?? "unknown");
}

function signedIn(tokens) {
  begin(tokens);
  const next = new URLSearchParams(location.search).get("next") ?? "";
  if (NEXT.test(next)) location.replace(next);
  else welcome();
}

function welcome() {
  const me = enter();
  for (const card of document.querySelectorAll("[data-for]")) {
    card.hidden = !card.dataset.for.split(" ").some((role) => me.roles.includes(role));
  }
  at("no-role").hidden = me.roles.length > 0;
  lookUp(at("look-up"), me);
  show("menu");
}

/** Where an authenticator app is to be set up, its secret comes with the answer. @param {Promise<any>} asked */
async function withSecret(asked) {
  const answer = await asked;
  if (answer.ChallengeName !== "MFA_SETUP") return answer;
  const { SecretCode, Session } = await newAuthenticator(answer.Session);
  return { ...answer, Session, secret: SecretCode };
}

async function setUp(code) {
  const { Session } = await verifyAuthenticator(under.session, code);
  return respond("MFA_SETUP", Session, { USERNAME: under.username });
}

/** A password is what was typed, spaces and all. @param {HTMLInputElement} input */
function secret(input) {
  return { ...required(input, PASSWORD), value: () => input.value };
}

/** @param {string} name of the step that is shown from now on */
function show(name) {
  for (const step of document.querySelectorAll("[data-step]")) step.hidden = step.dataset.step !== name;
  const heading = document.querySelector(`[data-step="${name}"] h1`);
  heading.tabIndex = -1;
  if (document.readyState === "complete") heading.focus();
}
