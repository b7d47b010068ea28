/**
 * What the till does is written down on the phone before it is sent, and crossed out only when
 * the server has answered for good. The id is made here, so that sending again is never doing
 * again.
 */

import { NoAnswer, Problem } from './api.js';
import { newId } from './identifiers.js';
import { SignedOut } from './session.js';
import { all, forget, keep } from './store.js';

const AGAIN_EVERY_MS = 15000;

/** @typedef {'earns' | 'redemptions' | 'reversals' | 'refunds' | 'grants'} Kind */
/** @typedef {{id: string, kind: Kind, body: Record<string, any>}} Operation */
/**
 * @typedef {object} Outcome
 * @property {Operation} operation
 * @property {any} [answer] it was done
 * @property {Problem} [problem] the server said no: for good if it is `final`, or it waits and why
 * @property {boolean} [signedOut] this phone may not say anything for now
 */

export class Operations {
  /**
   * @param {import('./session.js').Session} session
   * @param {(waiting: number, why: string) => void} onCount and why, where the server said it
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
   * @returns {Promise<Outcome>}
   */
  async carryOut(kind, body) {
    const operation = { id: newId(), kind, body: { ...body, made_at: new Date().toISOString() } };
    this.underWay.add(operation.id);
    await keep('operations', operation);
    const outcome = await this.#send(operation);
    await this.#count();
    return outcome;
  }

  /** Send all that waits, oldest first; stop where the network does, or the server asks for it. */
  async flush() {
    if (this.flushing || document.visibilityState === 'hidden') return;
    this.flushing = true;
    try {
      for (const operation of await all('operations')) {
        if (this.underWay.has(operation.id)) continue;
        if (!(await this.#again(operation))) break;
      }
    } finally {
      this.flushing = false;
    }
    await this.#count();
  }

  /** @param {Operation} operation @returns {Promise<boolean>} whether the next one is worth a try */
  async #again(operation) {
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
      });
      this.held = undefined;
      await forget('operations', operation.id);
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
    if (problem.final) await forget('operations', operation.id);
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
    this.waiting = (await all('operations')).length;
    this.onCount(this.waiting, this.held?.inWords ? this.held.message : '');
  }
}
