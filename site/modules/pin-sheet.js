/** The sheet on which somebody says who they are: their first name, then four digits. */

import { Keypad } from './keypad.js';
import { signal } from './sound.js';
import { make, part } from './view.js';
import { say } from './words.js';

/** @typedef {import('./shift.js').Person} Person */
/** @typedef {(who: Person, pin: string) => Promise<string>} Check what is to be said; nothing, if it was right */

export class PinSheet {
  /** @param {Check} check */
  constructor(check) {
    this.check = check;
    this.sheet = /** @type {HTMLDialogElement} */ (part('pin-sheet'));
    this.keypad = new Keypad(() => this.#try());
    /** @type {Person[]} */
    this.people = [];
    this.chosen = '';
    /** @type {(right: boolean) => void} */
    this.answer = () => {};
    part('pin-close').addEventListener('click', () => this.close());
    this.sheet.addEventListener('close', () => this.isOpen || this.#over(false));
  }

  get isOpen() {
    return this.sheet.open;
  }

  /**
   * @param {Person[]} people
   * @param {string} chosen the id of whoever it probably is
   * @param {string} why
   * @returns {Promise<boolean>} whether somebody is known now
   */
  open(people, chosen, why) {
    this.chosen = chosen;
    this.keypad.clear();
    this.#tell('');
    part('pin-why').textContent = why;
    this.offer(people);
    this.sheet.showModal();
    const first = this.sheet.querySelector('input:checked') ?? this.sheet.querySelector('input');
    if (first instanceof HTMLElement) first.focus();
    return new Promise((resolve) => {
      this.answer = resolve;
    });
  }

  /** Whoever may be chosen now. @param {Person[]} people */
  offer(people) {
    const same = JSON.stringify(people) === JSON.stringify(this.people) && this.sheet.querySelector('input:checked');
    if (same && this.isOpen) return;
    this.people = people;
    if (people.length === 1) this.chosen = people[0].id;
    const had = part('pin-people').contains(document.activeElement);
    part('pin-people').replaceChildren(...people.map((person) => this.#chip(person)));
    if (had) part('pin-people').querySelector('input')?.focus();
  }

  /** Nobody has to say who they are any more. */
  release() {
    if (this.isOpen) this.#over(true);
  }

  /** Nobody is known, and nothing is done. */
  close() {
    if (this.isOpen) this.sheet.close();
  }

  /** @param {Person} person */
  #chip({ id, name }) {
    const choose = () => {
      this.chosen = id;
      this.#tell('');
      this.keypad.startOver();
    };
    const field = make('input', { type: 'radio', name: 'pin-person', checked: id === this.chosen, onchange: choose });
    return make('label', {}, field, make('span', {}, name));
  }

  async #try() {
    const who = this.people.find(({ id }) => id === this.chosen);
    if (!who) {
      this.keypad.clear();
      return this.#tell(say('staff_name_first'));
    }
    const { full: pin } = this.keypad;
    this.keypad.wait();
    this.#tell(say('one_moment'));
    const { answer } = this;
    const wrong = await this.check(who, pin);
    // Whoever closed it meanwhile, and perhaps opened it again, did not wait for this.
    if (answer !== this.answer) return undefined;
    this.keypad.clear();
    if (wrong) {
      signal('stop');
      return this.#tell(wrong);
    }
    return this.#over(true);
  }

  /** @param {boolean} right */
  #over(right) {
    const { answer } = this;
    this.answer = () => {};
    this.keypad.clear();
    // It may name a customer.
    part('pin-why').textContent = '';
    answer(right);
    if (this.isOpen) this.sheet.close();
    // What was pressed may be gone: the answer stands in its place.
    const { activeElement: at } = document;
    if (!at || at === document.body || this.sheet.contains(at)) part('result').focus({ preventScroll: true });
  }

  /** @param {string} text */
  #tell(text) {
    part('pin-told').textContent = text;
  }
}
