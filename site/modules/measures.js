/**
 * How fast this counter is: from the picture in which a code was seen until the screen says what
 * came of it. Counts alone are kept, day by day, and told to the server now and then: no card and
 * nobody's name. They are never worth a scan's time, and lost without harm.
 */

import { Problem } from './api.js';
import { phone } from './memory.js';

const PLACE = 'till-measures';
const KEPT_DAYS = 8;
const AFTER_START_MS = 4000;
const EVERY_MS = 240_000;

/** Upper bounds, as the server knows them; what took longer has a place of its own. */
const BOUNDS_MS = [100, 200, 300, 400, 500, 700, 1000, 1500, 2000, 3000, 5000, 10_000];

/** @typedef {{day: string, scans: number, errors: number, milliseconds: number[], told: number}} Day */
/** @typedef {{answer?: any, problem?: import('./api.js').Problem}} Came what came of it, if anything did */

export class Measures {
  /** @param {import('./session.js').Session} session */
  constructor(session) {
    this.session = session;
    /** @type {number | null} the turn of a scan that is not over */
    this.turn = null;
    this.seenAt = 0;
    this.watching = false;
  }

  /** From now on, tell what was counted whenever there is something new. */
  watch() {
    if (this.watching) return;
    this.watching = true;
    setTimeout(() => this.#tell(), AFTER_START_MS);
    setInterval(() => this.#tell(), EVERY_MS);
  }

  /** A code was seen: one before it that is still unanswered was not confirmed at once. @param {number} turn @param {number} seenAt */
  begin(turn, seenAt) {
    if (this.turn !== null) this.#count(null);
    this.turn = turn;
    this.seenAt = seenAt;
  }

  /** The screen has said what came of a scan, if it was one. @param {number} turn @param {Came} came */
  end(turn, came) {
    if (turn !== this.turn) return;
    this.turn = null;
    this.#count(isConfirmed(came) ? performance.now() - this.seenAt : null);
  }

  /** @param {number | null} length in milliseconds; none for an error */
  #count(length) {
    const day = today();
    this.#change(day, ({ scans, errors, milliseconds }) => ({
      scans: scans + 1,
      errors: errors + Number(length === null),
      milliseconds: milliseconds.map((count, at) => count + Number(length !== null && at === bucket(length))),
    }));
  }

  /** All of it, oldest day first; what the server will never take is not told again. */
  async #tell() {
    for (const { told, ...day } of this.#days()) {
      if (day.scans === told) continue;
      try {
        await this.session.ask('/v1/till/measures', { method: 'POST', body: day });
      } catch (error) {
        if (!(error instanceof Problem && error.final)) return;
      }
      this.#change(day.day, () => ({ told: day.scans }));
    }
  }

  /** @returns {Day[]} this till's, not those of one that this phone was before */
  #days() {
    try {
      const { till, days } = JSON.parse(phone.recall(PLACE) ?? '{}');
      return till === this.session.record?.device ? days ?? [] : [];
    } catch {
      return [];
    }
  }

  /** @param {string} wanted @param {(day: Day) => Partial<Day>} change */
  #change(wanted, change) {
    const kept = this.#days();
    const day = kept.find(({ day }) => day === wanted) ?? nothing(wanted);
    const days = [...kept.filter((other) => other !== day), { ...day, ...change(day) }];
    days.sort((one, other) => (one.day < other.day ? -1 : 1));
    phone.remember(PLACE, JSON.stringify({ till: this.session.record?.device, days: days.slice(-KEPT_DAYS) }));
  }
}

/** A refusal by the rules is an answer too; a code that is no card's is none. @param {Came} came */
const isConfirmed = ({ answer, problem }) => Boolean(answer || (problem?.final && problem.code !== 'unknown-card'));

/** @param {number} length */
function bucket(length) {
  const found = BOUNDS_MS.findIndex((bound) => length <= bound);
  return found < 0 ? BOUNDS_MS.length : found;
}

/** @param {string} day @returns {Day} */
const nothing = (day) => ({ day, scans: 0, errors: 0, milliseconds: [...BOUNDS_MS, Infinity].map(() => 0), told: 0 });

/** The day by this phone's clock and in its zone. */
function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
