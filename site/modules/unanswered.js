/**
 * What is said and can be pressed where nothing came back, or nothing for good: a stamp is noted and
 * sent by itself, unless it is taken back; a reward is asked for again by whoever pressed it.
 */

import { lookAgain } from './choices.js';
import { signal } from './sound.js';
import { make } from './view.js';
import { say } from './words.js';

/** @typedef {import('./operations.js').Operation} Operation */
/** @typedef {import('./operations.js').Outcome} Outcome */
/**
 * @typedef {object} Acts
 * @property {(code: string) => void} look
 * @property {(operation: Operation) => void} again the very same once more
 */

export class Unanswered {
  /** @param {import('./table.js').Table} table @param {import('./unasked.js').Unasked} unasked @param {Acts} acts */
  constructor(table, unasked, acts) {
    this.table = table;
    this.unasked = unasked;
    this.acts = acts;
  }

  /** @param {Outcome} outcome */
  show({ operation, problem, unkept }) {
    const { result, desk: { operations } } = this.table;
    const { kind, body } = operation;
    const again = () => this.acts.again(operation);
    if (kind === 'redemptions') return this.#reward(body.code, problem, { label: say('redeem_again'), act: again });
    if (unkept) return result.lost([{ label: say('send_again'), act: again }]);
    if (kind !== 'earns') return result.noted(operations.waiting, problem);
    const { drawers } = this.unasked.choices(body.code, problem);
    const undo = { label: say('undo'), plain: true, act: () => void this.#withdraw(operation) };
    if (operations.canTellLater) return result.noted(operations.waiting, problem, { shown: [undo], drawers });
    return result.noted(operations.waiting, problem, { shown: [], drawers }, say('noted_no_undo'));
  }

  /** A reward stays within reach until it is answered, whoever comes next. @param {Outcome} outcome @param {import('./recent.js').Recent} recent */
  keepOpen(outcome, recent) {
    const { operation: { id, body }, answer, problem, signedOut } = outcome;
    if (body.offline || signedOut) return;
    recent.drop(id);
    if (answer || problem?.final) return;
    recent.opens(id, say('redeem_unanswered'), '', () => {
      this.table.basket.turnTo();
      this.table.takeTurn();
      this.show(outcome);
    });
  }

  /** It may have been taken off the card, or not: nothing is done about it behind anybody's back. @param {string} code @param {import('./api.js').Problem | undefined} problem @param {import('./choices.js').Choice} again */
  #reward(code, problem, again) {
    const texts = [...(problem ? [problem.message] : []), say('redeem_open')].map((text) => make('p', { class: 'result-text' }, text));
    const choices = lookAgain(() => this.acts.look(code));
    return this.table.result.tell('wait', { icon: 'clock', title: say('kind_unanswered') }, texts, { ...choices, shown: [again, ...choices.shown] });
  }

  /** What was noted is not to count: that is said at once, and told when it can be. @param {Operation} operation */
  async #withdraw(operation) {
    const { table, table: { result, desk: { operations, recent } } } = this;
    const { turn } = table;
    // While the screen still said that it waits, it may have been sent.
    recent.done(operation.id);
    const { problem, unkept, leftAlone } = await operations.withdraw(operation);
    if (leftAlone) return undefined;
    const isDone = !problem && !unkept;
    signal(isDone ? 'undone' : 'stop');
    if (!isDone) recent.reopen(operation.id, true);
    if (turn !== table.turn) return undefined;
    if (problem) return result.refused(problem);
    return isDone ? result.withdrawn(operations.waiting) : result.lost([], say('undo_unkept'));
  }
}
