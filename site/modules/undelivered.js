/** What could not be delivered for a day, what to do about it, and the press that tries again. */

import { make, part } from './view.js';
import { say } from './words.js';

const MOST_ROUNDS = 50;

export class Undelivered {
  /**
   * @param {import('./session.js').Session} session
   * @param {(act: () => Promise<void>) => Promise<void>} attempt
   * @param {() => Promise<void>} onChange
   */
  constructor(session, attempt, onChange) {
    this.session = session;
    this.onChange = onChange;
    part('retry').addEventListener('click', () => attempt(() => this.#retry()));
  }

  /** @param {any} overview */
  show({ undelivered }) {
    part('undelivered').hidden = undelivered.length === 0;
    part('undelivered-list').replaceChildren(...undelivered.map(line));
  }

  /** All of it, a batch after the other; then look what is left. */
  async #retry() {
    const said = part('retried');
    said.textContent = say('one_moment');
    let left = MOST_ROUNDS;
    let done;
    try {
      do done = await this.session.ask('/v1/owner/retries', { method: 'POST' });
      while (done.more && done.cards > 0 && --left > 0);
    } catch (error) {
      said.textContent = done ? say('retried_in_part') : '';
      throw error;
    }
    await this.onChange();
    said.textContent = say(done.more ? 'retried_in_part' : 'retried');
  }
}

/** @param {any} one */
function line({ text, cure, code }) {
  return make('li', {}, make('p', {}, text, make('small', {}, cure), make('small', { class: 'code' }, say('code_is', { code }))));
}
