/** Who works at the tills: their PINs, shown once, and the cards that are their own. */

import { Problem } from './api.js';
import { newId } from './identifiers.js';
import { ownCard } from './own-card.js';
import { make, part } from './view.js';
import { say } from './words.js';

/** @typedef {{id: string, name: string, card: string | null, blocked: boolean}} Member */

export class StaffList {
  /**
   * @param {import('./session.js').Session} session
   * @param {(act: () => Promise<void>) => Promise<void>} attempt
   * @param {() => Promise<void>} onChange
   */
  constructor(session, attempt, onChange) {
    this.session = session;
    this.attempt = attempt;
    this.onChange = onChange;
    /** @type {Member[]} */
    this.members = [];
    const form = /** @type {HTMLFormElement} */ (part('new-staff'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#do(() => this.#add(form));
    });
    part('staff-noted').addEventListener('click', () => this.#noted());
  }

  /** @param {any} overview */
  show({ staff = [] }) {
    this.members = staff;
    part('staff-none').hidden = staff.length > 0;
    part('staff-list').replaceChildren(...staff.map((/** @type {Member} */ member) => this.#line(member)));
  }

  /** Nothing of it is for whoever opens the book next. */
  forget() {
    part('staff-pin').hidden = true;
    part('staff-pin-digits').textContent = '';
    this.#tell('');
  }

  /** @param {Member} member */
  #line(member) {
    const { id, name, card, blocked } = member;
    const states = [blocked && make('small', { class: 'state-waiting' }, say('staff_blocked')), card && make('small', {}, say('staff_card_is', { code: card }))];
    const anew = () => this.#do(() => this.#newPin(member));
    const remove = () => confirm(say('staff_remove_sure', { name })) && this.#do(() => this.#change('/v1/owner/staff-removals', { staff: id }));
    return make(
      'li',
      {},
      make('p', {}, name, ...states),
      make(
        'div',
        { class: 'line-actions' },
        press(say('staff_new_pin'), say('staff_new_pin_for', { name }), anew),
        press(say('revoke'), say('staff_remove', { name }), remove),
      ),
      ownCard(member, (code) => this.#change('/v1/owner/staff-cards', { staff: id, code }), this.attempt),
    );
  }

  /** @param {HTMLFormElement} form */
  async #add(form) {
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('staff-name'));
    const name = field.value.trim();
    const there = this.members.find((member) => alike(member.name) === alike(name));
    const wrong = name ? there && !meant(there) && say('staff_named_other') : say('staff_name_missing');
    if (wrong) {
      field.focus();
      return this.#tell(wrong);
    }
    await (there ? this.#newPin(there) : this.#showPin('/v1/owner/staff', { name }, name));
    form.reset();
    return undefined;
  }

  /** @param {Member} member */
  #newPin({ id, name }) {
    return this.#showPin('/v1/owner/staff-pins', { staff: id }, name);
  }

  /** @param {string} path @param {object} body @param {string} name */
  async #showPin(path, body, name) {
    const { pin } = await this.#write(path, body);
    part('staff-pin').hidden = false;
    part('staff-pin-whose').textContent = say('staff_pin_is', { name });
    part('staff-pin-digits').textContent = pin;
    part('staff-pin').scrollIntoView({ block: 'nearest' });
    await this.onChange();
  }

  #noted() {
    this.forget();
    part('staff-title').focus();
  }

  /** @param {string} path @param {object} body */
  async #change(path, body) {
    await this.#write(path, body);
    await this.onChange();
    part('staff-title').focus();
  }

  /** What the server refuses is said here, beside what was pressed. @param {() => Promise<void>} act */
  #do(act) {
    this.#tell('');
    return this.attempt(async () => {
      try {
        await act();
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        this.#tell(error.message);
        if (error.code === 'staff-named') await this.onChange(); // by an answer that was lost, or on another phone
      }
    });
  }

  /** @param {string} path @param {object} body */
  #write(path, body) {
    return this.session.ask(path, { method: 'POST', body, key: newId() });
  }

  /** @param {string} trouble */
  #tell(trouble) {
    part('staff-trouble').hidden = trouble === '';
    part('staff-trouble').textContent = trouble;
    if (trouble) part('staff-trouble').scrollIntoView({ block: 'nearest' });
  }
}

/** @param {string} text @param {string} named the same, and for whom @param {() => void} act */
const press = (text, named, act) => make('button', { type: 'button', class: 'small-press', 'aria-label': named, onclick: act }, text);

/** As the server compares names. @param {string} name */
const alike = (name) => name.normalize('NFC').replace(/\s+/g, ' ').toLowerCase();

/** Whether the owner means whoever is there, and not somebody else. @param {Member} member */
const meant = ({ name }) => confirm(say('staff_named', { name }));
