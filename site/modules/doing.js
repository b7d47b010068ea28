/**
 * What is done with a card, and what is told of it once it is answered: on the screen, if that is
 * still what the staff waits for, and in the list of the last acts.
 */

import { choicesOf, colleague, lookAgain } from './choices.js';
import { hasEarned, kindOf } from './kinds.js';
import { signal } from './sound.js';
import { Unasked } from './unasked.js';
import { say } from './words.js';

/** @typedef {import('./basket.js').Purchase} Purchase */
/** @typedef {import('./operations.js').Outcome} Outcome */
/** @typedef {import('./recent.js').Line} Line */
/**
 * @typedef {object} Acts
 * @property {(code: string) => void} look
 * @property {(code: string, name: string) => void} replace
 * @property {(code: string) => boolean} isFound by its customer's name: nobody held it out
 * @property {() => void} signedOut
 */
/**
 * @typedef {object} About an answer
 * @property {Purchase} [purchase] what was, or would be, counted
 * @property {boolean} [refused] nothing was stamped: it can be, all the same
 * @property {boolean} [lost] its phone may be
 */

export class Doing {
  /** @param {import('./table.js').Table} table @param {Acts} acts */
  constructor(table, acts) {
    this.table = table;
    this.acts = acts;
    this.unasked = new Unasked(table, acts.isFound);
  }

  /** @param {string} code @param {Purchase} purchase @param {boolean} [overReady] stamp although a reward waits */
  earn(code, { units, amount_minor, parts }, overReady = false) {
    this.table.basket.turnTo();
    return this.#do('earns', { code, units, amount_minor, parts, over_ready: overReady });
  }

  /** @param {'reversals' | 'refunds'} kind @param {string} code @param {string} operation @param {object} [some] of it */
  takeBack(kind, code, operation, some = {}) {
    this.table.desk.recent.done(operation);
    return this.#do(kind, { code, operation, ...some });
  }

  /** What can be pressed under an answer. @param {string} code @param {any} answer @param {About} [about] */
  choices(code, answer, { purchase = {}, refused = false, lost = false } = {}) {
    return choicesOf(answer, this.table.program, {
      redeem: (reward, donate) => this.#redeem(code, reward, donate, purchase),
      grant: (what, told) => this.#do('grants', { code, what, told: told || undefined }),
      undo: answer.undo_until ? () => this.takeBack('reversals', code, answer.operation) : undefined,
      anyway: refused ? () => this.earn(code, purchase, true) : undefined,
      replace: this.table.desk.replaces && (lost || this.acts.isFound(code)) ? () => this.acts.replace(code, answer.card.first_name ?? '') : undefined,
    });
  }

  /** @param {Outcome} outcome @param {import('./recent.js').Recent} recent @param {boolean} [onScreen] still what the staff waits for */
  tell(outcome, recent, onScreen = false) {
    if (outcome.signedOut) return this.acts.signedOut();
    const { operation: { body, kind }, answer, problem, leftAlone = false } = outcome;
    if (answer) recent.answered(answer, body, kindOf(answer, this.table.program, body).title);
    else if (problem?.final && !onScreen) recent.refused(problem, outcome.operation);
    if ((problem?.final || leftAlone) && body.operation) recent.reopen(body.operation, leftAlone);
    if (!problem?.final && !leftAlone && kind === 'redemptions') this.table.basket.settle();
    if (onScreen) this.#show(outcome);
    else if (problem?.final) signal('stop');
    return undefined;
  }

  /** @param {string} code @param {string} reward @param {boolean} donate @param {Purchase} purchase with which it is used */
  #redeem(code, reward, donate, purchase) {
    const spent = this.table.basket.spent();
    if (!spent) return undefined;
    const amount = spent.amount_minor ?? purchase.amount_minor;
    return this.#do('redemptions', { code, reward, amount_minor: amount, donate: donate || undefined });
  }

  /** @param {import('./operations.js').Kind} kind @param {Record<string, any>} body */
  #do(kind, body) {
    return this.#await(() => this.table.desk.operations.carryOut(kind, body));
  }

  /** @param {() => Promise<Outcome>} act */
  async #await(act) {
    const { table } = this;
    const { recent, measures } = table.desk;
    const turn = table.takeTurn();
    const putBack = table.result.keep();
    const coming = act();
    table.result.busy();
    const outcome = await coming;
    if (outcome.leftAlone && turn === table.turn) putBack();
    this.tell(outcome, recent, turn === table.turn);
    if (turn === table.turn) measures.end(turn, outcome);
  }

  /** @param {Outcome} outcome */
  #show(outcome) {
    const { operation: { kind, body }, answer, problem, leftAlone } = outcome;
    if (leftAlone) return undefined;
    if (answer) {
      signal(hasEarned(answer) ? 'reward' : 'done');
      const choices = this.choices(body.code, answer, { purchase: body });
      return this.table.result.answer(answer, kindOf(answer, this.table.program, body), choices);
    }
    signal('stop');
    return problem?.final ? this.#refused(kind, body, problem) : this.#waits(outcome);
  }

  /** Nothing came back, or nothing for good. @param {Outcome} outcome */
  #waits({ operation, problem, unkept }) {
    const { result, desk: { operations } } = this.table;
    const again = () => this.#await(() => operations.again(operation));
    if (unkept) return result.lost([{ label: say('send_again'), act: again }]);
    const { kind, body } = operation;
    const others = kind === 'earns' ? this.unasked.choices(body.code, problem) : undefined;
    return result.noted(kind, operations.waiting, problem, others);
  }

  /** @param {import('./operations.js').Kind} kind @param {Record<string, any>} body @param {import('./api.js').Problem} problem */
  #refused(kind, body, problem) {
    const { basket, result } = this.table;
    const { code } = body;
    // What was typed since then is for the next card.
    if (kind === 'earns' && basket.amount.isEmpty) basket.keep(body, problem.code, (bought) => this.earn(code, bought, body.over_ready));
    if (kind === 'redemptions') basket.keep(body, problem.code, ({ amount_minor }) => this.#do(kind, { ...body, amount_minor }));
    if (problem.code === 'reward-ready' && problem.body.answer) {
      return result.offer(problem, this.choices(code, problem.body.answer, { purchase: body, refused: true }));
    }
    if (problem.code === 'own-card') return result.refused(problem, colleague(() => this.#byAnother(kind, body)));
    return result.refused(problem, kind === 'earns' ? undefined : lookAgain(() => this.acts.look(code)));
  }

  /** @param {import('./operations.js').Kind} kind @param {Record<string, any>} body */
  #byAnother(kind, body) {
    return this.#await(async () => {
      const outcome = await this.table.desk.operations.byAnother(kind, body);
      // What was put back for another try has been tried.
      if (!outcome.leftAlone) this.table.basket.clear();
      return outcome;
    });
  }
}
