/**
 * The last few things this till did, so that one can be undone after the next customer is there,
 * and goods taken back once it is too late to undo.
 * sessionStorage: it survives a reload, and names do not stay on the phone once the page is closed.
 */

import { decimalsOf } from './money.js';
import { returning } from './returning.js';
import { make, part } from './view.js';
import { say, time } from './words.js';

const KEPT = 6;
const PLACE = 'till-done';

/**
 * @typedef {object} Line
 * @property {string} id the operation's, or any name for what was refused
 * @property {number} at
 * @property {string} text
 * @property {string} [kind] what was done; nothing was, if it was refused
 * @property {string} [code] the card's
 * @property {number} [until] until when it can be undone, by this phone's clock
 * @property {number} [units]
 * @property {boolean} [amount] whether it had one
 * @property {boolean} [back] it is being taken back, or has been
 */

export class Recent {
  /** @param {{undo: (line: Line) => void, takeBack: (line: Line, part: object) => void}} acts */
  constructor(acts) {
    this.acts = acts;
    this.decimals = 2;
    this.counts = false;
    /** @type {Line[]} */
    this.lines = JSON.parse(sessionStorage.getItem(PLACE) ?? '[]');
    this.timer = 0;
    this.#draw();
  }

  /** @param {any} program */
  allow(program) {
    this.decimals = decimalsOf(program);
    this.counts = program.counts_items ?? false;
    this.#draw();
  }

  clear() {
    this.#write([]);
  }

  /** @param {any} answer @param {Record<string, any>} asked @param {string} title */
  answered({ operation: id, kind, headline, undo_until: end, recorded_at: begin }, { code, units, amount_minor: minor }, title) {
    // The server's two clock times give a length, from now: this phone's own clock may be wrong.
    const until = end ? Date.now() + Date.parse(end) - Date.parse(begin) : 0;
    // Only the card's latest operation can be undone.
    const others = this.lines.map((line) => (line.code === code ? { ...line, until: 0 } : line));
    this.#add({ id, at: Date.now(), text: `${title} · ${headline}`, kind, code, until, units, amount: minor !== undefined }, others);
  }

  /** @param {import('./api.js').Problem} problem */
  refused(problem) {
    this.#add({ id: problem.body.instance ?? '', at: Date.now(), text: `${say('kind_refused')} · ${problem.message}` });
  }

  /** It is being taken back: once is enough. @param {string} operation */
  done(operation) {
    this.#change(operation, { back: true, until: 0 });
  }

  /** It was not: goods can still be returned. @param {string} operation */
  reopen(operation) {
    this.#change(operation, { back: false });
  }

  /** @param {string} operation @param {Partial<Line>} changes */
  #change(operation, changes) {
    this.#write(this.lines.map((line) => (line.id === operation ? { ...line, ...changes } : line)));
  }

  /** @param {Line} line @param {Line[]} [others] */
  #add(line, others = this.lines) {
    this.#write([line, ...others].slice(0, KEPT));
  }

  /** @param {Line[]} lines */
  #write(lines) {
    this.lines = lines;
    sessionStorage.setItem(PLACE, JSON.stringify(lines));
    this.#draw();
  }

  #draw() {
    part('recent').hidden = this.lines.length === 0;
    part('recent-list').replaceChildren(...this.lines.map((line) => this.#line(line)));
    this.#drawAgainInTime();
  }

  /** When the next undo closes; a return that is being typed is left in peace. */
  #drawAgainInTime() {
    clearTimeout(this.timer);
    const ends = this.lines.flatMap(({ until = 0 }) => (until > Date.now() ? [until - Date.now()] : []));
    if (!ends.length) return;
    this.timer = setTimeout(() => {
      if (!part('recent-list').querySelector('[open]')) this.#draw();
    }, Math.min(...ends) + 1);
  }

  /** @param {Line} line */
  #line(line) {
    return make(
      'li',
      { class: line.kind ? null : 'recent-refused' },
      make('span', { class: 'recent-when' }, time(line.at)),
      make('span', { class: 'recent-text' }, line.text),
      this.#back(line),
    );
  }

  /** @param {Line} line */
  #back(line) {
    const { kind = '', until = 0, back = false } = line;
    if (back) return null;
    if (until > Date.now()) {
      return make('button', { type: 'button', class: 'small-press', onclick: () => this.acts.undo(line) }, say('undo'));
    }
    // A visit that had no amount, and no items, sold nothing that could come back.
    const sold = kind === 'earn' && (line.amount || this.counts);
    return (sold || kind === 'redeem') && returning(line, this.decimals, (part) => this.acts.takeBack(line, part));
  }
}
