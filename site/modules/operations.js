/**
 * What the till does is written down on the phone as it is sent: both are on their way before either
 * is answered. It is crossed out only when the server itself has answered for good. The id is made
 * here, so that sending again is never doing again.
 */

import { sentAt } from './ages.js';
import { NoAnswer, Problem } from './api.js';
import { Hold } from './hold.js';
import { isAnswer, newOperation } from './operation.js';
import { SignedOut } from './session.js';
import { tryAll, tryFind, tryForget, tryKeep } from './safekeeping.js';

const AGAIN_EVERY_MS = 15000;

/** What somebody waits for here is not done behind their back: whoever asked for it asks again. */
const NEVER_WAITS = ['replacements', 'redemptions'];

/** @typedef {import('./operation.js').Kind} Kind */
/** @typedef {import('./operation.js').Operation} Operation */
/** @typedef {import('./operation.js').Outcome} Outcome */

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
    /** @type {Set<Promise<Outcome>>} those of them that somebody waits for */
    this.inFront = new Set();
    /** @type {Set<string>} taken back before anything was heard of them */
    this.withdrawn = new Set();
    this.flushing = false;
    this.hold = new Hold(() => this.flush());
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
    // Both are on their way before either is answered: a page that ends now ends with it written down.
    const keeping = NEVER_WAITS.includes(operation.kind) || tryKeep('operations', operation);
    const outcome = await this.#first(this.#send(operation));
    const kept = await keeping;
    // An answer does not wait for the bookkeeping; the number of those that wait is part of what is said without one.
    const counting = this.#count();
    if (!outcome.answer) await counting;
    else void counting.then(() => (this.waiting ? this.flush() : undefined));
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
    return this.#note(newOperation(kind, body, staff));
  }

  /**
   * What waits here is not to count: its undoing waits in its place. The server may have heard of it
   * all the same, and then takes it back.
   * @param {Operation} operation
   * @param {string} [staff]
   * @returns {Promise<Outcome>}
   */
  async withdraw({ id, body: { code } }, staff) {
    const operation = { ...newOperation('reversals', { code, operation: id }, staff), withdraws: true };
    if (this.withdrawn.has(id)) return { operation, leftAlone: true };
    this.withdrawn.add(id);
    const outcome = await this.#note(operation, id);
    if (outcome.unkept) this.withdrawn.delete(id);
    return outcome;
  }

  /** @param {Operation} operation @param {string} [instead] of what waits under that id @returns {Promise<Outcome>} */
  async #note(operation, instead = '') {
    if (!(await tryKeep('operations', operation))) return { operation, unkept: true };
    if (instead) await tryForget('operations', instead);
    await this.#count();
    void this.flush();
    return { operation };
  }

  /** Send all that waits, oldest first; stop where the network does, or the server asks for it. */
  async flush() {
    if (this.flushing || this.hold.stopsWaiting || document.visibilityState === 'hidden') return;
    this.flushing = true;
    try {
      for (const { id } of await tryAll('operations')) {
        while (this.inFront.size) await Promise.allSettled(this.inFront);
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
    const { answer, problem, quiet, signedOut } = outcome;
    const isOver = answer || problem?.final || signedOut;
    if (isOver && !this.withdrawn.has(operation.id)) this.onLate(outcome);
    return Boolean(answer || quiet || (problem && !problem.forAll && !problem.forLate));
  }

  /** A scan in front of us goes before what waits. @param {Promise<Outcome>} coming */
  async #first(coming) {
    this.inFront.add(coming);
    try {
      return await coming;
    } finally {
      this.inFront.delete(coming);
    }
  }

  /** @param {Operation} operation @returns {Promise<Outcome>} */
  async #send(operation) {
    try {
      if (this.hold.stopsAll) return { operation, problem: this.hold.stopsAll };
      const answer = await this.session.ask(`/v1/till/${operation.kind}`, {
        method: 'POST',
        body: { ...operation.body, sent_at: sentAt(operation) },
        key: operation.id,
        staff: operation.staff,
      });
      if (!isAnswer(answer, operation)) throw new NoAnswer('not our answer');
      this.hold.ease();
      void tryForget('operations', operation.id);
      return { operation, answer };
    } catch (error) {
      if (error instanceof Problem) return this.#refused(operation, error);
      this.hold.ease();
      if (error instanceof SignedOut) return { operation, signedOut: true };
      if (error instanceof NoAnswer) return { operation };
      throw error;
    } finally {
      this.underWay.delete(operation.id);
    }
  }

  /** @param {Operation} operation @param {Problem} problem @returns {Promise<Outcome>} */
  async #refused(operation, problem) {
    // The customer has it: the server is told until it takes it.
    if (operation.body.offline && problem.code === 'too-many-acts') return { operation, quiet: true };
    this.hold.hear(problem);
    if (problem.final) await tryForget('operations', operation.id);
    if (operation.withdraws && problem.code === 'unknown-entry') return { operation, quiet: true };
    return { operation, problem };
  }

  /** This phone is somebody else from now on: what the server said to it no longer holds. */
  release() {
    this.hold.release();
  }

  async #count() {
    const waiting = await tryAll('operations');
    this.waiting = waiting.length;
    this.onCount(waiting, this.hold.why);
  }
}
