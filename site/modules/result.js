/** What the till says about the card in front of it: seen from a metre, read out in a breath. */

import { WAITING_MS } from './basket.js';
import { card, whose } from './card-lines.js';
import { NOTHING } from './choices.js';
import { hasEarned } from './kinds.js';
import { buttons } from './presses.js';
import { icon, make, part } from './view.js';
import { say } from './words.js';

const SHOWN_MS = 90_000;

/** @typedef {import('./choices.js').Choices} Choices */
/** @typedef {import('./kinds.js').Kind} Kind */

export class Result {
  /** @param {() => void} onForgotten nobody has done anything for a while */
  constructor(onForgotten) {
    this.onForgotten = onForgotten;
    this.panel = part('result');
    this.said = part('said');
    this.actions = part('actions');
    this.timer = 0;
    this.shown = SHOWN_MS;
  }

  clear() {
    clearTimeout(this.timer);
    delete this.panel.dataset.tone;
    this.said.replaceChildren();
    this.actions.replaceChildren();
  }

  /** What stands there now. @returns {() => void} to put it back, if nothing comes of what was pressed */
  keep() {
    const { panel: { dataset: { tone } }, shown } = this;
    const [said, actions] = [this.said, this.actions].map(({ childNodes }) => [...childNodes]);
    const { activeElement: pressed } = document;
    return () => {
      if (!tone) return this.clear();
      this.#place(/** @type {import('./kinds.js').Tone} */ (tone), said, actions, shown);
      if (pressed instanceof HTMLElement && this.actions.contains(pressed)) pressed.focus({ preventScroll: true });
    };
  }

  busy(choices = NOTHING) {
    this.#put('calm', [make('p', { class: 'result-kind' }, say('one_moment'))], choices);
  }

  /** @param {any} answer @param {Kind} kind @param {Choices} choices */
  answer(answer, { tone, icon: drawn, title }, choices) {
    const won = answer.kind === 'earn' && hasEarned(answer);
    const head = won ? heading('gift', say('kind_won')) : heading(drawn, title);
    this.#put(won ? 'reward' : tone, [head, ...card(answer)], choices);
  }

  /** The card is known and its amount is not. @param {any} [answer] what the card is, once that is known */
  asks(answer, choices = NOTHING) {
    this.#put('calm', [heading('card', say('kind_read')), ...(answer ? card(answer) : [])], choices, WAITING_MS);
  }

  /** A reward waits: it is offered before anything is stamped. @param {import('./api.js').Problem} problem @param {Choices} choices */
  offer(problem, choices) {
    this.#put('reward', [heading('gift', problem.body.title), ...card(problem.body.answer)], choices);
  }

  /**
   * It is kept, and sent again by itself.
   * @param {number} waiting
   * @param {import('./api.js').Problem} [problem] what the server said; without it, nothing came back
   * @param {Choices} [choices]
   * @param {string} [more]
   */
  noted(waiting, problem, choices, more = '') {
    const texts = problem ? [problem.message, say('why_noted', { n: waiting })] : [say('noted', { n: waiting })];
    const lines = [...texts, more].filter(Boolean).map((text) => make('p', { class: 'result-text' }, text));
    this.#put('wait', [heading('clock', say('kind_noted')), ...lines], choices);
  }

  /** What was noted will not count. @param {number} waiting */
  withdrawn(waiting) {
    this.#put('calm', [heading('undo', say('kind_reverse')), make('p', { class: 'result-text' }, say('withdrawn', { n: waiting }))]);
  }

  /** Without network nothing can be said of it. @param {Choices} choices @param {boolean} counts it can be counted all the same */
  unseen(choices, counts) {
    const text = counts ? `${say('unseen')} ${say('unseen_counts')}` : say('unseen');
    this.#put('wait', [heading('clock', say('kind_look')), make('p', { class: 'result-text' }, text)], choices);
  }

  /** It is neither done nor kept. @param {import('./choices.js').Choice[]} shown @param {string} [text] */
  lost(shown, text = say('not_kept')) {
    this.#put('stop', [heading('stop', say('kind_lost')), make('p', { class: 'result-text' }, text)], { shown, drawers: [] });
  }

  /** Nobody could be asked, and the customer has it. @param {string} label @param {number} waiting */
  given(label, waiting) {
    const text = make('p', { class: 'result-text' }, say('given_text', { n: waiting }));
    this.#put('reward', [heading('gift', say('kind_given')), make('p', { class: 'result-name result-name-long' }, label), text]);
  }

  /**
   * What has words of its own, for as long as it takes.
   * @param {import('./kinds.js').Tone} tone
   * @param {{icon: string, title: string}} head
   * @param {Node[]} nodes
   * @param {Choices} choices
   */
  tell(tone, { icon: drawn, title }, nodes, choices) {
    this.#put(tone, [heading(drawn, title), ...nodes], choices, WAITING_MS);
  }

  /** @param {string} text what to do instead */
  notACard(text) {
    this.#put('stop', [heading('stop', say('not_a_card')), make('p', { class: 'result-text' }, text)]);
  }

  /**
   * The server said no, and why; without its words, something stands between us.
   * @param {import('./api.js').Problem} problem
   * @param {Choices} [choices]
   */
  refused(problem, choices) {
    const { title, detail, retry_at: later, answer } = problem.body;
    const text = make('p', { class: 'result-text' }, detail ?? say('no_network'));
    this.#put(later ? 'wait' : 'stop', [heading(later ? 'clock' : 'stop', title ?? say('kind_refused')), ...(answer ? whose(answer) : []), text], choices);
  }

  /** @param {import('./kinds.js').Tone} tone @param {Node[]} texts @param {Choices} [choices] @param {number} [shown] */
  #put(tone, texts, choices = NOTHING, shown = SHOWN_MS) {
    const pressed = this.panel.contains(document.activeElement);
    this.#place(tone, texts, buttons(choices), shown);
    // What was pressed here is gone: the answer stands in its place.
    if (pressed && !this.panel.contains(document.activeElement)) this.panel.focus({ preventScroll: true });
  }

  /** @param {import('./kinds.js').Tone} tone @param {Node[]} said @param {Node[]} actions @param {number} shown */
  #place(tone, said, actions, shown) {
    clearTimeout(this.timer);
    this.shown = shown;
    this.timer = setTimeout(() => {
      this.clear();
      this.onForgotten();
    }, shown);
    this.panel.dataset.tone = tone;
    this.said.replaceChildren(...said);
    this.actions.replaceChildren(...actions);
    this.panel.scrollIntoView({ block: 'nearest' });
  }
}

/** @param {string} name @param {string} text */
const heading = (name, text) => make('p', { class: 'result-kind' }, icon(name), text);
