// One call: what the server's flow says is heard here, one sentence after the other.
import { get, post } from "./stack.js";

/** @typedef {{number: number, kind: string, [more: string]: any}} Line */

export class Call {
  /**
   * @param {string} name as the server gave it
   * @param {{line: (line: Line) => void, heard: () => void, listening: (yes: boolean) => void, ended: (by: string) => void}} page
   * @param {() => boolean} soundIsOn
   */
  constructor(name, page, soundIsOn) {
    this.url = `/console/calls/${name}`;
    this.page = page;
    this.soundIsOn = soundIsOn;
    this.audio = new Audio();
    this.finish = () => {};
    this.sent = Promise.resolve();
  }

  /** Returns when the call has ended. */
  async follow() {
    let after = 0;
    for (let ended = ""; !ended; ) {
      const news = await get(`${this.url}/lines?after=${after}`);
      ended = news.ended;
      this.isAsking = news.listening;
      this.page.listening(news.listening);
      for (const line of news.lines) {
        after = line.number;
        this.page.line(line);
        if (line.kind === "heard") this.play(line);
        else this.silence();
      }
      if (ended) this.page.ended(ended);
    }
    this.silence();
  }

  /**
   * A key interrupts a question, as on any telephone; a plain sentence goes on, and the key is lost.
   * @param {string} key
   * @returns {Promise<boolean>} whether it counted
   */
  async press(key) {
    if (!this.isAsking) return false;
    this.silence();
    this.page.heard();
    // One after the other: two on their way at once might come in the wrong order.
    const answer = this.sent.then(() => post(`${this.url}/keys`, { key }));
    this.sent = answer.catch(() => {});
    return (await answer).taken;
  }

  skip() {
    this.finish();
  }

  /** @param {boolean} yes the sentence of the moment goes on unheard */
  mute(yes) {
    this.audio.muted = yes;
  }

  hangUp() {
    this.silence();
    return post(`${this.url}/hang-up`, {});
  }

  /** Sound where there is a recording, else as long as it would take to say. */
  play(line) {
    this.silence();
    const caption = () => (this.timer = setTimeout(() => this.finish(), line.seconds * 1000));
    this.finish = () => {
      this.silence();
      this.page.heard();
      post(`${this.url}/heard`, { number: line.number }).catch(() => {});
    };
    if (!this.soundIsOn()) return void caption();
    this.mute(false);
    this.audio.onended = () => this.finish();
    this.audio.onerror = () => caption();
    this.audio.src = `${this.url}/audio/${line.number}`;
    this.audio.play().catch((error) => error.name === "NotAllowedError" && caption());
  }

  silence() {
    clearTimeout(this.timer);
    this.finish = () => {};
    this.audio.onended = this.audio.onerror = null;
    this.audio.pause();
  }
}
