/** «Không phải tôi»: undo what a mail has told. Opening the link changes nothing; the button does. */

import { post } from "./api.js";
import { takeOver } from "./form.js";
import { openWithToken } from "./mail-link.js";
import { replaceWith } from "./steps.js";

const token = openWithToken();

takeOver(document.querySelector("form"), {
  fields: [],
  send: () => post("/refusals", { token: token() }),
  done: () => replaceWith("done"),
});
