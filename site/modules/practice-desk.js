/**
 * Who answers the counter while somebody practises: three cards that exist nowhere else, asked and
 * answering in the server's own form. Nothing is sent and nothing is kept.
 */

import { Problem } from './api.js';
import { newId } from './identifiers.js';
import { drawn } from './practice-drawing.js';
import { modelOf } from './practice-models.js';
import { say, time } from './words.js';

const MINUTE_MS = 60_000;
const APART_MS = 30 * MINUTE_MS;
const UNDO_MS = 15 * MINUTE_MS;
const SOON_MS = 5 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * @typedef {object} Card
 * @property {string} code as the camera reads it
 * @property {string} typed the short one, under it
 * @property {string} name
 * @property {string} state in words
 * @property {string} icon
 * @property {number} held
 * @property {number} visits
 * @property {number} seen when it was last here
 * @property {number} counted when it was last counted; 0 if that is long ago
 * @property {{id: string, asked: Record<string, any>, before: Card}[]} past
 */

export class PracticeDesk {
  /** @param {any} program */
  constructor(program) {
    this.program = program;
    this.model = modelOf(program);
    this.waiting = 0;
    this.canTellLater = true;
    const [some, ready, few] = this.model.held;
    const now = Date.now();
    /** @type {Card[]} */
    this.cards = [
      card(1, { name: 'Alma', state: say('practice_on_way'), icon: 'card', held: some, visits: 6, seen: now - 3 * DAY_MS }),
      card(2, { name: 'Hugo', state: say('practice_ready'), icon: 'gift', held: ready, visits: 11, seen: now - 2 * DAY_MS }),
      card(3, { name: 'Nora', state: say('practice_soon'), icon: 'clock', held: few, visits: 4, seen: now - SOON_MS, counted: now - SOON_MS }),
    ];
  }

  /** As `Operations` does it, with nothing to wait for. @param {import('./operations.js').Kind} kind @param {Record<string, any>} body @param {import('./guarded.js').About} [about] */
  async carryOut(kind, body, about) {
    about?.begin?.();
    const operation = { id: newId(), kind, body: { ...body, made_at: new Date().toISOString() } };
    try {
      return { operation, answer: await this.ask(`/v1/till/${kind}`, { body, key: operation.id }) };
    } catch (error) {
      if (error instanceof Problem) return { operation, problem: error };
      throw error;
    }
  }

  /** Nobody is asked who they are. @param {import('./operations.js').Kind} kind @param {Record<string, any>} body */
  byAnother(kind, body) {
    return this.carryOut(kind, body);
  }

  /** Everything is answered at once: nothing waits here. @param {import('./operations.js').Kind} kind @param {Record<string, any>} body */
  later(kind, body) {
    return this.carryOut(kind, body);
  }

  /** @param {import('./operations.js').Operation} operation */
  again({ kind, body }) {
    return this.carryOut(kind, body);
  }

  /** @param {import('./operations.js').Operation} operation */
  withdraw({ id, body: { code } }) {
    return this.carryOut('reversals', { code, operation: id });
  }

  /** As `Session` asks the server. @param {string} path @param {{method?: string, body?: Record<string, any>, key?: string}} [options] */
  async ask(path, { body = {}, key = '' } = {}) {
    const [what, code = body.code] = path.replace('/v1/till/', '').split('/').map(decodeURIComponent);
    const found = this.cards.find(({ code: long, typed }) => [long, typed].includes(String(code).toUpperCase()));
    const act = this.#acts[what];
    if (!act) throw refusal('not-in-practice', say('practice_not_here'), say('practice_not_here_why'));
    if (!found) throw refusal('unknown-card', say('practice_unknown'), say('practice_unknown_why'));
    return act(found, body, key);
  }

