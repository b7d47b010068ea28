/**
 * Looking at a card, which counts nothing. Where a press or an amount is awaited, its name and its
 * rewards are there already.
 */

import { Problem } from './api.js';
import { hasEarned, kindOf } from './kinds.js';
import { counting, pressed } from './press-first.js';
import { SignedOut } from './session.js';
import { signal } from './sound.js';
import { known, learn } from './typed.js';
import { say } from './words.js';

/** @typedef {import('./basket.js').Purchase} Purchase */
/** @typedef {import('./choices.js').Choice} Choice */
/**
 * @typedef {object} Looked
 * @property {string} code
 * @property {boolean} awaited its amount is
 * @property {Purchase} [purchase] what a press counts
 * @property {Choice} count that press
 */
/**
 * @typedef {object} Acts
 * @property {(code: string, overReady?: boolean) => void} count what is rung up, now or as soon as its amount is known
 * @property {() => void} signedOut
 */

export class Looking {
  /**
   * @param {import('./table.js').Table} table
   * @param {import('./doing.js').Doing} doing
   * @param {Acts} acts
   */
  constructor(table, doing, acts) {
    this.table = table;
    this.doing = doing;
    this.acts = acts;
  }

  /** @param {string} code @param {Purchase} [purchase] what a press counts */
  async look(code, purchase) {
    const { table } = this;
    const { session, measures } = table.desk;
    const turn = table.takeTurn();
    table.basket.turnTo(code);
    const looked = { code, purchase, awaited: table.basket.waiting !== null, count: this.#count(code, purchase) };
    if (looked.awaited) table.result.asks();
    else table.result.busy(pressed(purchase && looked.count));
    try {
      const answer = await session.ask(`/v1/till/cards/${encodeURIComponent(known(code))}`);
      learn(code, answer);
      if (turn === table.turn) this.#seen(looked, answer);
      // Whoever pressed before it came has had it all the same.
      measures.end(turn, { answer });
    } catch (error) {
      if (error instanceof SignedOut) return this.acts.signedOut();
      const problem = error instanceof Problem ? error : undefined;
      measures.end(turn, { problem });
      if (turn === table.turn) this.#unseen(looked, problem);
    }
  }

  /** Whoever has looked goes on from there. @param {string} code @param {Purchase} [purchase] */
  #count(code, purchase) {
    const { program, basket } = this.table;
    const count = counting(program, purchase?.units ?? 1, () => this.#earn(code, purchase));
    return !purchase && program.asks_amount && basket.amount.isEmpty ? { ...count, label: say('count_amount') } : count;
  }

  /** @param {string} code @param {Purchase} [purchase] @param {boolean} [overReady] */
  #earn(code, purchase, overReady = false) {
    return purchase ? this.doing.earn(code, purchase, overReady) : this.acts.count(code, overReady);
  }

  /** @param {Looked} looked @param {any} answer */
  #seen({ code, awaited, purchase, count }, answer) {
    const { program, result } = this.table;
    const ready = !awaited && hasEarned(answer);
    if (ready && purchase) signal('reward');
    const anyway = ready ? () => this.#earn(code, purchase, true) : undefined;
    // Who holds out a card has not lost it.
    const others = this.doing.choices(code, answer, { purchase, anyway, lost: !purchase && !awaited });
    const choices = pressed(ready || awaited ? undefined : count, others);
    if (awaited) result.asks(answer, choices);
    else result.answer(answer, kindOf(answer, program), choices);
  }

  /** Without network the card waits all the same: what it is will be known when it is counted. @param {Looked} looked @param {Problem} [problem] */
  #unseen({ code, awaited, purchase, count }, problem) {
    const { basket, result } = this.table;
    const others = this.doing.unasked.choices(code, problem);
    if (awaited && !problem?.final) return result.asks(undefined, others);
    basket.turnTo();
    if (problem?.final) signal('stop');
    if (problem && (problem.final || !purchase)) return result.refused(problem, others);
    const again = { label: say('look_again'), plain: true, act: () => void this.look(code) };
    return result.unseen(pressed(count, purchase ? others : pressed(again, others)), true);
  }
}
