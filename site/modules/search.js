/** Finding a card without its code: by a first name or four digits, which are kept nowhere and shown for a minute. */

import { Problem } from './api.js';
import { found } from './found.js';
import { SignedOut } from './session.js';
import { part } from './view.js';
import { say } from './words.js';

const SHOWN_MS = 60_000;

/**
 * @typedef {object} Acts
 * @property {(body: object) => Promise<any>} ask
 * @property {(code: string) => void} look
 * @property {() => void} signedOut
 */

export class Search {
  /** @param {Acts} acts */
  constructor(acts) {
    this.acts = acts;
    this.drawer = /** @type {HTMLDetailsElement} */ (part('search'));
    this.form = /** @type {HTMLFormElement} */ (part('search-form'));
    this.fields = { name: field('search-name'), birthday_day: field('search-day'), birthday_month: field('search-month') };
    this.list = part('search-list');
    this.turn = 0;
    this.timer = 0;
    this.newCard = part('search-new');
    this.newCard.addEventListener('click', () => this.#offer());
    /** @type {string | null} the card that was chosen last: it was not held out */
    this.chosen = null;
    this.drawer.addEventListener('toggle', () => (this.drawer.open ? this.fields.name.focus() : this.clear()));
    this.form.addEventListener('input', () => {
      this.#complain({});
      this.#stay();
    });
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#search();
    });
  }

  /** Nothing of it is left on the screen. */
  clear() {
    this.turn += 1;
    this.form.reset();
    this.#complain({});
    this.#show('');
    clearTimeout(this.timer);
  }

  async #search() {
    const body = this.#typed();
    const wrong = complaints(body);
    if (Object.keys(wrong).length) return this.#complain(wrong);
    const turn = (this.turn += 1);
    this.#stay();
    this.#show(say('one_moment'));
    try {
      const answer = await this.acts.ask(body);
      return turn === this.turn && this.#answered(answer);
    } catch (error) {
      return turn === this.turn && this.#failed(error);
    }
  }

  /** @param {{found: any[], more: boolean}} answer */
  #answered({ found: cards, more }) {
    const count = say(cards.length === 1 ? 'search_one' : 'search_some', { n: cards.length });
    const told = cards.length === 0 ? say(more ? 'search_more' : 'search_none') : more ? `${count} ${say('search_more')}` : count;
    this.#show(told, cards);
    this.newCard.hidden = cards.length > 0 || more || part('new-card').hidden;
    if (cards.length) this.list.focus();
  }

  /** @param {unknown} error */
  #failed(error) {
    if (error instanceof SignedOut) return this.acts.signedOut();
    if (!(error instanceof Problem)) return this.#show(say('search_offline'));
    const wrong = (error.body.errors ?? []).map((/** @type {any} */ { pointer, detail }) => [pointer.slice(1), detail]);
    this.#show(wrong.length ? '' : error.message);
    return this.#complain(Object.fromEntries(wrong));
  }

  /** @param {string} told @param {any[]} cards */
  #show(told, cards = []) {
    part('search-said').textContent = told;
    this.list.replaceChildren(...cards.map((card) => found(card, (code) => this.#choose(code))));
    this.newCard.hidden = true;
    this.#stay();
  }

  /** It is looked at: who is on the screen is counted by the next press. @param {string} code */
  #choose(code) {
    this.chosen = code;
    const inside = this.#close();
    this.acts.look(code);
    // What is asked there is answered there.
    if (inside) part('result').focus({ preventScroll: true });
  }

  /** Whoever has no card yet takes one. */
  #offer() {
    const drawer = /** @type {HTMLDetailsElement} */ (part('new-card'));
    this.clear();
    this.drawer.open = false;
    drawer.open = true;
    drawer.querySelector('summary')?.focus();
  }

  #close() {
    const inside = this.drawer.contains(document.activeElement);
    this.clear();
    this.drawer.open = false;
    if (inside) this.drawer.querySelector('summary')?.focus({ preventScroll: true });
    return inside;
  }

  /** So long, and not longer: whoever comes next to the counter reads no names. */
  #stay() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#close(), SHOWN_MS);
  }

  #typed() {
    const [name, day, month] = Object.values(this.fields).map(({ value }) => value.trim());
    return { name, ...(day && { birthday_day: Number(day) }), ...(month && { birthday_month: Number(month) }) };
  }

  /** @param {Record<string, string>} wrong what, by field */
  #complain(wrong) {
    part('search-error').textContent = [...new Set(Object.values(wrong))].join(' ');
    for (const [name, each] of Object.entries(this.fields)) {
      if (wrong[name]) each.setAttribute('aria-invalid', 'true');
      else each.removeAttribute('aria-invalid');
    }
    const first = Object.entries(this.fields).find(([name]) => wrong[name]);
    first?.[1].focus();
  }
}

/** As the server would say it, without asking: an answer takes a moment, and one of the tries. @param {{name: string, birthday_day?: number, birthday_month?: number}} typed @returns {Record<string, string>} */
function complaints({ name, birthday_day: day, birthday_month: month }) {
  const missing = day === undefined ? 'birthday_day' : 'birthday_month';
  const given = Number(day !== undefined) + Number(month !== undefined);
  return {
    ...wrongName(name),
    ...(given === 1 && { [missing]: say('search_together') }),
    ...(given === 2 && !exists(day, month) && { birthday_day: say('search_no_day') }),
  };
}

/** Four digits, however they are set apart, or a beginning of a name. @param {string} name @returns {Record<string, string>} */
function wrongName(name) {
  if (/^(\p{Nd}\s*){4}$/u.test(name)) return {};
  if (/\p{Nd}/u.test(name)) return { name: say('search_digits') };
  return isEnough(name) ? {} : { name: say('search_short') };
}

/** Two letters, or one that may be a whole name, as 葵 is. @param {string} name */
function isEnough(name) {
  const letters = name.normalize('NFKD').match(/[\p{L}\p{N}]/gu) ?? [];
  return letters.length > 1 || letters.some((letter) => letter > '\u007f');
}

/** In a leap year. @param {number | undefined} day @param {number | undefined} month */
function exists(day = NaN, month = NaN) {
  const date = new Date(2000, month - 1, day);
  return date.getMonth() === month - 1 && date.getDate() === day;
}

/** @param {string} name */
const field = (name) => /** @type {HTMLInputElement} */ (part(name));
