/**
 * The decoder as the page sees it: a picture goes in, a text comes out. Where it cannot work, or
 * says nothing any more because the phone has ended it, that is told once.
 */

/** Its program comes over the network before the first answer. */
const STARTS_S = 15;
const READS_S = 4;

export class Reader {
  /** @param {() => void} onFailure */
  constructor(onFailure) {
    this.onFailure = onFailure;
    this.patienceS = STARTS_S;
    this.timer = 0;
    /** @type {(text: string | null) => void} */
    this.answer = () => {};
    // At an address of the till's own, so that the till's service worker answers for what it loads.
    this.decoder = new Worker('/till/decoder.js', { type: 'module' });
    this.decoder.onmessage = ({ data }) => (data.failure ? this.#fail() : this.#told(data.text));
    this.decoder.onerror = () => this.#fail();
  }

  /** One picture at a time. @param {ImageBitmap} frame @returns {Promise<string | null>} */
  read(frame) {
    return new Promise((resolve) => {
      this.answer = resolve;
      this.#wait(this.patienceS);
      this.decoder.postMessage(frame, [frame]);
    });
  }

  /** For good: another one can be made. */
  end() {
    clearTimeout(this.timer);
    this.decoder.onmessage = null;
    this.decoder.onerror = null;
    this.decoder.terminate();
    this.answer(null);
  }

  /** Second by second: a phone that slept meanwhile has not waited. @param {number} left */
  #wait(left) {
    this.timer = setTimeout(() => (left > 1 ? this.#wait(left - 1) : this.#fail()), 1000);
  }

  /** @param {string | null} text */
  #told(text) {
    clearTimeout(this.timer);
    this.patienceS = READS_S;
    this.answer(text);
  }

  #fail() {
    this.end();
    this.onFailure();
  }
}
