/**
 * What the program costs: planned beside counted, and what could be done better. The whole ledger
 * is read for it, which takes a while in a large one: it is asked for when somebody wants to see it.
 */

import { NoAnswer, Problem } from './api.js';
import { SignedOut } from './session.js';
import { make, part } from './view.js';
import { say } from './words.js';

const PATIENCE_MS = 60_000;

/** @typedef {'closed' | 'asked' | 'read'} State */

export class Costs {
  /** @param {import('./session.js').Session} session @param {() => void} onSignedOut */
  constructor(session, onSignedOut) {
    this.session = session;
    this.onSignedOut = onSignedOut;
    this.details = /** @type {HTMLDetailsElement} */ (part('costs-details'));
    /** @type {State} */
    this.state = 'closed';
    this.turn = 0;
    this.details.addEventListener('toggle', () => this.#open());
  }

  /** Whoever opens the book next may be somebody else. */
  forget() {
    this.turn += 1;
    this.details.open = false;
    this.#become('closed');
  }

  async #open() {
    if (!this.details.open || this.state !== 'closed') return;
    const turn = (this.turn += 1);
    this.#become('asked', say('one_moment'));
    try {
      const costs = await this.session.ask('/v1/owner/costs', { patienceMs: PATIENCE_MS });
      if (turn !== this.turn) return;
      show(costs);
      this.#become('read');
    } catch (error) {
      if (turn !== this.turn) return;
      if (error instanceof SignedOut) this.onSignedOut();
      else if (error instanceof NoAnswer || error instanceof Problem) this.#become('closed', say('costs_unread'));
      else throw error;
    }
  }

  /** @param {State} state @param {string} [told] */
  #become(state, told = '') {
    this.state = state;
    part('costs').hidden = state !== 'read';
    part('costs-state').textContent = told;
  }
}

/** @param {{lines: any[], advice: any[]}} costs */
function show({ lines, advice }) {
  part('costs-rows').replaceChildren(...lines.map(row));
  part('advice').hidden = advice.length === 0;
  part('advice-title').textContent = say(advice.length === 1 ? 'one_advice' : 'advice', { n: advice.length });
  part('advice-list').replaceChildren(...advice.flatMap(piece));
}

/** @param {any} line */
function row({ label, note, planned, counted }) {
  return make(
    'tr',
    {},
    make('td', {}, label, note && make('span', { class: 'note' }, note)),
    make('td', { class: 'number' }, planned),
    make('td', { class: 'number' }, counted),
  );
}

/** @param {any} mistake */
function piece({ what, figure, cure }) {
  return [make('dt', {}, what), make('dd', {}, figure), make('dd', { class: 'cure' }, cure)];
}
