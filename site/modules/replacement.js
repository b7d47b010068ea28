/**
 * A lost phone: its card is replaced by a new one, on which is what was on the old one. It does not
 * wait in the queue, for the customer stands here to take the new card along; trying again is the same
 * operation, so that nothing is replaced twice.
 */

import { signal } from './sound.js';
import { make } from './view.js';
import { say } from './words.js';

/** @typedef {import('./operations.js').Outcome} Outcome */
/**
 * @typedef {object} Acts
 * @property {(code: string) => void} look
 * @property {() => void} signedOut
 */

export class Replacement {
  /** @param {import('./table.js').Table} table @param {Acts} acts */
  constructor(table, acts) {
    this.table = table;
    this.acts = acts;
  }

  /** Say what will happen, before it does. @param {string} code @param {string} name */
  ask(code, name) {
    this.#turn();
    const begin = () => this.table.desk.operations.carryOut('replacements', { code });
    const send = { label: say('replace_send'), act: () => this.#send(name, begin) };
    const back = { label: say('replace_back'), plain: true, act: () => this.acts.look(code) };
    this.#tell('calm', say('replace_title'), [person(name), text(say('replace_why'))], [send, back]);
  }

  /** @param {string} name @param {() => Promise<Outcome>} begin */
  async #send(name, begin) {
    const { table } = this;
    const { recent } = table.desk;
    const turn = this.#turn();
    const putBack = table.result.keep();
    const coming = begin();
    table.result.busy();
    const outcome = await coming;
    if (outcome.leftAlone) return turn === table.turn && putBack();
    if (outcome.signedOut) return this.acts.signedOut();
    signal(outcome.answer ? 'done' : 'stop');
    const onScreen = turn === table.turn;
    this.#note(name, outcome, recent, onScreen);
    return onScreen && this.#show(name, outcome);
  }

  /** Whoever comes next may take the screen: the new card stays within reach. @param {string} name @param {Outcome} outcome @param {import('./recent.js').Recent} recent @param {boolean} onScreen */
  #note(name, outcome, recent, onScreen) {
    const { operation: { id }, answer, problem } = outcome;
    const open = () => {
      this.#turn();
      this.#show(name, outcome);
    };
    recent.drop(id);
    if (answer) recent.opens(id, say('replaced_line', { name }), 'replace', open);
    else if (!problem?.final) recent.opens(id, say('replace_unanswered', { name }), '', open);
    else if (!onScreen) recent.refused(problem, outcome.operation);
  }

  /** @param {string} name @param {Outcome} outcome */
  #show(name, outcome) {
    if (outcome.answer) this.#done(outcome.answer);
    else this.#failed(name, outcome);
  }

  /** @param {{first_name: string, card_url: string, qr: string, short_code: string}} answer */
  #done({ first_name: name, card_url: href, qr, short_code: short }) {
    const picture = make('img', { class: 'replaced-qr', src: qr, alt: say('replaced_qr'), width: 240, height: 240 });
    const code = make('p', { class: 'replaced-code' }, `${say('replaced_code')} `, make('strong', {}, grouped(short)));
    const nodes = [person(name), text(say('replaced_scan')), make('div', { class: 'replaced-paper' }, picture), code];
    this.#tell('done', say('replaced'), nodes, [{ label: say('replaced_print'), plain: true, href: `${href}#print`, act: () => {} }]);
  }

  /** @param {string} name @param {Outcome} outcome */
  #failed(name, { operation, problem }) {
    const look = { label: say('look_again'), plain: true, act: () => this.acts.look(operation.body.code) };
    if (problem?.final) return this.table.result.refused(problem, { shown: [look], drawers: [] });
    const why = problem?.message ?? say('replace_offline');
    const begin = () => this.table.desk.operations.again(operation);
    const again = { label: say('replace_again'), act: () => this.#send(name, begin) };
    return this.#tell('wait', say('replace_title'), [text(why)], [again, look]);
  }

  /** What was rung up for another card is not for this. */
  #turn() {
    this.table.basket.turnTo();
    return this.table.takeTurn();
  }

  /** @param {import('./kinds.js').Tone} tone @param {string} title @param {Node[]} nodes @param {import('./choices.js').Choice[]} shown */
  #tell(tone, title, nodes, shown) {
    this.table.result.tell(tone, { icon: tone === 'wait' ? 'clock' : 'card', title }, nodes, { shown, drawers: [] });
  }
}

/** @param {string} name */
const person = (name) => make('p', { class: 'result-name result-name-long' }, name);

/** @param {string} words */
const text = (words) => make('p', { class: 'result-text' }, words);

/** As it stands on the card. @param {string} code */
const grouped = (code) => code.replace(/^(\w{4})(\w{4})$/, '$1-$2');
