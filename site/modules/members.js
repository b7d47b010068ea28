/** Who holds a card, a page at a time. */

import { ownMachine } from './own-machine.js';
import { make, part } from './view.js';
import { date, say } from './words.js';

export class Members {
  /**
   * @param {import('./session.js').Session} session
   * @param {(act: () => Promise<void>) => Promise<void>} attempt
   */
  constructor(session, attempt) {
    this.session = session;
    /** @type {string | null} */
    this.next = null;
    part('members-more').addEventListener('click', () => attempt(() => this.#page()));
  }

  /** @param {any} overview */
  async show({ members, program }) {
    part('members-title').textContent = say(members === 1 ? 'one_member' : 'members', { n: members });
    part('members-none').hidden = members > 0;
    part('members-table').hidden = members === 0;
    part('members-rows').replaceChildren();
    part('join-links').replaceChildren(say('join_at'), ...links(program), ownMachine() || '');
    this.next = null;
    await this.#page();
  }

  async #page() {
    const cursor = this.next ? `?cursor=${encodeURIComponent(this.next)}` : '';
    const page = await this.session.ask(`/v1/owner/members${cursor}`);
    part('members-rows').append(...page.members.map(row));
    this.next = page.next_cursor;
    part('members-more').hidden = this.next === null;
  }
}

/** @param {any} member */
function row({ first_name: name, balance, ready, visits, last_visit_at: last }) {
  const gift = ready.length > 0 && make('span', { class: 'gift' }, say('ready', { gifts: ready.join(', ') }));
  return make(
    'tr',
    {},
    make('td', {}, name || say('no_name'), gift),
    make('td', { class: 'number' }, balance),
    make('td', { class: 'number' }, String(visits)),
    make('td', { class: 'number' }, last ? date(last, { day: 'numeric', month: 'short' }) : '–'),
  );
}

/** @param {any} program */
function links({ languages, join_urls: addresses }) {
  return languages.flatMap((/** @type {string} */ language) => [
    make('br'),
    make('a', { href: addresses[language], hreflang: language }, addresses[language].replace(/^https?:\/\//, '')),
  ]);
}
