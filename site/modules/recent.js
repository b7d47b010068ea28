/**
 * The last few things this till did, so that one can be undone after the next customer is there,
 * and goods taken back once it is too late to undo.
 * It survives a reload, and names do not stay on the phone once the page is closed.
 */

import { page } from './memory.js';
import { decimalsOf } from './money.js';
import { returning } from './returning.js';
import { make, part } from './view.js';
import { isShort } from './typed.js';
import { since } from './waiting.js';
import { say, time } from './words.js';

const KEPT = 6;
const PLACE = 'till-done';

/** @type {Record<import('./operations.js').Kind, string>} what it was that is refused */
const REFUSED = {
  earns: 'late_earns',
  redemptions: 'late_redemptions',
  reversals: 'late_reversals',
  refunds: 'late_refunds',
  grants: 'late_grants',
  replacements: 'late_replacements',
};

/**
 * @typedef {object} Line
 * @property {string} id the operation's, or any name for what was refused
 * @property {number} at
 * @property {string} text
 * @property {string} [kind] what was done; nothing was, if it was refused
 * @property {string} [code] by which the card came
 * @property {string} [card] the card, however it came
 * @property {number} [until] until when it can be undone, by this phone's clock
 * @property {number} [units]
 * @property {boolean} [amount] whether it had one
 * @property {boolean} [back] it is being taken back, or has been
 * @property {() => void} [open] shows it again, for as long as this page lives
 */

export class Recent {
  /**
   * @param {{undo: (line: Line) => void, takeBack: (line: Line, part: object) => void}} acts
   * @param {Pick<import('./memory.js').Memory, 'recall' | 'remember'>} memory
   */
  constructor(acts, memory = page) {
    this.acts = acts;
    this.memory = memory;
    this.shown = true;
    this.decimals = 2;
    this.counts = false;
    /** @type {Line[]} */
    this.lines = JSON.parse(memory.recall(PLACE) ?? '[]');
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

  /** Two lists have one place on the page. @param {boolean} shown whether this one has it now */
  show(shown) {
    this.shown = shown;
    this.#draw();
  }

  /** @param {any} answer @param {Record<string, any>} asked @param {string} title */
  answered({ operation: id, kind, headline, card: { id: card }, undo_until: end, recorded_at: begin }, { code, units, amount_minor: minor }, title) {
    // The server's two clock times give a length, from now: this phone's own clock may be wrong.
    const until = end ? Date.now() + Date.parse(end) - Date.parse(begin) : 0;
    // Only the card's latest operation can be undone.
    const others = this.lines.map((line) => (line.card === card ? { ...line, until: 0 } : line));
    this.#add({ id, at: Date.now(), text: `${title} · ${headline}`, kind, code, card, until, units, amount: minor !== undefined }, others);
  }

  /** Whoever reads it has to know of which card, and of what. @param {import('./api.js').Problem} problem @param {import('./operations.js').Operation} operation */
  refused(problem, { id, kind, body }) {
    const what = `${say(REFUSED[kind])}, ${since(body.made_at)}`;
    const words = [say('kind_refused'), what, shortCode(body.code), problem.message].filter(Boolean).join(' · ');
    // A refusal that is only about giving without network says it in its own words.
    const told = body.offline && problem.code !== 'unknown-card' && !problem.code.startsWith('offline-');
    this.#add({ id, at: Date.now(), text: told ? `${words} ${say('late_told')}` : words });
  }

  /** Something that can be shown again. @param {string} id @param {string} text @param {string} kind @param {() => void} open */
  opens(id, text, kind, open) {
    this.#add({ id, at: Date.now(), text, kind, open });
  }

  /** @param {string} operation */
  drop(operation) {
    this.#write(this.lines.filter(({ id }) => id !== operation));
  }

  /** It is being taken back: once is enough. @param {string} operation */
  done(operation) {
    this.#change(operation, { back: true });
  }

  /** It was not: goods can still be returned. @param {string} operation @param {boolean} untried nor was it refused: it can still be undone */
  reopen(operation, untried) {
    this.#change(operation, untried ? { back: false } : { back: false, until: 0 });
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
    this.memory.remember(PLACE, JSON.stringify(lines));
    this.#draw();
  }

  #draw() {
    if (!this.shown) return;
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
    const { kind = '', until = 0, back = false, open } = line;
    if (open) return make('button', { type: 'button', class: 'small-press', onclick: open }, say('recent_open'));
    if (back) return null;
    if (until > Date.now()) {
      return make('button', { type: 'button', class: 'small-press', onclick: () => this.acts.undo(line) }, say('undo'));
    }
    // A visit that had no amount, and no items, sold nothing that could come back.
    const sold = kind === 'earn' && (line.amount || this.counts);
    return (sold || kind === 'redeem') && returning(line, this.decimals, (part) => this.acts.takeBack(line, part));
  }
}

/** As it stands on the card; one that was scanned is not read by people. @param {string} code */
const shortCode = (code) => (isShort(code) ? code.toUpperCase().replace(/....$/, '\u2011$&') : '');
