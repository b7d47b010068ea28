/**
 * Looking at a card, which counts nothing. Where a press or an amount is awaited, its name and its
 * rewards are there already.
 */

import { Problem } from './api.js';
import { hasEarned, kindOf } from './kinds.js';
import { counting, pressed } from './press-first.js';
import { SignedOut } from './session.js';
import { say } from './words.js';

/** @typedef {import('./basket.js').Purchase} Purchase */
/** @typedef {import('./choices.js').Choice} Choice */
/**
 * @typedef {object} Looked
 * @property {string} code
 * @property {boolean} awaited its amount is
 * @property {Purchase} [purchase] what a press counts
 * @property {Choice} [count] that press
 */

export class Looking {
  /**
   * @param {import('./table.js').Table} table
   * @param {import('./doing.js').Doing} doing
   * @param {() => void} signedOut
   */
  constructor(table, doing, signedOut) {
    this.table = table;
    this.doing = doing;
    this.signedOut = signedOut;
  }

  /** @param {string} code @param {Purchase} [purchase] what a press counts */
  async look(code, purchase) {
    const { table } = this;
    const { session, measures } = table.desk;
    const turn = table.takeTurn();
    table.basket.turnTo(code);
    const looked = { code, purchase, awaited: table.basket.waiting !== null, count: this.#count(code, purchase) };
    if (looked.awaited) table.result.asks();
    else table.result.busy(pressed(looked.count));
    try {
      const answer = await session.ask(`/v1/till/cards/${encodeURIComponent(code)}`);
      if (turn !== table.turn) return;
      this.#seen(looked, answer);
      measures.end(turn, { answer });
    } catch (error) {
      if (error instanceof SignedOut) return this.signedOut();
      const problem = error instanceof Problem ? error : undefined;
      measures.end(turn, { problem });
      if (turn === table.turn) this.#unseen(looked, problem);
    }
  }

  /** @param {string} code @param {Purchase} [purchase] */
  #count(code, purchase) {
    return purchase && counting(this.table.program, purchase.units ?? 1, () => this.doing.earn(code, purchase));
  }

  /** @param {Looked} looked @param {any} answer */
  #seen({ code, awaited, purchase, count }, answer) {
    const { program, result } = this.table;
    const ready = Boolean(count) && hasEarned(answer);
    // Who holds out a card has not lost it.
    const others = this.doing.choices(code, answer, { purchase, refused: ready, lost: !purchase && !awaited });
    const choices = pressed(ready ? undefined : count, others);
    if (awaited) result.asks(answer, choices);
    else result.answer(answer, kindOf(answer, program), choices);
  }

  /** Without network the card waits all the same: what it is will be known when it is counted. @param {Looked} looked @param {Problem} [problem] */
  #unseen({ code, awaited, count }, problem) {
    const { basket, result } = this.table;
    const others = this.doing.unasked.choices(code, problem);
    if (awaited && !problem?.final) return result.asks(undefined, others);
    basket.turnTo();
    if (problem?.final || (problem?.inWords && !count)) return result.refused(problem, others);
    const again = { label: say('look_again'), plain: true, act: () => void this.look(code) };
    return result.unseen(pressed(count ?? again, others), Boolean(count));
  }
}
