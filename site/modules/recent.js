/**
 * The last few things this till did, so that one can be undone after the next customer is there,
 * and goods taken back once it is too late to undo.
 * It survives a reload, and names do not stay on the phone once the page is closed.
 */

import { page } from './memory.js';
import { RecentList } from './recent-list.js';
import { asTyped, isShort } from './typed.js';
import { since } from './waiting.js';
import { say } from './words.js';

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
 * @property {string} [name] the customer's
 * @property {number} [units]
 * @property {import('./basket.js').Purchase} [bought] all that was counted
 * @property {boolean} [amount] whether it had one
 * @property {boolean} [back] it is being taken back, or has been
 * @property {() => void} [open] shows it again, for as long as this page lives
 */

export class Recent {
  /**
   * @param {import('./recent-list.js').Acts} acts
   * @param {Pick<import('./memory.js').Memory, 'recall' | 'remember'>} memory
   */
  constructor(acts, memory = page) {
    this.list = new RecentList(acts);
    this.memory = memory;
    this.shown = true;
    /** @type {Line[]} */
    this.lines = JSON.parse(memory.recall(PLACE) ?? '[]');
    this.#draw();
  }

  /** @param {any} program */
  allow(program) {
    this.list.allow(program);
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
  answered({ operation: id, kind, headline, card: { id: card, first_name: name }, undo_until: end, recorded_at: begin }, { code, units, amount_minor: minor, parts }, title) {
    // The server's two clock times give a length, from now: this phone's own clock may be wrong.
    const until = end ? Date.now() + Date.parse(end) - Date.parse(begin) : 0;
    // Only the card's latest operation can be undone.
    const others = this.lines.map((line) => (line.card === card ? { ...line, until: 0 } : line));
    this.#add({ id, at: Date.now(), text: `${title} · ${headline}`, kind, code: asTyped(code), card, name: name ?? '', until, units, amount: minor !== undefined, bought: { units, amount_minor: minor, parts } }, others);
  }

  /** Whoever reads it has to know of which card, and of what. @param {import('./api.js').Problem} problem @param {import('./operations.js').Operation} operation */
  refused(problem, { id, kind, body }) {
    const what = `${say(REFUSED[kind])}, ${since(body.made_at)}`;
    const { answer } = problem.body;
    const name = answer?.card.first_name ?? '';
    const code = answer ? asTyped(body.code) : undefined;
    const words = [say('kind_refused'), what, name, shortCode(asTyped(body.code)), problem.message].filter(Boolean).join(' · ');
    // A refusal that is only about giving without network says it in its own words.
    const told = body.offline && problem.code !== 'unknown-card' && !problem.code.startsWith('offline-');
    this.#add({ id, at: Date.now(), text: told ? `${words} ${say('late_told')}` : words, name, code });
  }

  /** Something that can be shown again. @param {string} id @param {string} text @param {string} kind @param {() => void} open */
  opens(id, text, kind, open) {
    this.#add({ id, at: Date.now(), text, kind, open });
  }

  /** @param {string} operation */
  find(operation) {
    return this.lines.find(({ id }) => id === operation);
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
    const lines = [line, ...others.filter(({ id }) => id !== line.id)];
    // A return that is being typed is left in peace.
    while (lines.length > KEPT) lines.splice(lines.findLastIndex(({ id }, at) => at > 0 && !this.list.isOpen(id)), 1);
    this.#write(lines);
  }

  /** @param {Line[]} lines */
  #write(lines) {
    this.lines = lines;
    this.memory.remember(PLACE, JSON.stringify(lines));
    this.#draw();
  }

  #draw() {
    if (this.shown) this.list.draw(this.lines);
    else this.list.rest();
  }
}

/** As it stands on the card; one that was scanned is not read by people. @param {string} code */
const shortCode = (code) => (isShort(code) ? code.toUpperCase().replace(/....$/, '\u2011$&') : '');
