/**
 * What the next card is given for: how many, how much. Either comes first: a card whose amount is
 * not known yet waits for it here, and an amount that is known waits for its card.
 */

import { Amount } from './amount.js';
import { Units } from './units.js';

/** Refusals after which the same card only needs another amount. */
const ABOUT_THE_AMOUNT = ['amount-missing', 'amount-too-large', 'below-minimum'];

/** Refusals after which this purchase counts for nobody any more. */
const ABOUT_THE_CARD = ['too-soon', 'daily-cap-reached'];

/** @typedef {{units?: number} & import('./amount.js').Spent} Purchase */

export class Basket {
  constructor() {
    this.units = new Units();
    this.amount = new Amount(() => this.#given());
    /** @type {{code: string, act: (bought: Purchase) => void} | null} */
    this.waiting = null;
    this.allow({});
  }

  /** @param {any} program */
  allow(program) {
    this.units.allow(program.counts_items ? program.max_units : 1);
    this.amount.allow(program);
    this.amount.setWaiting(this.waiting !== null);
  }

  /** What was typed for the card that waited is not for another one. @param {string} [code] */
  turnTo(code) {
    if (this.waiting && this.waiting.code !== code) this.#empty();
  }

  /** Everything for this card, and the fields empty again; null while the amount is missing or wrong. */
  take() {
    if (this.amount.asked && this.amount.isEmpty) return null;
    const spent = this.amount.asked ? this.amount.read() : {};
    return spent && this.#taken(spent);
  }

  /** The amount on which something is used: none, if none was typed; null if it is wrong. */
  spent() {
    return this.amount.isEmpty ? {} : this.amount.read();
  }

  /** @param {string} code @param {(bought: Purchase) => void} act with what is given then */
  wait(code, act) {
    this.waiting = { code, act };
    this.amount.setWaiting(true);
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
    if (waits) this.wait(bought.code ?? '', again);
    this.amount.put(bought);
    if (bought.units) this.units.put(bought.units);
  }

  /** Something was used: its amount is for nobody else, unless a card still waits to be counted. */
  settle() {
    if (!this.waiting) this.amount.clear();
  }

  #given() {
    if (!this.waiting) return this.amount.field.blur();
    const { act } = this.waiting;
    const spent = this.amount.read();
    return spent ? act(this.#taken(spent)) : undefined;
  }

  /** @param {import('./amount.js').Spent} spent @returns {Purchase} */
  #taken(spent) {
    this.#empty();
    return { units: this.units.take(), ...spent };
  }

  #empty() {
    this.waiting = null;
    this.amount.clear();
    this.amount.setWaiting(false);
  }
}
