/** What was spent: typed before the card is read, or after, when the card waits for it. */

import { decimalsOf, minorOf, signOf, typedOf } from './money.js';
import { make, part } from './view.js';
import { say } from './words.js';

/** @typedef {{amount_minor?: number, parts?: Record<string, number>}} Spent */

export class Amount {
  /**
   * @param {() => void} onGiven the staff says that this is the amount
   * @param {() => void} onLeft nobody types any more, and nothing else was pressed
   */
  constructor(onGiven, onLeft) {
    this.form = /** @type {HTMLFormElement} */ (part('amount'));
    this.field = /** @type {HTMLInputElement} */ (part('amount-field'));
    this.asked = false;
    this.decimals = 2;
    /** @type {Map<string, HTMLInputElement>} what earns nothing, by category */
    this.parts = new Map();
    /** @type {EventTarget | null} since the last key */
    this.pressed = null;
    this.form.addEventListener('input', () => {
      this.pressed = null;
      this.#complain(null, '');
    });
    addEventListener('pointerdown', ({ target }) => {
      this.pressed = target;
    });
    this.form.addEventListener('focusout', ({ relatedTarget }) => {
      if (!relatedTarget && !this.#pressesSomething()) setTimeout(() => this.#isLeft() && onLeft());
    });
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      onGiven();
    });
  }

  /** @param {any} program */
  allow(program) {
    const { asks_amount: asked = false, currency = 'EUR', excluded = [] } = program;
    this.asked = asked;
    this.decimals = decimalsOf(program);
    const sign = signOf(currency);
    part('currency').textContent = sign.text;
    part('amount-box').toggleAttribute('data-sign-first', sign.first);
    this.field.placeholder = typedOf(0, this.decimals);
    this.#offerParts(excluded);
    this.#show();
  }

  get isEmpty() {
    return this.form.hidden || [this.field, ...this.parts.values()].every(({ value }) => value.trim() === '');
  }

  /** Somebody is typing: what stands there may be half of it. */
  get isTyping() {
    return this.form.contains(document.activeElement);
  }

  /**
   * What is typed, or null after saying beside the field what is wrong with it.
   * @returns {Spent | null}
   */
  read() {
    const minor = minorOf(this.field.value, this.decimals);
    if (!minor) return this.#complain(this.field, say(this.field.value.trim() ? 'amount_wrong' : 'amount_missing', this.#example()));
    /** @type {Record<string, number>} */
    const parts = {};
    let left = minor;
    for (const [name, field] of this.parts) {
      const value = field.value.trim();
      const of = value === '' ? 0 : minorOf(value, this.decimals);
      if (of === null) return this.#complain(field, say('amount_wrong', this.#example()));
      if (of > left) return this.#complain(field, say('parts_too_large'));
      left -= of;
      if (of > 0) parts[name] = of;
    }
    return { amount_minor: minor, ...(left < minor && { parts }) };
  }

  /**
   * A card has been read and waits for it.
   * @param {boolean} waits
   * @param {boolean} [here] the next keys are for it
   */
  setWaiting(waits, here = waits) {
    part('amount-send').hidden = !waits;
    part('amount-hint').textContent = say(waits ? 'amount_waits' : 'amount_hint');
    this.form.toggleAttribute('data-waits', waits);
    this.#show();
    if (here && !this.isTyping) this.field.focus({ preventScroll: true });
  }

  /** Back to how it was typed, to be typed over. @param {Spent} spent */
  put({ amount_minor: minor, parts = {} }) {
    if (minor === undefined || this.form.hidden || !this.isEmpty) return;
    this.field.value = typedOf(minor, this.decimals);
    for (const [name, field] of this.parts) field.value = parts[name] ? typedOf(parts[name], this.decimals) : '';
    if (document.activeElement === this.field) this.field.select();
  }

  /** Keys that come late land nowhere. */
  blur() {
    if (this.isTyping) /** @type {HTMLElement} */ (document.activeElement).blur();
  }

  clear() {
    for (const field of [this.field, ...this.parts.values()]) field.value = '';
    /** @type {HTMLDetailsElement} */ (part('parts')).open = false;
    this.#complain(null, '');
  }

  #show() {
    this.form.hidden = !this.asked && !this.form.hasAttribute('data-waits');
  }

  /** What is pressed says itself what becomes of the amount. */
  #pressesSomething() {
    const pressed = this.pressed instanceof Element ? this.pressed.closest('a, button, input, label, select, summary') : null;
    return pressed !== null && !(pressed instanceof HTMLInputElement && this.form.contains(pressed));
  }

  /** A window that is left for another one keeps its field. */
  #isLeft() {
    return !this.isTyping && document.hasFocus();
  }

  #example() {
    return { example: typedOf(this.decimals ? 125 * 10 ** (this.decimals - 1) : 12, this.decimals) };
  }

  /** @param {string[]} names */
  #offerParts(names) {
    if (names.join() === [...this.parts.keys()].join()) return;
    this.parts = new Map(names.map((name) => [name, partField()]));
    const labels = [...this.parts].map(([name, field]) => make('label', {}, say('part', { name }), field));
    part('parts-list').replaceChildren(...labels);
    part('parts').hidden = names.length === 0;
  }

  /** @param {HTMLInputElement | null} field @param {string} why @returns {null} */
  #complain(field, why) {
    part('amount-error').textContent = why;
    for (const each of [this.field, ...this.parts.values()]) {
      if (each === field) each.setAttribute('aria-invalid', 'true');
      else each.removeAttribute('aria-invalid');
    }
    field?.closest('details')?.setAttribute('open', '');
    field?.focus();
    return null;
  }
}

function partField() {
  const looks = { type: 'text', inputmode: 'decimal', autocomplete: 'off', maxlength: 12, 'aria-describedby': 'amount-error' };
  return /** @type {HTMLInputElement} */ (make('input', looks));
}
