/** A page that a mail's link opens with a token: the step «ask» with one, the step «lost» without. */

import { takeFragment } from "./fragment.js";
import { show } from "./steps.js";

/** @returns {() => string} the token of the link opened last */
export function openWithToken() {
  let token = "";
  const open = () => {
    token = takeFragment().get("token") ?? "";
    show(token ? "ask" : "lost");
  };
  open();
  addEventListener("hashchange", open);
  return () => token;
}
