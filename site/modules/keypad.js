/**
 * Four digits on big keys, or on a keyboard. No field: what is not typed into one is neither
 * filled in nor kept by the browser, and no screen reader reads it out.
 */

import { make, part } from './view.js';
import { say } from './words.js';

const LENGTH = 4;

export class Keypad {
  /** @param {(pin: string) => void} onFull all four are there */
  constructor(onFull) {
    this.onFull = onFull;
    this.typed = '';
    this.busy = false;
    this.dots = part('pin-dots');
    this.dots.append(...Array.from({ length: LENGTH }, () => make('span', {})));
    const keys = [...'1234567890'].map((digit) => make('button', { type: 'button', class: 'pin-key', 'data-pin-last': digit === '0', onclick: () => this.#press(digit) }, digit));
    part('pin-close').before(...keys.slice(0, -1));
    part('pin-erase').before(...keys.slice(-1));
    part('pin-erase').addEventListener('click', () => this.#erase());
    part('pin-sheet').addEventListener('keydown', (event) => this.#key(event));
    this.#show();
  }

  /** @returns {string} what is there, if it is all there */
  get full() {
    return this.typed.length === LENGTH ? this.typed : '';
  }

  clear() {
    this.busy = false;
    this.#type('');
  }

  /** What was typed was for another name; what is being looked at stays. */
  startOver() {
    if (!this.busy) this.clear();
  }

  /** What is there is being looked at: no key counts. */
  wait() {
    this.busy = true;
  }

  /** @param {string} digit */
  #press(digit) {
    if (this.busy || this.full) return;
    this.#type(this.typed + digit);
    if (this.full) this.onFull(this.full);
  }

  #erase() {
    if (!this.busy) this.#type(this.typed.slice(0, -1));
  }

  /** @param {KeyboardEvent} event */
  #key({ key, repeat, ctrlKey, metaKey, altKey }) {
    if (repeat || ctrlKey || metaKey || altKey) return;
    if (/^\d$/.test(key)) this.#press(key);
    else if (key === 'Backspace') this.#erase();
  }

  /** @param {string} typed */
  #type(typed) {
    this.typed = typed;
    this.#show();
  }

  #show() {
    const count = this.typed.length;
    this.dots.dataset.typed = String(count);
    this.dots.setAttribute('aria-label', say(count === 1 ? 'pin_digit' : 'pin_digits', { n: count }));
    part('pin-typed').textContent = count ? (this.dots.getAttribute('aria-label') ?? '') : '';
  }
}
