// Asking the console's server, and doing so again and again while somebody looks.

/**
 * @param {string} url
 * @returns {Promise<any>} throws where the answer is no
 */
export async function get(url) {
  return read(await fetch(url, { headers: { Accept: "application/json" } }));
}

/** @param {string} url @param {object} body */
export async function post(url, body) {
  const headers = { "Content-Type": "application/json" };
  return read(await fetch(url, { method: "POST", headers, body: JSON.stringify(body) }));
}

/** @param {Response} answer */
async function read(answer) {
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  const body = isJson ? await answer.json() : null;
  if (!answer.ok) throw Object.assign(new Error(`${answer.status}`), { status: answer.status, problem: body?.problem });
  return body;
}

/**
 * Look now and every `seconds` after, while the page is in sight; says where the stack is away.
 * @param {number} seconds
 * @param {() => Promise<void>} look
 */
export async function keepLooking(seconds, look) {
  const away = document.getElementById("away");
  for (;;) {
    if (!document.hidden) {
      try {
        await look();
        away.hidden = true;
      } catch {
        away.hidden = false;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}
