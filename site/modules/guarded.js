/**
 * What the till does, each act with whoever is at it. Some are done only once it is known who that
 * is: what gives something away, or takes something back. A stamp never waits for that.
 */

import { Problem } from './api.js';
import { say } from './words.js';

/** @type {Record<string, string>} an act, and why somebody is asked who they are */
const WHY = {
  redemptions: 'staff_before_reward',
  reversals: 'staff_before_undo',
  refunds: 'staff_before_return',
  grants: 'staff_before_grant',
  replacements: 'staff_before_replacing',
};

/**
 * @typedef {object} About what is done
 * @property {() => void} [begin] it is, from now on: nobody is asked any more
 * @property {string} [what] is pressed, and for whom
 * @property {boolean} [atOnce] this till takes back what it has only just given: nobody has to answer for it
 */
/** @typedef {import('./operations.js').Kind} Kind */
/** @typedef {import('./operations.js').Operation} Operation */
/** @typedef {import('./operations.js').Outcome} Outcome */

export class Guarded {
  /**
   * @param {import('./operations.js').Operations} operations
   * @param {import('./staff.js').Staff} staff
   */
  constructor(operations, staff) {
    this.operations = operations;
    this.staff = staff;
  }

  get waiting() {
    return this.operations.waiting;
  }

  watch() {
    return this.operations.watch();
  }

  release() {
    this.operations.release();
  }

  /** @param {Operation} operation */
  again(operation) {
    return this.operations.again(operation);
  }

  /** What waits is not to count. @param {Operation} operation @returns {Promise<Outcome>} */
  async withdraw(operation) {
    if (!this.canTellLater) return notDone('reversals', { operation: operation.id });
    return this.operations.withdraw(operation, this.staff.lastToken);
  }

  /** Whether somebody answers for what is given, or taken back, now and told later: without network no PIN is checked. */
  get canTellLater() {
    return !this.staff.isNamed || this.staff.lastToken !== '';
  }

  /** @param {Kind} kind @param {Record<string, any>} body @param {About} [about] @returns {Promise<Outcome>} */
  async carryOut(kind, body, about = {}) {
    if (!about.atOnce && !(await this.#mayDo(kind, about))) return leftAlone(kind, body);
    const outcome = await this.#do(kind, body, about);
    if (outcome.problem?.code !== 'staff-needed') return outcome;
    await this.staff.doubt();
    // Nothing was written: it is done anew, as somebody else's.
    return (await this.#mayDo(kind, about)) ? this.#do(kind, body, about) : leftAlone(kind, body);
  }

  /** What whoever is here may not do: by somebody else, who says so first. @param {Kind} kind @param {Record<string, any>} body @param {About} [about] @returns {Promise<Outcome>} */
  async byAnother(kind, body, about) {
    return (await this.staff.ask(say('staff_colleague_hint'), true)) ? this.carryOut(kind, body, about) : leftAlone(kind, body);
  }

  /** @param {Kind} kind @param {Record<string, any>} body @returns {Promise<Outcome>} */
  async later(kind, body) {
    if (!this.canTellLater) return notDone(kind, body);
    return this.operations.later(kind, body, this.staff.lastToken);
  }

  /** @param {Kind} kind @param {Record<string, any>} body @param {About} about */
  #do(kind, body, { begin }) {
    const coming = this.operations.carryOut(kind, body, this.staff.token);
    begin?.();
    return coming;
  }

  /** @param {Kind} kind @param {About} about */
  async #mayDo(kind, { what }) {
    return !(kind in WHY) || this.staff.identify(what ? say('staff_before', { what }) : say(WHY[kind]));
  }
}

/** Nobody said who they are: it is as if nothing had been pressed. @param {Kind} kind @param {Record<string, any>} body @returns {Outcome} */
const leftAlone = (kind, body) => ({ operation: { id: '', kind, body }, leftAlone: true });

/** @param {Kind} kind @param {Record<string, any>} body @returns {Outcome} */
const notDone = (kind, body) => ({
  operation: { id: '', kind, body },
  problem: new Problem(403, { code: 'staff-needed', title: say('staff_not_done'), detail: say('staff_not_done_why') }),
});
