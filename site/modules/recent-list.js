/**
 * The last acts as they stand on the page. A line that says the same as before stays where it is, with
 * what is typed in it; whoever had the focus in one that changed goes on from there.
 */

import { decimalsOf } from './money.js';
import { returning } from './returning.js';
import { make, part } from './view.js';
import { say, time } from './words.js';

/** @typedef {import('./recent.js').Line} Line */
/** @typedef {'open' | 'look' | 'undo' | 'return' | ''} Offer what can be pressed in a line */
/** @typedef {{undo: (line: Line) => void, takeBack: (line: Line, part: object) => void, look: (line: Line) => void}} Acts */

export class RecentList {
  /** @param {Acts} acts */
  constructor(acts) {
    this.acts = acts;
    this.decimals = 2;
    this.counts = false;
    /** @type {Map<string, {line: Line, offers: Offer, item: HTMLElement}>} by operation */
    this.drawn = new Map();
    this.timer = 0;
  }

  /** @param {any} program */
  allow(program) {
    this.decimals = decimalsOf(program);
    this.counts = program.counts_items ?? false;
  }

  /** Whether a return is being typed there. @param {string} id */
  isOpen(id) {
    return Boolean(this.drawn.get(id)?.item.querySelector('[open]'));
  }

  /** @param {Line[]} lines */
  draw(lines) {
    const list = part('recent-list');
    const [here] = [...this.drawn].find(([, { item }]) => item.contains(document.activeElement)) ?? [];
    part('recent').hidden = lines.length === 0;
    this.drawn = new Map(lines.map((line) => [line.id, this.#standing(line)]));
    arrange(list, [...this.drawn.values()].map(({ item }) => item));
    if (here && !list.contains(document.activeElement)) this.#focusInstead(here);
    this.#drawAgainInTime(lines);
  }

  /** Another list stands there now. */
  rest() {
    clearTimeout(this.timer);
  }

  /** What was pressed there is gone: there is another thing to press, or the answer is on the screen. @param {string} id */
  #focusInstead(id) {
    const press = this.drawn.get(id)?.item.querySelector('button, summary');
    const next = press instanceof HTMLElement ? press : part('result');
    next.focus({ preventScroll: true });
  }

  /** When the next undo closes. @param {Line[]} lines */
  #drawAgainInTime(lines) {
    clearTimeout(this.timer);
    const ends = lines.flatMap(({ until = 0 }) => (until > Date.now() ? [until - Date.now()] : []));
    if (ends.length) this.timer = setTimeout(() => this.draw(lines), Math.min(...ends) + 1);
  }

  /** As it stands there, if it says the same as before. @param {Line} line */
  #standing(line) {
    const offers = this.#offers(line);
    const before = this.drawn.get(line.id);
    const stays = before && before.offers === offers && before.line.text === line.text && before.line.open === line.open;
    return stays ? before : { line, offers, item: this.#item(line, offers) };
  }

  /** @param {Line} line @returns {Offer} */
  #offers({ kind = '', code = '', until = 0, back = false, amount, open }) {
    if (open) return 'open';
    // A card that was refused, and that may be looked at.
    if (!kind && code) return 'look';
    if (back) return '';
    if (until > Date.now()) return 'undo';
    // A visit that had no amount, and no items, sold nothing that could come back.
    const sold = kind === 'earn' && (amount || this.counts);
    return sold || kind === 'redeem' ? 'return' : '';
  }

  /** @param {Line} line @param {Offer} offers */
  #item(line, offers) {
    return make(
      'li',
      { class: line.kind ? null : 'recent-refused' },
      make('span', { class: 'recent-when' }, time(line.at)),
      make('span', { class: 'recent-text' }, line.text),
      this.#presses(line)[offers]?.(),
    );
  }

  /** @param {Line} line @returns {Partial<Record<Offer, () => HTMLElement>>} */
  #presses(line) {
    const press = (/** @type {(() => void) | undefined} */ act, /** @type {string} */ label) => make('button', { type: 'button', class: 'small-press', 'aria-label': named(label, line), onclick: act }, label);
    return {
      open: () => press(line.open, say('recent_open')),
      look: () => press(() => this.acts.look(line), say('recent_open')),
      undo: () => press(() => this.acts.undo(line), say('undo')),
      return: () => returning(line, this.decimals, (some) => this.acts.takeBack(line, some)),
    };
  }
}

/** Read out by itself it says of which line. @param {string} label @param {Line} line */
export const named = (label, { name, at }) => say('recent_press', { label, which: [name, time(at)].filter(Boolean).join(', ') });

/** Nothing that stays is touched: it keeps its focus. @param {HTMLElement} list @param {HTMLElement[]} items */
function arrange(list, items) {
  for (const gone of [...list.children].filter((child) => !items.some((item) => item === child))) gone.remove();
  items.forEach((item, at) => {
    if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null);
  });
}
