/**
 * What is done with a card, and what is told of it once it is answered: on the screen, if that is
 * still what the staff waits for, and in the list of the last acts.
 */

import { choicesOf, colleague, lookAgain } from './choices.js';
import { kindOf } from './kinds.js';
import { signal, soundOf } from './sound.js';
import { Unanswered } from './unanswered.js';
import { Unasked } from './unasked.js';
import { asTyped, isShort, known, learn } from './typed.js';
import { say } from './words.js';

/** So soon after a stamp nobody is asked who they are to take it back; it is the server who decides. */
const AT_ONCE_MS = 30_000;

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
 * @property {() => void} [anyway] nothing was stamped: it can be, all the same
 * @property {() => void} [putBack] a stamp was taken back, perhaps by mistake
 * @property {boolean} [lost] its phone may be
 */

export class Doing {
  /** @param {import('./table.js').Table} table @param {Acts} acts */
  constructor(table, acts) {
    this.table = table;
    this.acts = acts;
    this.unasked = new Unasked(table, (code) => acts.isFound(code) || isShort(asTyped(code)));
    this.unanswered = new Unanswered(table, this.unasked, { look: acts.look, again: (operation) => this.#again(operation) });
  }

  /** @param {string} code @param {Purchase} purchase @param {boolean} [overReady] stamp although a reward waits */
  earn(code, { units, amount_minor, parts }, overReady = false) {
    this.table.basket.turnTo();
    return this.#do('earns', { code, units, amount_minor, parts, over_ready: overReady });
  }

  /** @param {'reversals' | 'refunds'} kind @param {string} code @param {string} operation @param {object} [some] of it */
  takeBack(kind, code, operation, some = {}) {
    const { recent } = this.table.desk;
    const line = recent.find(operation);
    const undoes = kind === 'reversals';
    recent.done(operation);
    const atOnce = undoes && line?.kind === 'earn' && Date.now() - line.at < AT_ONCE_MS;
    return this.#do(kind, { code, operation, ...some }, { what: of(say(undoes ? 'undo' : 'return'), line?.name), atOnce });
  }

  /** What can be pressed under an answer. @param {string} code @param {any} answer @param {About} [about] */
  choices(code, answer, { purchase = {}, anyway, putBack, lost = false } = {}) {
    return choicesOf(answer, this.table.program, {
      redeem: (reward, donate, label) => this.#redeem({ code, reward, donate: donate || undefined }, purchase, of(label, answer.card.first_name)),
      grant: (what, told, label) => this.#do('grants', { code, what, told: told || undefined }, { what: of(label, answer.card.first_name) }),
      undo: answer.undo_until ? () => this.takeBack('reversals', code, answer.operation) : undefined,
      anyway,
      putBack,
      replace: this.table.desk.replaces && (lost || this.acts.isFound(code)) ? () => this.acts.replace(known(code), answer.card.first_name ?? '') : undefined,
    });
  }

  /** @param {Outcome} outcome @param {import('./recent.js').Recent} recent @param {boolean} [onScreen] still what the staff waits for */
  tell(outcome, recent, onScreen = false) {
    if (outcome.signedOut) return this.acts.signedOut();
    const { operation: { body, kind }, answer, problem, leftAlone = false } = outcome;
    if (kind === 'redemptions' && !leftAlone) this.unanswered.keepOpen(outcome, recent);
    if (answer) learn(body.code, answer);
    if (answer) recent.answered(answer, body, kindOf(answer, this.table.program, body).title);
    else if (problem?.final && !onScreen) recent.refused(problem, outcome.operation);
    if ((problem?.final || leftAlone) && body.operation) recent.reopen(body.operation, leftAlone);
    if (!problem?.final && !leftAlone && kind === 'redemptions') this.table.basket.settle();
    if (onScreen) this.#show(outcome);
    else if (problem?.final) signal('stop');
    return undefined;
  }

  /** @param {{code: string, reward: string, donate?: boolean}} asked @param {Purchase} purchase with which it is used @param {string} what it is, and for whom */
  #redeem(asked, purchase, what) {
    const spent = this.table.basket.spent();
    if (!spent) return undefined;
    const amount = spent.amount_minor ?? purchase.amount_minor;
    return this.#do('redemptions', { ...asked, amount_minor: amount }, { what });
  }

  /** @param {import('./operations.js').Kind} kind @param {Record<string, any>} body @param {{what?: string, atOnce?: boolean}} [about] */
  #do(kind, body, about = {}) {
    return this.#await((begin) => this.table.desk.operations.carryOut(kind, { ...body, code: known(body.code) }, { ...about, begin }));
  }

