/** How many stamps the next card gets: one, unless somebody says otherwise; then one again. */

import { part } from './view.js';

export class Units {
  constructor() {
    this.chosen = 1;
    this.most = 1;
    part('fewer').addEventListener('click', () => this.#set(this.chosen - 1));
    part('more').addEventListener('click', () => this.#set(this.chosen + 1));
  }

  /** @param {number} most */
  allow(most) {
    this.most = most;
    part('units').hidden = most < 2;
    this.#set(this.chosen);
  }

  /** The number for this card. */
  take() {
    const taken = this.chosen;
    this.#set(1);
    return taken;
  }

  /** As many as before: they were not given. @param {number} units */
  put(units) {
    this.#set(units);
  }

  /** @param {number} units */
  #set(units) {
    this.chosen = Math.min(Math.max(units, 1), this.most);
    part('units-count').textContent = String(this.chosen);
    part('fewer').toggleAttribute('disabled', this.chosen === 1);
    part('more').toggleAttribute('disabled', this.chosen === this.most);
    part('units').toggleAttribute('data-many', this.chosen > 1);
  }
}
