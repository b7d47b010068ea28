/**
 * Giving a reward while the server cannot be asked: the customer's own phone shows it, and the
 * program says how many one card may have so in a day. It is given at once and told later. The
 * phone counts them, so that the same card is not offered more; the server counts again. Only for a
 * code that the camera read: typed or found by a name, the same card has another one, and nobody here
 * could tell.
 */

import { NOTHING } from './choices.js';
import { tryFind, tryKeep } from './safekeeping.js';
import { signal } from './sound.js';
import { isCard } from './typed.js';
import { language, say } from './words.js';

const PLACE = { room: 'sessions', id: 'given' };

/** @typedef {import('./operations.js').Outcome} Outcome */
/** @typedef {{id: string, day: string, counts: Record<string, number>}} Day */

export class Unasked {
  /** @param {import('./table.js').Table} table @param {(code: string) => boolean} isFound by its customer's name */
  constructor(table, isFound) {
    this.table = table;
    this.isFound = isFound;
    this.most = 0;
    /** @type {{reward: string, offer: Record<string, string>}[]} */
    this.rewards = [];
    /** @type {Day} */
    this.today = nothing();
  }

  /** @param {any} program */
  allow({ offline }) {
    this.most = offline?.per_card_day ?? 0;
    this.rewards = offline?.rewards ?? [];
  }

  /** What was given today before a reload. */
  async recall() {
    this.today = (await tryFind(PLACE.room, PLACE.id)) ?? nothing();
  }

  /**
   * What can be pressed for a card that nobody could be asked about.
   * @param {string} code
   * @param {import('./api.js').Problem} [problem] what was said instead; a server that stumbles could not be asked
   * @returns {import('./choices.js').Choices}
   */
  choices(code, problem) {
    const answered = problem && problem.status < 500;
    if (answered || !isCard(code) || this.isFound(code)) return NOTHING;
    if (this.#given(code) >= this.most || !this.table.desk.operations.canTellLater) return NOTHING;
    const choices = this.rewards.map(({ reward, offer }) => {
      const label = offer[language] ?? Object.values(offer)[0];
      return { label, plain: true, act: () => this.#give(code, reward, label) };
    });
    if (!choices.length) return NOTHING;
    return { shown: [], drawers: [{ title: say('phone_shows'), choices, open: true }] };
  }

  /** @param {string} code @param {string} reward @param {string} label */
  async #give(code, reward, label) {
    if (this.#given(code) >= this.most) return undefined;
    const { table, table: { result, desk: { operations } } } = this;
    const turn = table.takeTurn();
    const { problem, unkept } = await this.#count(code, operations.later('redemptions', { code, reward, offline: true }));
    const given = !problem && !unkept;
    signal(given ? 'reward' : 'stop');
    if (given) return result.given(label, operations.waiting);
    if (turn !== table.turn) return undefined;
    return problem ? result.refused(problem, this.choices(code)) : result.lost([], say('given_unkept'));
  }

  /** One more for this card, at once: two presses are not two gifts. What is not written down was not given. @param {string} code @param {Promise<Outcome>} noting */
  async #count(code, noting) {
    const { today: { counts }, today } = this;
    counts[mark(code)] = this.#given(code) + 1;
    const outcome = await noting;
    if (outcome.problem || outcome.unkept) counts[mark(code)] -= 1;
    else await tryKeep(PLACE.room, today);
    return outcome;
  }

  /** @param {string} code */
  #given(code) {
    if (this.today.day !== nothing().day) this.today = nothing();
    return this.today.counts[mark(code)] ?? 0;
  }
}

/** Enough to know a card again, and not enough to hold it out. @param {string} code */
const mark = (code) => code.slice(-6).toUpperCase();

/** @returns {Day} of this phone's own day */
function nothing() {
  const now = new Date();
  return { id: PLACE.id, day: `${now.getFullYear()}-${now.getMonth() + 1}-${now.getDate()}`, counts: {} };
}
