/**
 * Who is at the till: until they hand it over, or nobody has pressed anything for five minutes. A
 * card that is held out says nothing of who stands behind the till: only a press does.
 * It survives a reload of the page, and not the page. The PIN is kept nowhere.
 */

import { page } from './memory.js';

const PLACE = 'till-shift';
const LEFT_ALONE_MS = 300_000;

/** @typedef {{id: string, name: string}} Person */
/** @typedef {{staff: Person, token: string, until: number, at: number, away?: boolean}} Kept `at`: the last press; `away`: it is long ago */

export class Shift {
  /** @param {() => void} onChange somebody came, or left */
  constructor(onChange) {
    this.onChange = onChange;
    /** @type {Kept | null} */
    this.kept = JSON.parse(page.recall(PLACE) ?? 'null');
    this.timer = 0;
    // Before the press itself is heard: it is not theirs, if they had left.
    for (const pressed of ['pointerdown', 'keydown']) addEventListener(pressed, () => this.#stay(), true);
    if (this.kept) this.#watch();
  }

  /** @returns {Person | null} */
  get person() {
    return this.#here?.staff ?? null;
  }

  get token() {
    return this.#here?.token ?? '';
  }

  /** Whoever it was, although they may be away. @returns {Kept | null} */
  get last() {
    this.#lookAtTheTime();
    return this.kept;
  }

  /** @returns {Kept | null} */
  get #here() {
    const { last } = this;
    return last?.away ? null : last;
  }

  /** @param {{staff: Person, token: string, expires_in: number}} made */
  begin({ staff, token, expires_in: seconds }) {
    const at = Date.now();
    this.#keep({ staff: { id: staff.id, name: staff.name }, token, until: at + seconds * 1000, at });
    this.onChange();
  }

  end() {
    if (!this.kept) return;
    this.kept = null;
    clearTimeout(this.timer);
    page.forget(PLACE);
    this.onChange();
  }

  #stay() {
    const here = this.#here;
    if (here) this.#keep({ ...here, at: Date.now() });
  }

  /** @param {Kept} kept */
  #keep(kept) {
    this.kept = kept;
    page.remember(PLACE, JSON.stringify(kept));
    this.#watch();
  }

  #watch() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#lookAtTheTime(), LEFT_ALONE_MS + 1);
  }

  /** A phone that slept has not counted the time. */
  #lookAtTheTime() {
    if (!this.kept) return;
    const { at, until, away = false } = this.kept;
    if (Date.now() >= until) return this.end();
    if (away || Math.abs(Date.now() - at) <= LEFT_ALONE_MS) return;
    this.#keep({ ...this.kept, away: true });
    this.onChange();
  }
}
