/** The steps of one page. Back goes to the step before; a reload starts over, since nothing is stored. */

const first = () => document.querySelector("[data-step]").dataset.step;

/** @param {string} name go on to this step; Back returns to the one now shown */
export function goTo(name) {
  history.pushState({ step: name }, "");
  show(name);
}

/** @param {string} name go on to this step; Back does not return to the one now shown */
export function replaceWith(name) {
  history.replaceState({ step: name }, "");
  show(name);
}

/** Show one step and, once the page has been read, its heading to a screen reader. @param {string} name */
export function show(name) {
  for (const step of document.querySelectorAll("[data-step]")) step.hidden = step.dataset.step !== name;
  const heading = document.querySelector(`[data-step="${name}"] :is(h1, h2)`);
  heading.tabIndex = -1;
  if (document.readyState !== "complete") return;
  heading.focus();
  scrollTo(0, 0);
}

addEventListener("popstate", (event) => show(event.state?.step ?? first()));
if (history.state?.step) history.replaceState(null, "");
