/** Who is at the till, and asking them: with a shop's staff on the list, some acts are somebody's. */

import { NoAnswer, Problem } from './api.js';
import { phone } from './memory.js';
import { PinSheet } from './pin-sheet.js';
import { SignedOut } from './session.js';
import { Shift } from './shift.js';
import { part } from './view.js';
import { say, time } from './words.js';

/** Who was here last, by an id that says nothing elsewhere. */
const LAST = 'till-staff';

/** @typedef {import('./shift.js').Person} Person */

export class Staff {
  /**
   * @param {import('./session.js').Session} session
   * @param {(why: string) => void} onSignedOut
   * @param {() => Promise<void>} readAgain the program with its list of people, which may be older than whoever started today
   */
  constructor(session, onSignedOut, readAgain) {
    this.session = session;
    this.onSignedOut = onSignedOut;
    this.readAgain = readAgain;
    /** @type {Person[]} */
    this.people = [];
    this.shift = new Shift(() => this.#show());
    this.sheet = new PinSheet((who, pin) => this.#check(who, pin));
    part('staff-change').addEventListener('click', () => this.ask(say('staff_hint')));
    part('staff-end').addEventListener('click', () => this.#handOver());
  }

  get token() {
    return this.shift.token;
  }

  /** Where no PIN can be checked: whoever said last who they are, for as long as the server takes their word. */
  get lastToken() {
    return this.shift.last?.token ?? '';
  }

  get isAsked() {
    return this.sheet.isOpen;
  }

  get isNamed() {
    return this.people.length > 0;
  }

  /** @param {any} program what the server last said about it, if it ever did */
  allow(program) {
    this.people = program?.staff ?? [];
    const { last } = this.shift;
    if (last && !this.people.some(({ id }) => id === last.staff.id)) this.shift.end();
    if (this.sheet.isOpen && this.isNamed) this.sheet.offer(this.people);
    else this.sheet.release();
    this.#show();
  }

  /** Nobody is at this till any more. */
  leave() {
    this.sheet.close();
    this.shift.end();
  }

  /** @param {string} why @returns {Promise<boolean>} whether it is known who is here, or need not be */
  async identify(why) {
    return !this.isNamed || this.shift.person !== null || this.ask(why);
  }

  /** @param {string} why @param {boolean} [another] than whoever is here @returns {Promise<boolean>} */
  ask(why, another = false) {
    if (this.sheet.isOpen) return Promise.resolve(false);
    const probably = another ? '' : this.shift.person?.id ?? phone.recall(LAST) ?? '';
    const answer = this.sheet.open(this.people, probably, why);
    void this.readAgain();
    return answer;
  }

  /** The server does not take them for who this page does: whoever is on the list now may say who they are. */
  async doubt() {
    if (this.token) this.shift.end();
    await this.readAgain();
  }

  #handOver() {
    this.shift.end();
    part('staff-change').focus();
  }

  /** @param {Person} who @param {string} pin @returns {Promise<string>} */
  async #check(who, pin) {
    try {
      this.shift.begin(await this.session.ask('/v1/till/staff-tokens', { method: 'POST', body: { staff: who.id, pin } }));
      phone.remember(LAST, who.id);
      return '';
    } catch (error) {
      if (error instanceof SignedOut) this.onSignedOut(say('signed_out'));
      else if (error instanceof NoAnswer) return say('staff_no_network');
      else if (error instanceof Problem) return inWords(error, who.name);
      else throw error;
      return say('signed_out');
    }
  }

  #show() {
    const { person } = this.shift;
    part('staff').hidden = !this.isNamed;
    part('staff-is').hidden = !person;
    part('staff-name').textContent = person?.name ?? say('staff_nobody');
    part('staff-change').textContent = say(person ? 'staff_change' : 'staff_choose');
    part('staff-end').hidden = !person;
  }
}

/** @param {Problem} problem @param {string} name */
function inWords({ code, body, message }, name) {
  if (code === 'pin-refused' && body.tries_left > 0) return say(body.tries_left === 1 ? 'pin_wrong_one' : 'pin_wrong', { n: body.tries_left, name });
  if (code === 'pin-refused' && body.retry_at) return say('pin_wrong_last', { name, time: time(body.retry_at) });
  if (code === 'pin-refused') return say('pin_blocked', { name });
  if (code === 'too-many-pins' && body.retry_at) return say('pin_later', { name, time: time(body.retry_at) });
  if (code === 'pin-blocked') return say('pin_blocked', { name });
  return message;
}
