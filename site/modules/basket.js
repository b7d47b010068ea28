/**
 * What the next card is given for: how many, how much. Either comes first: a card whose amount is
 * not known yet waits for it here, and an amount that is known waits for its card. While somebody
 * types it is not known: it counts once it is confirmed, or the field is left. What was typed or
 * chosen for somebody who then held out no card is for nobody, after the time that a card would wait.
 */

import { Amount } from './amount.js';
import { Units } from './units.js';
import { part } from './view.js';

/** Something waits for the other: as long as it takes to ring things up. */
export const WAITING_MS = 300_000;

/** Refusals after which the same card only needs another amount. */
const ABOUT_THE_AMOUNT = ['amount-missing', 'amount-too-large', 'below-minimum'];

/** Refusals after which this purchase counts for nobody any more. */
const ABOUT_THE_CARD = ['too-soon', 'daily-cap-reached'];

/** @typedef {{units?: number} & import('./amount.js').Spent} Purchase */

export class Basket {
  constructor() {
    this.units = new Units();
    this.amount = new Amount(
      () => this.#given(),
      () => this.#left(),
    );
    /** @type {{code: string, act: (bought: Purchase) => void} | null} */
    this.waiting = null;
    this.timer = 0;
    this.touched = Infinity;
    for (const chosen of ['units', 'amount']) for (const how of ['click', 'input']) part(chosen).addEventListener(how, () => this.#touch());
    document.addEventListener('visibilitychange', () => {
      // A phone that slept has counted no time.
      if (Date.now() - this.touched >= WAITING_MS) this.#forget();
    });
    this.allow({});
  }

  /** @param {any} program */
  allow(program) {
    this.units.allow(program.counts_items ? program.max_units : 1);
    this.amount.allow(program);
    this.amount.setWaiting(this.waiting !== null);
  }

  /**
   * What was typed for the card that waited is not for another one, nor is what is still to come.
   * @param {string} [code]
   * @returns {boolean} whether somebody was typing
   */
  turnTo(code) {
    if (!this.waiting || this.waiting.code === code) return false;
    const cutShort = this.amount.isTyping && !this.amount.isEmpty;
    this.#empty();
    if (cutShort) this.amount.blur();
    return cutShort;
  }

  /** Everything for this card, and the fields empty again; null while the amount is missing, wrong or not confirmed. */
  take() {
    if (this.amount.isEmpty ? this.amount.asked : this.waiting || this.amount.isTyping) return null;
    const spent = this.amount.asked ? this.amount.read() : {};
    return spent && this.#taken(spent);
  }

  /** The amount on which something is used: none, if none was typed; null if it is wrong. */
  spent() {
    return this.amount.isEmpty ? {} : this.amount.read();
  }

  /**
   * A card that is read again while its amount is typed goes on waiting for what it waited for.
   * @param {string} code
   * @param {(bought: Purchase) => void} act with what is given then
   * @param {boolean} here the next keys are for it
   */
  wait(code, act, here) {
    if (!this.waiting || this.amount.isEmpty) this.waiting = { code, act };
    this.amount.setWaiting(true, here);
  }

  /**
   * Nothing was done with it: what was typed is there again, unless it counts for nobody now.
   * @param {Purchase & {code?: string}} bought
   * @param {string} refusal the problem's code
   * @param {(bought: Purchase) => void} again
   */
  keep(bought, refusal, again) {
    if (ABOUT_THE_CARD.includes(refusal)) return;
    const waits = ABOUT_THE_AMOUNT.includes(refusal) || (refusal === 'reward-ready' && this.amount.asked);
    if (waits) {
      this.waiting = { code: bought.code ?? '', act: again };
      this.amount.setWaiting(true);
    }
    this.amount.put(bought);
    if (bought.units) this.units.put(bought.units);
    this.#touch();
  }

  /** Something was used: its amount is for nobody else, unless a card still waits to be counted. */
  settle() {
    if (this.waiting) return;
    this.amount.clear();
    this.amount.blur();
  }

  /** All that was typed or chosen is for nobody. */
  clear() {
    this.#empty();
    this.units.take();
    this.amount.blur();
  }

  #touch() {
    this.touched = Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#forget(), WAITING_MS);
  }

  /** A card that waits has a time of its own. */
  #forget() {
    if (this.waiting) return this.#touch();
    this.touched = Infinity;
    return this.clear();
  }

  #left() {
    if (this.waiting && !this.amount.isEmpty) this.#given();
  }

  #given() {
    if (!this.waiting) return this.amount.blur();
    const { act } = this.waiting;
    const spent = this.amount.read();
    return spent ? act(this.#taken(spent)) : undefined;
  }

  /** @param {import('./amount.js').Spent} spent @returns {Purchase} */
  #taken(spent) {
    this.#empty();
    this.amount.blur();
    return { units: this.units.take(), ...spent };
  }

  #empty() {
    this.waiting = null;
    this.amount.clear();
    this.amount.setWaiting(false);
  }
}
