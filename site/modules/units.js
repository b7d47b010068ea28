/** How many stamps the next card gets: one, unless somebody says otherwise; then one again. */

import { part } from './view.js';

export class Units {
  constructor() {
    this.chosen = 1;
    this.most = 1;
    const group = part('units');
    /** @type {HTMLInputElement[]} one press each; beyond them it goes on one by one */
    this.chips = [...group.querySelectorAll('input')];
    group.addEventListener('change', () => this.#set(Number(this.chips.find(({ checked }) => checked)?.value)));
    part('more').addEventListener('click', () => this.#set(this.chosen + 1));
  }

  /** @param {number} most */
  allow(most) {
    this.most = most;
    part('units').hidden = most < 2;
    for (const chip of this.chips) chip.labels?.forEach((label) => label.toggleAttribute('hidden', Number(chip.value) > most));
    part('more').hidden = most <= this.chips.length;
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
    for (const chip of this.chips) chip.checked = Number(chip.value) === this.chosen;
    part('units-count').textContent = String(this.chosen);
    part('more').toggleAttribute('disabled', this.chosen === this.most);
    part('units').toggleAttribute('data-many', this.chosen > 1);
  }
}
