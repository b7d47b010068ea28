/**
 * What the till does is written down on the phone before it is sent, and crossed out only when
 * the server has answered for good. The id is made here, so that sending again is never doing
 * again.
 */

import { NoAnswer, Problem } from './api.js';
import { newId } from './identifiers.js';
import { SignedOut } from './session.js';
import { tryAll, tryFind, tryForget, tryKeep } from './safekeeping.js';

const AGAIN_EVERY_MS = 15000;

/** What the customer waits for here is not done behind their back: whoever asked for it asks again. */
const NEVER_WAITS = ['replacements'];

/** @typedef {'earns' | 'redemptions' | 'reversals' | 'refunds' | 'grants' | 'replacements'} Kind */
/** @typedef {{id: string, kind: Kind, body: Record<string, any>, staff?: string}} Operation `staff` is a token of whoever did it */
/**
 * @typedef {object} Outcome
 * @property {Operation} operation
 * @property {any} [answer] it was done
 * @property {Problem} [problem] the server said no: for good if it is `final`, or it waits and why
 * @property {boolean} [signedOut] this phone may not say anything for now
 * @property {boolean} [leftAlone] whoever pressed it thought better of it
 * @property {boolean} [unkept] this phone could not write it down: what is not answered is lost
 */

export class Operations {
  /**
   * @param {import('./session.js').Session} session
   * @param {(waiting: Operation[], why: string) => void} onCount and why, where the server said it
   * @param {(outcome: Outcome) => void} onLate what was waiting has been answered
   */
  constructor(session, onCount, onLate) {
    this.session = session;
    this.onCount = onCount;
    this.onLate = onLate;
    /** @type {Set<string>} sent by this page and not answered yet */
    this.underWay = new Set();
    this.flushing = false;
    /** @type {Problem | undefined} why the server takes nothing from this phone for now */
    this.held = undefined;
    this.heldUntil = 0;
    this.timer = 0;
    this.waiting = 0;
    this.watching = false;
  }

  /** From now on, send what waits whenever there is a chance that it gets through. */
  watch() {
    if (this.watching) return undefined;
    this.watching = true;
    addEventListener('online', () => this.flush());
    document.addEventListener('visibilitychange', () => this.flush());
    setInterval(() => this.flush(), AGAIN_EVERY_MS);
    return this.flush();
  }

  /**
   * Do something now: an outcome without answer or final problem means that it waits.
   * @param {Kind} kind
   * @param {Record<string, any>} body
   * @param {string} [staff]
   * @returns {Promise<Outcome>}
   */
  carryOut(kind, body, staff) {
    return this.again(newOperation(kind, body, staff));
  }

  /** The very same once more: the server does it once. @param {Operation} operation @returns {Promise<Outcome>} */
  async again(operation) {
    this.underWay.add(operation.id);
    const kept = NEVER_WAITS.includes(operation.kind) || (await tryKeep('operations', operation));
    const outcome = await this.#send(operation);
    // An answer does not wait for the bookkeeping; the number of those that wait is part of what is said without one.
    const counting = this.#count();
    if (!outcome.answer) await counting;
    return kept ? outcome : { ...outcome, unkept: true };
  }

  /**
   * Write down what was done already, and send it whenever that can be.
   * @param {Kind} kind
   * @param {Record<string, any>} body
   * @param {string} [staff]
   * @returns {Promise<Outcome>}
   */
  async later(kind, body, staff) {
    const operation = newOperation(kind, body, staff);
    const kept = await tryKeep('operations', operation);
    if (!kept) return { operation, unkept: true };
    await this.#count();
    void this.flush();
    return { operation };
  }

  /** Send all that waits, oldest first; stop where the network does, or the server asks for it. */
  async flush() {
    if (this.flushing || document.visibilityState === 'hidden') return;
    this.flushing = true;
    try {
      for (const { id } of await tryAll('operations')) {
        // While others were sent it may have been answered.
        const operation = this.underWay.has(id) ? undefined : await tryFind('operations', id);
        if (operation && !(await this.#resend(operation))) break;
      }
    } finally {
      this.flushing = false;
    }
    await this.#count();
  }

  /** @param {Operation} operation @returns {Promise<boolean>} whether the next one is worth a try */
  async #resend(operation) {
    this.underWay.add(operation.id);
    const outcome = await this.#send(operation);
    const { answer, problem, signedOut } = outcome;
    if (answer || problem?.final || signedOut) this.onLate(outcome);
    return Boolean(answer || (problem && !problem.forAll));
  }

  /** @param {Operation} operation @returns {Promise<Outcome>} */
  async #send(operation) {
    try {
      if (this.held && Date.now() < this.heldUntil) return { operation, problem: this.held };
      const answer = await this.session.ask(`/v1/till/${operation.kind}`, {
        method: 'POST',
        body: { ...operation.body, sent_at: new Date().toISOString() },
        key: operation.id,
        staff: operation.staff,
      });
      this.held = undefined;
      void tryForget('operations', operation.id);
      return { operation, answer };
    } catch (error) {
      if (error instanceof Problem) return this.#refused(operation, error);
      this.held = undefined;
      if (error instanceof SignedOut) return { operation, signedOut: true };
      if (error instanceof NoAnswer) return { operation };
      throw error;
    } finally {
      this.underWay.delete(operation.id);
    }
  }

  /** @param {Operation} operation @param {Problem} problem @returns {Promise<Outcome>} */
  async #refused(operation, problem) {
    this.held = problem.forAll ? problem : undefined;
    if (problem.final) await tryForget('operations', operation.id);
    else if (this.held && problem.restMs > 0) this.#rest(problem.restMs);
    return { operation, problem };
  }

  /** Send nothing before that, then all that waits. @param {number} length in milliseconds */
  #rest(length) {
    this.heldUntil = Date.now() + length;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.heldUntil = 0;
      this.flush();
    }, length);
  }

  /** This phone is somebody else from now on: what the server said to it no longer holds. */
  release() {
    this.held = undefined;
    clearTimeout(this.timer);
  }

  async #count() {
    const waiting = await tryAll('operations');
    this.waiting = waiting.length;
    this.onCount(waiting, this.held?.inWords ? this.held.message : '');
  }
}

/** @param {Kind} kind @param {Record<string, any>} body @param {string} [staff] @returns {Operation} */
const newOperation = (kind, body, staff) => ({ id: newId(), kind, body: { ...body, made_at: new Date().toISOString() }, ...(staff && { staff }) });
