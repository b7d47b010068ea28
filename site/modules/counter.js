/** The place where cards are held out: from a code to what is done and said. */

import { Problem } from './api.js';
import { Camera } from './camera.js';
import { Finder } from './finder.js';
import { Operations } from './operations.js';
import { Recent } from './recent.js';
import { Result } from './result.js';
import { SignedOut } from './session.js';
import { signal } from './sound.js';
import { Units } from './units.js';
import { part } from './view.js';
import { say } from './words.js';

/** What our cards hold: nothing else that a camera may see is sent anywhere. */
const CARD_CODE = /^[A-Z2-7]{39}$/;

/** What people read out and type, however they group it. */
const SHORT_CODE = /^[0-9A-Z]{8}$/i;

export class Counter {
  /**
   * @param {import('./session.js').Session} session
   * @param {(why?: string) => void} onSignedOut
   */
  constructor(session, onSignedOut) {
    this.session = session;
    this.onSignedOut = onSignedOut;
    this.operations = new Operations(session, (n, why) => this.#showWaiting(n, why), (late) => this.#late(late));
    this.result = new Result();
    this.recent = new Recent();
    this.units = new Units();
    this.finder = new Finder(new Camera(/** @type {HTMLVideoElement} */ (part('video'))), (code) => this.#scanned(code));
    this.latest = 0;
    this.waiting = 0;
    this.watching = false;
    this.#listen();
  }

  /** @param {any} program what the server last said about it, if it ever did */
  allow(program) {
    this.units.allow(program?.max_units ?? 1);
  }

  async open() {
    await this.finder.open();
    if (!this.watching) await this.operations.watch();
    this.watching = true;
  }

  close() {
    this.finder.close();
    this.result.clear();
    this.recent.clear();
    this.operations.release();
  }

  #listen() {
    const form = /** @type {HTMLFormElement} */ (part('manual'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('typed'));
      const code = field.value.replace(/[\s-]/g, '');
      if (!SHORT_CODE.test(code)) {
        field.focus();
        return this.result.refuse({ title: say('not_a_card'), text: say('typed_wrong') });
      }
      const look = event.submitter?.getAttribute('value') === 'look';
      field.value = '';
      return look ? this.#look(code) : this.#earn(code);
    });
  }

  /** @param {string} text */
  #scanned(text) {
    if (CARD_CODE.test(text)) return this.#earn(text);
    signal('stop');
    return this.result.refuse({ title: say('not_a_card'), text: say('not_a_card_text') });
  }

  /** @param {string} code @param {boolean} [overReady] stamp although a reward waits */
  #earn(code, overReady = false) {
    return this.#do('earns', { code, units: this.units.take(), over_ready: overReady });
  }

  /** @param {string} code @param {string} reward */
  #redeem(code, reward) {
    return this.#do('redemptions', { code, reward });
  }

  /** @param {string} code @param {string} operation */
  #undo(code, operation) {
    this.recent.done(operation);
    return this.#do('reversals', { code, operation });
  }

  /**
   * @param {import('./operations.js').Kind} kind
   * @param {Record<string, any>} body
   */
  async #do(kind, body) {
    const turn = this.#takeTurn();
    const outcome = await this.operations.carryOut(kind, body);
    this.#tell(outcome, turn === this.latest);
  }

  /** @param {string} code */
  async #look(code) {
    const turn = this.#takeTurn();
    try {
      const answer = await this.session.ask(`/v1/till/cards/${encodeURIComponent(code)}`);
      if (turn === this.latest) this.result.answer(answer, this.#choices(code, answer));
    } catch (error) {
      if (error instanceof SignedOut) return this.onSignedOut(say('signed_out'));
      const { title, detail } = error instanceof Problem ? error.body : {};
      if (turn === this.latest) this.result.refuse({ title: title ?? say('not_seen'), text: detail ?? say('no_network') });
    }
    return undefined;
  }

  #takeTurn() {
    this.result.busy();
    this.latest += 1;
    return this.latest;
  }

  /** @param {import('./operations.js').Outcome} outcome @param {boolean} onScreen still what the staff waits for */
  #tell(outcome, onScreen) {
    if (outcome.signedOut) return this.onSignedOut(say('signed_out'));
    const { operation, answer, problem } = outcome;
    const code = operation.body.code;
    const undo = (/** @type {string} */ id) => this.#undo(code, id);
    if (answer) this.recent.answered(answer, undo);
    else if (problem?.final && !onScreen) this.recent.refused(problem);
    if (onScreen) this.#showOutcome(outcome);
    return undefined;
  }

  /** @param {import('./operations.js').Outcome} outcome */
  #showOutcome({ operation, answer, problem }) {
    const code = operation.body.code;
    if (answer) {
      signal(answer.card.ready.length ? 'reward' : 'done');
      return this.result.answer(answer, this.#choices(code, answer));
    }
    signal('stop');
    if (!problem?.final) return this.result.noted(operation.kind, this.waiting, problem);
    if (problem.code === 'reward-ready' && problem.body.answer) {
      return this.result.offer(problem, this.#choices(code, problem.body.answer, true));
    }
    return this.result.refuse({ title: problem.body.title, text: problem.message, soft: Boolean(problem.body.retry_at) });
  }

  /**
   * What can be pressed under an answer.
   * @param {string} code
   * @param {any} answer
   * @param {boolean} [refused] nothing was stamped: it can be, all the same
   * @returns {import('./result.js').Choice[]}
   */
  #choices(code, answer, refused = false) {
    const gifts = answer.card.ready.map((/** @type {any} */ gift) => ({
      label: gift.offer,
      act: () => this.#redeem(code, gift.reward),
    }));
    if (answer.undo_until) {
      return [...gifts, { label: say('undo'), plain: true, act: () => this.#undo(code, answer.operation) }];
    }
    if (refused) return [...gifts, { label: say('stamp_anyway'), plain: true, act: () => this.#earn(code, true) }];
    return gifts;
  }

  /** @param {import('./operations.js').Outcome} outcome */
  #late(outcome) {
    this.#tell(outcome, false);
    if (outcome.problem) signal('stop');
  }

  /** @param {number} waiting @param {string} [why] */
  #showWaiting(waiting, why = '') {
    this.waiting = waiting;
    part('waiting').hidden = waiting === 0;
    part('waiting-text').textContent = say(waiting === 1 ? 'one_waiting' : 'waiting', { n: waiting });
    part('why-waiting').hidden = waiting === 0 || why === '';
    part('why-waiting').textContent = why;
  }
}
