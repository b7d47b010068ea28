/** The place where cards are held out: how a card comes here, and what is around it. */

import { Awake } from './awake.js';
import { Camera } from './camera.js';
import { Doing } from './doing.js';
import { Finder } from './finder.js';
import { foreign } from './foreign.js';
import { Guarded } from './guarded.js';
import { Looking } from './looking.js';
import { Measures } from './measures.js';
import { Operations } from './operations.js';
import { Recent } from './recent.js';
import { Replacement } from './replacement.js';
import { Search } from './search.js';
import { signal } from './sound.js';
import { Table } from './table.js';
import { forgetTyped, isCard, Typed } from './typed.js';
import { part } from './view.js';
import { showWaiting } from './waiting.js';
import { say } from './words.js';

export class Counter {
  /**
   * @param {import('./session.js').Session} session
   * @param {import('./staff.js').Staff} staff
   * @param {(why?: string) => void} onSignedOut
   */
  constructor(session, staff, onSignedOut) {
    this.staff = staff;
    const signedOut = () => onSignedOut(say('signed_out'));
    const present = (/** @type {string} */ code) => this.#present(code);
    const look = (/** @type {string} */ code) => void this.looking.look(code);
    const recent = new Recent({
      look: ({ code = '' }) => look(code),
      undo: ({ code = '', id }) => this.doing.takeBack('reversals', code, id),
      takeBack: ({ code = '', id }, some) => this.doing.takeBack('refunds', code, id, some),
    });
    this.measures = new Measures(session);
    this.operations = new Guarded(new Operations(session, showWaiting, (late) => this.doing.tell(late, recent)), staff);
    this.table = new Table({ session, operations: this.operations, recent, measures: this.measures, replaces: true });
    this.replacement = new Replacement(this.table, { look, signedOut });
    this.search = new Search({ look, signedOut, ask: (body) => this.table.desk.session.ask('/v1/till/searches', { method: 'POST', body }) });
    this.doing = new Doing(this.table, {
      look,
      signedOut,
      replace: (code, name) => this.replacement.ask(code, name),
      isFound: (code) => code === this.search.chosen,
    });
    this.looking = new Looking(this.table, this.doing, { count: (code, overReady) => this.#present(code, { sure: true, overReady }), signedOut });
    this.typed = new Typed({ present, look, refuse: () => this.table.result.notACard(say('typed_wrong')) });
    this.awake = new Awake();
    /** The last one that was held out here. */
    this.shown = '';
    this.finder = new Finder(new Camera(/** @type {HTMLVideoElement} */ (part('video'))), (code, seenAt) => this.#scanned(code, seenAt));
  }

  /** @param {any} program what the server last said about it, if it ever did */
  allow(program = {}) {
    this.table.allow(program);
    this.typed.allow(program);
    this.doing.unasked.allow(program);
  }

  async open() {
    this.measures.watch();
    void this.awake.keep();
    await this.doing.unasked.recall();
    // What waits does not wait for somebody to allow the camera.
    await Promise.all([this.finder.open(), this.operations.watch()]);
  }

  close() {
    this.awake.release();
    this.finder.close();
    this.clear();
    this.table.desk.recent.clear();
    this.operations.release();
    forgetTyped();
  }

  /** What is on the screen, or under way, is not for what comes next. */
  clear() {
    this.table.clear();
    this.search.clear();
  }

  /** @param {string} text @param {number} seenAt @returns {boolean} whether that was taken: otherwise it comes again */
  #scanned(text, seenAt) {
    // Whoever is asked who they are sees no card: what was asked for comes first, and another card after it.
    if (this.staff.isAsked) return text === this.shown;
    this.shown = text;
    this.#seen(text, seenAt);
    return true;
  }

  /** @param {string} text @param {number} seenAt */
  #seen(text, seenAt) {
    const { desk: { measures }, result, turn } = this.table;
    measures.begin(turn + 1, seenAt);
    if (isCard(text)) return this.#present(text);
    measures.end(turn + 1, {});
    signal('stop');
    return result.notACard(foreign(text));
  }

  /**
   * A card is here: it is counted now, or as soon as its amount is known.
   * @param {string} code
   * @param {{sure?: boolean, overReady?: boolean}} [pressed] somebody has looked at it before
   */
  #present(code, { sure = false, overReady = false } = {}) {
    const { basket, program } = this.table;
    const cutShort = basket.turnTo(code);
    const purchase = basket.take();
    if (purchase && (sure || !program.asks_first)) return this.doing.earn(code, purchase, overReady);
    signal('read');
    if (purchase) return this.looking.look(code, purchase);
    basket.wait(code, (bought) => this.doing.earn(code, bought, overReady), !cutShort);
    return this.looking.look(code);
  }
}
