/** Opened from the mail's link: the code is filled in, and nothing is sent until the person does. */

import { codeForm } from "./code-form.js";
import { takeFragment } from "./fragment.js";
import { show } from "./steps.js";

const form = document.querySelector("form");
let resetId = "";

function open() {
  const carried = takeFragment();
  resetId = carried.get("reset") ?? "";
  if (!resetId) return show("lost");
  form.elements.code.value = carried.get("code") ?? "";
  form.elements.code.dispatchEvent(new Event("input"));
  show("code");
}

codeForm(form, () => resetId, () => []);
open();
addEventListener("hashchange", open); // the newer mail's link, opened in the same tab