  /** @type {Record<string, (card: Card, body: Record<string, any>, key: string) => any>} */
  #acts = {
    cards: (seen) => this.#answer('look', seen),
    earns: (seen, body, key) => this.#earn(seen, body, key),
    redemptions: (seen, body, key) => this.#redeem(seen, body, key),
    reversals: (seen, body, key) => this.#undo(seen, body.operation, key),
    refunds: (seen, body, key) => this.#refund(seen, body, key),
  };

  /** @param {Card} seen @param {Record<string, any>} body @param {string} key */
  #earn(seen, body, key) {
    const { first, gain, has, stands } = this.model;
    if (first && this.#hasReward(seen) && !body.over_ready) {
      throw refusal('reward-ready', say('practice_first'), say('practice_first_why'), { answer: this.#answer('look', seen) });
    }
    if (seen.counted) throw tooSoon(seen.counted, this.#answer('look', seen));
    const added = gain(body);
    this.#visit(seen, key, body, { held: seen.held + added, counted: Date.now() });
    const brought = !first && added ? say('practice_brought', { n: has(added) }) : '';
    return this.#answer('earn', seen, key, `${brought} ${stands(seen.held)}`.trim());
  }

  /** @param {Card} seen @param {Record<string, any>} body @param {string} key */
  #redeem(seen, body, key) {
    this.#visit(seen, key, {}, { held: seen.held - this.model.price(seen.held, body) });
    return this.#answer('redeem', seen, key, say('practice_given'));
  }

  /** @param {Card} seen @param {string} operation @param {string} key */
  #undo(seen, operation, key) {
    const last = seen.past.at(-1);
    if (last?.id !== operation) throw refusal('not-in-practice', say('practice_not_here'), say('practice_not_here_why'));
    Object.assign(seen, last.before);
    return this.#answer('reverse', seen, key, say('practice_undone'));
  }

  /** @param {Card} seen @param {Record<string, any>} body @param {string} key */
  #refund(seen, { operation, units, amount_minor: minor }, key) {
    const asked = seen.past.find(({ id }) => id === operation)?.asked ?? {};
    const back = this.model.gain(units || minor ? { units, amount_minor: minor } : asked);
    seen.held = Math.max(0, seen.held - back);
    return this.#answer('refund', seen, key, this.model.stands(seen.held));
  }

  /** A card counts one visit, however much is done with it. @param {Card} seen @param {string} id @param {Record<string, any>} asked @param {Partial<Card>} changes */
  #visit(seen, id, asked, changes) {
    const past = [...seen.past, { id, asked, before: { ...seen } }];
    const visits = seen.past.length || seen.counted ? seen.visits : seen.visits + 1;
    Object.assign(seen, { past, visits, seen: Date.now(), ...changes });
  }

  /** @param {Card} seen */
  #hasReward({ held }) {
    return held > 0 && held >= this.model.price(held, {});
  }

  /** @param {string} kind @param {Card} seen @param {string} [key] of what was done @param {string} [told] */
  #answer(kind, seen, key, told = this.model.stands(seen.held)) {
    const { has, perk } = this.model;
    const now = key ? new Date().toISOString() : null;
    return {
      operation: key ?? null,
      kind,
      happened_at: now,
      recorded_at: now,
      headline: [seen.name, say('practice_visit', { n: seen.visits }), has(seen.held)].filter(Boolean).join(' · '),
      say: told,
      undo_until: key && kind !== 'reverse' ? new Date(Date.now() + UNDO_MS).toISOString() : null,
      card: {
        id: seen.typed,
        first_name: seen.name,
        visit: seen.visits,
        balance: { label: say('practice_label'), text: has(seen.held) },
        ready: this.#hasReward(seen) ? [this.#reward(seen)] : [],
        grants: [],
        advantages: perk ? [perk] : [],
        image: drawn(this.program, seen.held),
        last_visit_at: new Date((key && seen.past.at(-1)?.before.seen) || seen.seen).toISOString(),
        birthday: false,
      },
    };
  }

  /** @param {Card} seen */
  #reward({ held }) {
    const { reward, offer, first = false } = this.model;
    return { reward, name: say('practice_reward'), count: 1, offer: offer(held), earned: first };
  }
}

/** @param {number} number @param {Omit<Card, 'code' | 'typed' | 'past' | 'counted'> & Partial<Card>} facts @returns {Card} */
const card = (number, facts) => ({ code: `PRACTICE${number + 1}`.padEnd(39, 'A'), typed: `TEST000${number}`, past: [], counted: 0, ...facts });

/** @param {string} code @param {string} title @param {string} detail @param {Record<string, any>} [facts] */
const refusal = (code, title, detail, facts) => new Problem(422, { code, title, detail, ...facts });

/** @param {number} counted @param {any} answer */
function tooSoon(counted, answer) {
  const next = counted + APART_MS;
  const words = say('practice_too_soon_why', { last_at: time(counted), retry_at: time(next) });
  return refusal('too-soon', say('practice_too_soon'), words, { last_at: new Date(counted).toISOString(), retry_at: new Date(next).toISOString(), answer });
}
