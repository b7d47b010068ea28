/**
 * A code counts once for as long as it is in view. It has gone when it was missing from several
 * pictures in a row and for a while: pictures alone would let a blink of glare count a card twice
 * on a fast phone, time alone a single lost picture on a slow one. However long a card is held
 * out, it is the same one.
 */

const ABSENT_PICTURES = 8;
const ABSENT_MS = 700;

export class Held {
  constructor() {
    /** @type {string | null} */
    this.text = null;
    this.readAt = 0;
    this.missed = 0;
  }

  /** @param {string | null} text what a picture showed @param {number} at when it was taken @returns {boolean} whether that has just come */
  see(text, at) {
    if (text === null) return this.#miss(at);
    const came = text !== this.text;
    this.text = text;
    this.readAt = at;
    this.missed = 0;
    return came;
  }

  /** Nothing was done with it: it comes anew with the next picture. */
  forget() {
    this.text = null;
  }

  /** @param {number} at */
  #miss(at) {
    this.missed += 1;
    if (this.missed >= ABSENT_PICTURES && at - this.readAt >= ABSENT_MS) this.forget();
    return false;
  }
}
