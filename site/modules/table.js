/**
 * What the counter has before it: the shop's program, what is rung up, what the screen says and
 * which of several things it still waits for; and whoever is asked about a card.
 */

import { Basket } from './basket.js';
import { Result } from './result.js';

/**
 * @typedef {object} Desk who is asked, and where it is noted what was done and how fast
 * @property {Pick<import('./session.js').Session, 'ask'>} session
 * @property {Pick<import('./guarded.js').Guarded, 'carryOut' | 'byAnother' | 'again' | 'later' | 'withdraw' | 'canTellLater' | 'waiting'>} operations
 * @property {import('./recent.js').Recent} recent
 * @property {Pick<import('./measures.js').Measures, 'begin' | 'end'>} measures
 * @property {boolean} replaces whether a lost card can be replaced here
 */

export class Table {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.basket = new Basket();
    this.result = new Result(() => this.basket.turnTo());
    /** @type {any} */
    this.program = {};
    /** The screen waits for what took the last one. */
    this.turn = 0;
  }

  /** @param {any} program */
  allow(program) {
    this.program = program;
    this.basket.allow(program);
    this.desk.recent.allow(program);
  }

  /** What is on the screen from now on is another matter. */
  takeTurn() {
    this.turn += 1;
    return this.turn;
  }

  /** What is on the screen, or under way, is not for what comes next. */
  clear() {
    this.takeTurn();
    this.result.clear();
    this.basket.clear();
  }

  /** Somebody else is asked from now on. @param {Desk} desk @returns {Desk} who was asked until now */
  seat(desk) {
    const { desk: before } = this;
    before.recent.show(false);
    this.desk = desk;
    desk.recent.allow(this.program);
    desk.recent.show(true);
    return before;
  }
}