  /** The very same once more. @param {import('./operations.js').Operation} operation */
  #again(operation) {
    return this.#await((begin) => {
      const coming = this.table.desk.operations.again(operation);
      begin();
      return coming;
    });
  }

  /** @param {(begin: () => void) => Promise<Outcome>} act */
  async #await(act) {
    const { table } = this;
    const { recent, measures } = table.desk;
    const turn = table.takeTurn();
    const putBack = table.result.keep();
    // Whoever is asked who they are still sees what they answer for.
    const outcome = await act(() => (turn === table.turn ? table.result.busy() : undefined));
    if (outcome.leftAlone && turn === table.turn) putBack();
    this.tell(outcome, recent, turn === table.turn);
    measures.end(turn, outcome);
  }

  /** @param {Outcome} outcome */
  #show(outcome) {
    const { operation: { kind, body }, answer, problem, leftAlone } = outcome;
    if (leftAlone) return undefined;
    signal(soundOf(outcome));
    if (answer) {
      const choices = this.choices(body.code, answer, { purchase: body, putBack: this.#putBack(kind, body) });
      return this.table.result.answer(answer, kindOf(answer, this.table.program, body), choices);
    }
    return problem?.final ? this.#refused(kind, body, problem) : this.unanswered.show(outcome);
  }

  /** What was taken back once more as it was: the rules count nothing that was undone. @param {string} kind @param {Record<string, any>} body */
  #putBack(kind, { code, operation = '' }) {
    const line = kind === 'reversals' ? this.table.desk.recent.find(operation) : undefined;
    return line?.kind === 'earn' ? () => this.earn(code, line.bought ?? {}, true) : undefined;
  }

  /** @param {import('./operations.js').Kind} kind @param {Record<string, any>} body @param {import('./api.js').Problem} problem */
  #refused(kind, body, problem) {
    const { basket, result } = this.table;
    const { code } = body;
    // What was typed since then is for the next card.
    if (kind === 'earns' && basket.amount.isEmpty) basket.keep(body, problem.code, (bought) => this.earn(code, bought, body.over_ready));
    if (kind === 'redemptions') basket.keep(body, problem.code, ({ amount_minor }) => this.#do(kind, { ...body, amount_minor }));
    const { answer } = problem.body;
    if (answer) learn(code, answer);
    if (problem.code === 'reward-ready' && answer) {
      return result.offer(problem, this.choices(code, answer, { purchase: body, anyway: () => this.earn(code, body, true) }));
    }
    if (['own-card', 'too-many-acts'].includes(problem.code)) return result.refused(problem, colleague(() => this.#byAnother(kind, body)));
    return result.refused(problem, kind === 'earns' && !answer ? undefined : lookAgain(() => this.acts.look(code)));
  }

  /** @param {import('./operations.js').Kind} kind @param {Record<string, any>} body */
  #byAnother(kind, body) {
    return this.#await(async (begin) => {
      const outcome = await this.table.desk.operations.byAnother(kind, body, { begin });
      // What was put back for another try has been tried.
      if (!outcome.leftAlone) this.table.basket.clear();
      return outcome;
    });
  }
}

/** What is pressed, and for whom. @param {string} label @param {string | null} [name] */
const of = (label, name) => (name ? `${label} · ${name}` : label);
