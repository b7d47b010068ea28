/** The shop's phones: which may stamp or open the book, a new till, and one no longer. */

import { newId } from './identifiers.js';
import { paceOf } from './pace.js';
import { Pairing } from './pairing.js';
import { make, part } from './view.js';
import { date, say, time } from './words.js';

export class Tills {
  /**
   * @param {import('./session.js').Session} session
   * @param {(act: () => Promise<void>) => Promise<void>} attempt
   * @param {() => Promise<void>} onChange
   * @param {(phones: import('./pairing.js').Phone[]) => void} onPaired
   */
  constructor(session, attempt, onChange, onPaired) {
    this.session = session;
    this.attempt = attempt;
    this.onChange = onChange;
    this.pairing = new Pairing(session, attempt, onPaired);
    part('new-till').addEventListener('submit', (event) => {
      event.preventDefault();
      attempt(() => this.pairing.offer(shopOf().value));
    });
  }

  /** @param {any} overview */
  show({ tills, measures = [], program: { shops } }) {
    part('tills-none').hidden = tills.some((/** @type {any} */ { role }) => role === 'till');
    part('tills-list').replaceChildren(...tills.map((/** @type {any} */ till) => this.#line(till, measures)));
    part('shops').hidden = shops.length < 2;
    const chosen = shopOf().value;
    const options = shops.map((/** @type {any} */ { id, name }) => make('option', { value: id, selected: id === chosen }, name));
    shopOf().replaceChildren(...options);
  }

  /** A code is not for whoever opens the book next. */
  forget() {
    this.pairing.forget();
  }

  /** @param {any} till or another phone of the owner, which has no shop and perhaps no name @param {any[]} measures */
  #line({ device, role, name, shop, paired_at: since, active }, measures) {
    const own = role === 'owner';
    const shown = name || say('phone');
    const use = own ? say('book') : shop;
    const paired = { use, name: shown, date: date(since), time: time(since) };
    const what = make('small', {}, say(active ? 'paired' : 'revoked', paired));
    const button = make('button', { type: 'button', class: 'small-press', 'aria-label': say('revoke_phone', paired) }, say('revoke'));
    button.addEventListener('click', () => confirm(say(own ? 'revoke_own_sure' : 'revoke_sure', { name: shown })) && this.#revoke(device));
    const pace = active ? paceOf(measures.find((one) => one.device === device)) : [];
    return make('li', {}, make('p', { class: active ? null : 'off' }, shown, what, ...pace), active && button);
  }

  /** @param {string} device */
  #revoke(device) {
    return this.attempt(async () => {
      await this.session.ask('/v1/owner/revocations', { method: 'POST', body: { device }, key: newId() });
      await this.onChange();
    });
  }
}

const shopOf = () => /** @type {HTMLSelectElement} */ (part('shops').querySelector('select'));
