/** The options of a select in the language of the page: an option holds text only, so both cannot stand in it. */

import { current } from "../../assets/language.js";

function tell() {
  for (const option of document.querySelectorAll("option[data-en]")) {
    option.dataset.vi ??= option.text;
    option.text = option.dataset[current()];
  }
}

document.addEventListener("language", tell);
tell();
