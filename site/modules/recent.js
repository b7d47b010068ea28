/**
 * The last few things this till did, so that one can be undone after the next customer is there.
 * sessionStorage: it survives a reload, and names do not stay on the phone once the page is closed.
 */

import { make, part } from './view.js';
import { say, time } from './words.js';

const KEPT = 6;
const PLACE = 'till-recent';

/** @typedef {{id: string, at: number, text: string, refused?: boolean}} Line */

export class Recent {
  constructor() {
    /** @type {Line[]} */
    this.lines = JSON.parse(sessionStorage.getItem(PLACE) ?? '[]');
    /** @type {Map<string, {until: number, act: () => void}>} */
    this.undos = new Map();
    this.#draw();
  }

  clear() {
    this.undos.clear();
    this.#write([]);
  }

  /** @param {any} answer @param {(operation: string) => void} undo */
  answered(answer, undo) {
    const id = answer.operation;
    if (answer.undo_until) {
      // The server's two clock times give a length, from now: this phone's own clock may be wrong.
      const left = Date.parse(answer.undo_until) - Date.parse(answer.recorded_at);
      this.undos.set(id, { until: Date.now() + left, act: () => undo(id) });
    }
    const kind = say(`kind_${answer.kind}`);
    this.#add({ id, at: Date.now(), text: `${kind} · ${answer.headline}` });
  }

  /** @param {import('./api.js').Problem} problem */
  refused(problem) {
    this.#add({ id: problem.body.instance ?? '', at: Date.now(), text: problem.message, refused: true });
  }

  /** It is being undone: once is enough. @param {string} operation */
  done(operation) {
    this.undos.delete(operation);
    this.#draw();
  }

  /** @param {Line} line */
  #add(line) {
    this.#write([line, ...this.lines].slice(0, KEPT));
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
  }

  /** @param {Line} line */
  #line({ id, at, text, refused }) {
    const undo = this.undos.get(id);
    const possible = undo !== undefined && undo.until > Date.now();
    return make(
      'li',
      { class: refused ? 'recent-refused' : null },
      make('span', { class: 'recent-when' }, time(at)),
      make('span', { class: 'recent-text' }, refused ? `${say('kind_refused')} · ${text}` : text),
      possible && make('button', { type: 'button', class: 'small-press', onclick: undo.act }, say('undo')),
    );
  }
}
