/** Who holds a card, a page at a time. */

import { correctPress } from './correction.js';
import { ownMachine } from './own-machine.js';
import { make, part } from './view.js';
import { date, say } from './words.js';

export class Members {
  /**
   * @param {import('./session.js').Session} session
   * @param {(act: () => Promise<void>) => Promise<void>} attempt
   * @param {(code: string) => void} pick a card, to put it right
   */
  constructor(session, attempt, pick) {
    this.session = session;
    this.pick = pick;
    this.isCounted = false;
    /** @type {string | null} */
    this.next = null;
    part('members-more').addEventListener('click', () => attempt(() => this.#more()));
  }

  /** @param {any} overview */
  show({ members, members_page: page, program, counts }) {
    this.isCounted = Boolean(counts);
    part('members-title').textContent = say(members === 1 ? 'one_member' : 'members', { n: members });
    part('members-none').hidden = members > 0;
    part('members-table').hidden = members === 0;
    part('members-rows').replaceChildren();
    part('join-links').replaceChildren(say('join_at'), ...joinLinks(program), ownMachine() || '');
    this.#add(page);
  }

  async #more() {
    this.#add(await this.session.ask(`/v1/owner/members?cursor=${encodeURIComponent(this.next ?? '')}`));
  }

  /** @param {any} page */
  #add({ members, next_cursor: next }) {
    part('members-rows').append(...members.map((/** @type {any} */ member) => row(member, this.isCounted && correctPress(member, this.pick))));
    this.next = next;
    part('members-more').hidden = next === null;
  }
}

/** @param {any} member @param {Node | false} press */
function row({ first_name: name, balance, ready, visits, last_visit_at: last }, press) {
  const gift = ready.length > 0 && make('span', { class: 'gift' }, say('ready', { gifts: ready.join(', ') }));
  return make(
    'tr',
    {},
    make('td', {}, name || say('no_name'), gift, press),
    make('td', { class: 'number' }, balance),
    make('td', { class: 'number' }, String(visits)),
    make('td', { class: 'number' }, last ? date(last, { day: 'numeric', month: 'short' }) : '–'),
  );
}

/** @param {any} program */
export function joinLinks({ languages, join_urls: addresses }) {
  return languages.flatMap((/** @type {string} */ language) => [
    make('br'),
    make('a', { href: addresses[language], hreflang: language }, addresses[language].replace(/^https?:\/\//, '')),
  ]);
}
