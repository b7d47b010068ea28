/** The place where cards are held out: from a code to what is done and said. */

import { Problem } from './api.js';
import { Basket } from './basket.js';
import { Camera } from './camera.js';
import { choicesOf, lookAgain } from './choices.js';
import { Finder } from './finder.js';
import { hasEarned, kindOf } from './kinds.js';
import { Operations } from './operations.js';
import { Recent } from './recent.js';
import { Result } from './result.js';
import { SignedOut } from './session.js';
import { signal } from './sound.js';
import { isCard, Typed } from './typed.js';
import { part } from './view.js';
import { showWaiting } from './waiting.js';
import { say } from './words.js';

/** @typedef {import('./basket.js').Purchase} Purchase */

export class Counter {
  /**
   * @param {import('./session.js').Session} session
   * @param {(why?: string) => void} onSignedOut
   */
  constructor(session, onSignedOut) {
    this.session = session;
    this.onSignedOut = onSignedOut;
    this.operations = new Operations(session, showWaiting, (late) => this.#late(late));
    this.basket = new Basket();
    this.result = new Result(() => this.basket.turnTo());
    this.recent = new Recent({
      undo: ({ code = '', id }) => this.#takeBack('reversals', code, id),
      takeBack: ({ code = '', id }, some) => this.#takeBack('refunds', code, id, some),
    });
    this.finder = new Finder(new Camera(/** @type {HTMLVideoElement} */ (part('video'))), (code) => this.#scanned(code));
    this.typed = new Typed({
      present: (code) => this.#present(code),
      look: (code) => this.#look(code),
      refuse: () => this.result.notACard(say('typed_wrong')),
    });
    /** @type {any} */
    this.program = {};
    this.latest = 0;
  }

  /** @param {any} program what the server last said about it, if it ever did */
  allow(program) {
    this.program = program ?? {};
    this.basket.allow(this.program);
    this.typed.allow(this.program);
    this.recent.allow(this.program);
  }

  async open() {
    await this.finder.open();
    await this.operations.watch();
  }

  close() {
    this.finder.close();
    this.result.clear();
    this.basket.turnTo();
    this.recent.clear();
    this.operations.release();
  }

  /** @param {string} text */
  #scanned(text) {
    if (isCard(text)) return this.#present(text);
    signal('stop');
    return this.result.notACard(say('not_a_card_text'));
  }

  /** A card is here: it is counted now, or as soon as its amount is known. @param {string} code */
  #present(code) {
    const cutShort = this.basket.turnTo(code);
    const purchase = this.basket.take();
    if (purchase) return this.#earn(code, purchase);
    signal('read');
    this.basket.wait(code, (bought) => this.#earn(code, bought), !cutShort);
    return this.#look(code);
  }

  /** @param {string} code @param {Purchase} purchase @param {boolean} [overReady] stamp although a reward waits */
  #earn(code, { units, amount_minor, parts }, overReady = false) {
    this.basket.turnTo();
    return this.#do('earns', { code, units, amount_minor, parts, over_ready: overReady });
  }

