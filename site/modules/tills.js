/** The shop's phones: which may stamp or open the book, a new till, and one no longer. */

import { newId } from './identifiers.js';
import { ownMachine } from './own-machine.js';
import { paceOf } from './pace.js';
import { make, part } from './view.js';
import { date, say, time } from './words.js';

export class Tills {
  /**
   * @param {import('./session.js').Session} session
   * @param {(act: () => Promise<void>) => Promise<void>} attempt
   * @param {() => Promise<void>} onChange
   */
  constructor(session, attempt, onChange) {
    this.session = session;
    this.attempt = attempt;
    this.onChange = onChange;
    part('new-till').addEventListener('submit', (event) => {
      event.preventDefault();
      attempt(() => this.#pair());
    });
  }

  /** @param {any} overview */
  show({ tills, measures = [], program: { shops } }) {
    part('tills-none').hidden = tills.some((/** @type {any} */ { role }) => role === 'till');
    part('tills-list').replaceChildren(...tills.map((/** @type {any} */ till) => this.#line(till, measures)));
    part('shops').hidden = shops.length < 2;
    const options = shops.map((/** @type {any} */ shop) => make('option', { value: shop.id }, shop.name));
    part('shops').querySelector('select')?.replaceChildren(...options);
  }

  /** @param {any} till or another phone of the owner, which has no shop and perhaps no name @param {any[]} measures */
  #line({ device, role, name, shop, paired_at: since, active }, measures) {
    const own = role === 'owner';
    const shown = name || say('phone');
    const use = own ? say('book') : shop;
    const what = make('small', {}, say(active ? 'paired' : 'revoked', { use, date: date(since) }));
    const button = make('button', { type: 'button', class: 'small-press' }, say('revoke'));
    button.addEventListener('click', () => confirm(say(own ? 'revoke_own_sure' : 'revoke_sure', { name: shown })) && this.#revoke(device));
    const pace = active ? paceOf(measures.find((one) => one.device === device)) : [];
    return make('li', {}, make('p', { class: active ? null : 'off' }, shown, what, ...pace), active && button);
  }

  async #pair() {
    const shop = /** @type {HTMLSelectElement} */ (part('shops').querySelector('select')).value;
    const made = await this.#write('/v1/owner/pairing-codes', { shop });
    part('pairing').replaceChildren(
      make('img', { src: made.qr, alt: say('pairing_qr'), width: 224, height: 224 }),
      make('p', { class: 'pairing-code' }, made.code),
      make('p', {}, say('pairing_how')),
      make('p', { class: 'quiet' }, say('pairing_until', { time: time(made.expires_at) })),
      ownMachine() || '',
    );
  }

  /** @param {string} device */
  #revoke(device) {
    return this.attempt(async () => {
      await this.#write('/v1/owner/revocations', { device });
      await this.onChange();
    });
  }

  /** @param {string} path @param {object} body */
  #write(path, body) {
    return this.session.ask(path, { method: 'POST', body, key: newId() });
  }
}
