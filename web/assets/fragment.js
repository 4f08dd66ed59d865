/** What a mail's link carries behind «#»: it never reaches a server, and leaves the address bar here. */

/** @returns {URLSearchParams} */
export function takeFragment() {
  const carried = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
  return carried;
}
