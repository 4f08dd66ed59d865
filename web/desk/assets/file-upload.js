/** A file on its way to the upload bucket. XMLHttpRequest, because fetch cannot tell how much has been sent. */

import { Problem } from "../../assets/api.js";

const SILENCE = 60_000; // ms without a byte going out

/**
 * @param {File} file
 * @param {{uploadUrl: string, contentType: string}} to
 * @param {(share: number) => void} tell from 0 to 1
 * @returns {Promise<void>} @throws {Problem} OFFLINE, TIMEOUT, or UPLOAD_REFUSED where the bucket does not take it
 */
export function upload(file, { uploadUrl, contentType }, tell) {
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    const fail = (code) => reject(new Problem({ code }));
    const watch = watcher(() => request.abort());
    request.upload.onprogress = ({ loaded, total }) => {
      watch.seen();
      tell(total ? loaded / total : 0);
    };
    request.onload = () => (request.status < 300 ? resolve() : fail("UPLOAD_REFUSED"));
    request.onerror = () => fail("OFFLINE");
    request.onabort = () => fail("TIMEOUT");
    request.onloadend = watch.stop;
    request.open("PUT", uploadUrl);
    request.setRequestHeader("Content-Type", contentType);
    request.send(file);
  });
}

/** Large files take long on slow lines; only silence is a fault. */
function watcher(silent) {
  let timer = setTimeout(silent, SILENCE);
  const stop = () => clearTimeout(timer);
  const seen = () => {
    stop();
    timer = setTimeout(silent, SILENCE);
  };
  return { seen, stop };
}