  /** @param {string} code @param {string} reward @param {boolean} donate @param {Purchase} purchase with which it is used */
  #redeem(code, reward, donate, purchase) {
    const spent = this.basket.spent();
    if (!spent) return undefined;
    const amount = spent.amount_minor ?? purchase.amount_minor;
    return this.#do('redemptions', { code, reward, amount_minor: amount, donate: donate || undefined });
  }

  /** @param {'reversals' | 'refunds'} kind @param {string} code @param {string} operation @param {object} [some] of it */
  #takeBack(kind, code, operation, some = {}) {
    this.recent.done(operation);
    return this.#do(kind, { code, operation, ...some });
  }

  /**
   * @param {import('./operations.js').Kind} kind
   * @param {Record<string, any>} body
   */
  async #do(kind, body) {
    const turn = this.#takeTurn();
    this.result.busy();
    const outcome = await this.operations.carryOut(kind, body);
    this.#tell(outcome, turn === this.latest);
  }

  /** What the card is; while its amount is awaited, its name and its rewards are there already. @param {string} code */
  async #look(code) {
    const turn = this.#takeTurn();
    this.basket.turnTo(code);
    const awaited = this.basket.waiting !== null;
    if (awaited) this.result.asks();
    else this.result.busy();
    try {
      const answer = await this.session.ask(`/v1/till/cards/${encodeURIComponent(code)}`);
      if (turn !== this.latest) return undefined;
      const choices = this.#choices(code, answer);
      return awaited ? this.result.asks(answer, choices) : this.result.answer(answer, this.#kind(answer), choices);
    } catch (error) {
      if (error instanceof SignedOut) return this.onSignedOut(say('signed_out'));
      const refused = error instanceof Problem ? error : undefined;
      // Without network the card waits all the same: what it is will be known when it is counted.
      if (turn !== this.latest || (awaited && !refused?.final)) return undefined;
      this.basket.turnTo();
      return this.result.refused(refused);
    }
  }

  #takeTurn() {
    return (this.latest += 1);
  }

  /** @param {any} answer @param {Record<string, any>} [asked] */
  #kind(answer, asked = {}) {
    return kindOf(answer, asked, this.program.model === 'stamps');
  }

  /** @param {import('./operations.js').Outcome} outcome @param {boolean} onScreen still what the staff waits for */
  #tell(outcome, onScreen) {
    if (outcome.signedOut) return this.onSignedOut(say('signed_out'));
    const { operation: { body, kind }, answer, problem } = outcome;
    if (answer) this.recent.answered(answer, body, this.#kind(answer, body).title);
    else if (problem?.final && !onScreen) this.recent.refused(problem);
    if (problem?.final && body.operation) this.recent.reopen(body.operation);
    if (!problem?.final && kind === 'redemptions') this.basket.settle();
    if (onScreen) this.#showOutcome(outcome);
    return undefined;
  }

  /** @param {import('./operations.js').Outcome} outcome */
  #showOutcome({ operation, answer, problem }) {
    const { kind, body } = operation;
    if (answer) {
      signal(hasEarned(answer) ? 'reward' : 'done');
      return this.result.answer(answer, this.#kind(answer, body), this.#choices(body.code, answer, body));
    }
    signal('stop');
    if (!problem?.final) return this.result.noted(kind, this.operations.waiting, problem);
    // What was typed since then is for the next card.
    if (kind === 'earns' && this.basket.amount.isEmpty) this.basket.keep(body, problem.code, (bought) => this.#earn(body.code, bought, body.over_ready));
    if (kind === 'redemptions') this.basket.keep(body, problem.code, ({ amount_minor }) => this.#do(kind, { ...body, amount_minor }));
    if (problem.code === 'reward-ready' && problem.body.answer) {
      return this.result.offer(problem, this.#choices(body.code, problem.body.answer, body, true));
    }
    return this.result.refused(problem, kind === 'earns' ? undefined : lookAgain(() => this.#look(body.code)));
  }

  /**
   * What can be pressed under an answer.
   * @param {string} code
   * @param {any} answer
   * @param {Purchase} [purchase] what was, or would be, counted
   * @param {boolean} [refused] nothing was stamped: it can be, all the same
   */
  #choices(code, answer, purchase = {}, refused = false) {
    return choicesOf(answer, this.program, {
      redeem: (reward, donate) => this.#redeem(code, reward, donate, purchase),
      grant: (what, told) => this.#do('grants', { code, what, told: told || undefined }),
      undo: answer.undo_until ? () => this.#takeBack('reversals', code, answer.operation) : undefined,
      anyway: refused ? () => this.#earn(code, purchase, true) : undefined,
    });
  }

  /** @param {import('./operations.js').Outcome} outcome */
  #late(outcome) {
    this.#tell(outcome, false);
    if (outcome.problem) signal('stop');
  }
}
