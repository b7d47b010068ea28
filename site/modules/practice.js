/** Practising: the same counter with three cards that do not exist, until somebody ends it or walks away. */

import { PracticeDesk } from './practice-desk.js';
import { Recent } from './recent.js';
import { icon, make, part } from './view.js';
import { say } from './words.js';

const LEFT_ALONE_MS = 600_000;

/** What was practised is kept nowhere, and how fast it went says nothing about the shop. */
const NOWHERE = { recall: () => null, remember: () => {} };
const UNMEASURED = { begin: () => {}, end: () => {} };

/** @typedef {import('./table.js').Desk} Desk */

export class Practice {
  /** @param {import('./counter.js').Counter} counter */
  constructor(counter) {
    this.counter = counter;
    /** @type {Desk | null} who is asked when nobody practises */
    this.real = null;
    this.endsAt = 0;
    this.timer = 0;
    part('practise').addEventListener('click', () => this.start());
    part('practice-end').addEventListener('click', () => this.end());
    for (const touched of ['pointerdown', 'keydown']) addEventListener(touched, () => this.#touched(), true);
    document.addEventListener('visibilitychange', () => this.#endInTime());
  }

  start() {
    if (this.real) return;
    const { finder, table } = this.counter;
    const desk = new PracticeDesk(table.program);
    finder.close();
    const recent = new Recent(table.desk.recent.list.acts, NOWHERE);
    this.real = this.#seat({ session: desk, operations: desk, recent, measures: UNMEASURED, replaces: false });
    part('practice-cards').replaceChildren(...desk.cards.map((card) => this.#card(card)));
    this.#tell(true);
    this.#stay();
  }

  /** Back to work. */
  async end() {
    if (!this.stop()) return;
    part('finder').focus();
    await this.counter.finder.open();
  }

  /** End it without a camera. @returns {boolean} whether there was anything to end */
  stop() {
    const { real } = this;
    if (!real) return false;
    this.real = null;
    clearTimeout(this.timer);
    this.#seat(real);
    this.#tell(false);
    return true;
  }

  /** @param {Desk} desk */
  #seat(desk) {
    this.counter.clear();
    return this.counter.table.seat(desk);
  }

  /** @param {boolean} practising */
  #tell(practising) {
    part('practice-said').textContent = say(practising ? 'practice_said' : 'practice_over');
    for (const name of ['practice-bar', 'counter']) part(name).toggleAttribute('data-practising', practising);
    for (const name of ['practice', 'practice-end']) part(name).hidden = !practising;
    part('practise').hidden = practising;
    if (practising) part('practice').focus();
  }

  /** Pressed as it would be held before the camera. @param {import('./practice-desk.js').Card} card */
  #card({ code, typed, name, state, icon: drawn }) {
    const words = make('span', { class: 'practice-words' }, make('span', { class: 'practice-name' }, name), make('span', {}, state));
    const press = () => this.counter.finder.onCode(code, performance.now());
    return make('li', {}, make('button', { type: 'button', class: 'practice-card', onclick: press }, icon(drawn), words, make('span', { class: 'practice-code' }, typed.replace(/....$/, '-$&'))));
  }

  #touched() {
    this.#endInTime();
    if (this.real) this.#stay();
  }

  #stay() {
    this.endsAt = Date.now() + LEFT_ALONE_MS;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#endInTime(), LEFT_ALONE_MS);
  }

  /** A phone that slept has not counted the time, and lends no camera to a page that it does not show. */
  #endInTime() {
    if (this.real && document.visibilityState === 'visible' && Date.now() >= this.endsAt) void this.end();
  }
}
