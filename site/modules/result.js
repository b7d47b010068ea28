/** What the till says about the card in front of it: seen from a metre, read out in a breath. */

import { NOTHING } from './choices.js';
import { hasEarned } from './kinds.js';
import { buttons } from './presses.js';
import { icon, make, part } from './view.js';
import { date, say } from './words.js';

const SHOWN_MS = 90_000;

/** A card that waits for its amount: as long as it takes to ring things up. */
const WAITING_MS = 300_000;
const LONG_NAME = 16;

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
   * @param {import('./operations.js').Kind} kind
   * @param {number} waiting
   * @param {import('./api.js').Problem} [problem] what the server said; without it, nothing came back
   * @param {Choices} [choices]
   */
  noted(kind, waiting, problem, choices) {
    const why = problem?.inWords ? [problem.message] : [];
    const keys = why.length ? ['why_noted', 'why_redeem_waits'] : ['noted', 'redeem_waits'];
    const texts = [...why, say(keys[Number(kind === 'redemptions')], { n: waiting })];
    const lines = texts.map((text) => make('p', { class: 'result-text' }, text));
    this.#put('wait', [heading('clock', say('kind_noted')), ...lines], choices);
  }

  /** Without network nothing can be said of it. @param {Choices} choices @param {boolean} counts it can be counted all the same */
  unseen(choices, counts) {
    const text = counts ? `${say('unseen')} ${say('unseen_counts')}` : say('unseen');
    this.#put('wait', [heading('clock', say('kind_look')), make('p', { class: 'result-text' }, text)], choices);
  }

  /** It is neither done nor kept. @param {import('./choices.js').Choice[]} shown */
  lost(shown) {
    this.#put('stop', [heading('stop', say('kind_lost')), make('p', { class: 'result-text' }, say('not_kept'))], { shown, drawers: [] });
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
    const { title, detail, retry_at: later } = problem.body;
    const text = make('p', { class: 'result-text' }, detail ?? say('no_network'));
    this.#put(later ? 'wait' : 'stop', [heading(later ? 'clock' : 'stop', title ?? say('kind_refused')), text], choices);
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

/** @param {any} answer */
function card(answer) {
  const [first, ...rest] = answer.headline.split(' · ');
  return [
    make('p', { class: first.length > LONG_NAME ? 'result-name result-name-long' : 'result-name' }, first),
    make('p', { class: 'result-count' }, rest.map(unbroken).join(' ')),
    make('p', { class: 'result-text' }, answer.say),
    ...advantages(answer.card.advantages),
    ...more(answer),
    drawing(answer.card.image),
  ];
}

/** Short words stay together, with their dot. @param {string} text @param {number} at @param {string[]} all */
function unbroken(text, at, all) {
  const words = text.length > LONG_NAME ? text : text.replaceAll(' ', '\u00a0');
  return at < all.length - 1 ? `${words}\u00a0·` : words;
}

/** What has to be taken off, or given, before the customer pays. @param {string[]} texts */
function advantages(texts) {
  if (!texts.length) return [];
  const lines = texts.map((text) => make('li', {}, text));
  return [make('div', { class: 'advantages' }, make('p', {}, say('apply')), make('ul', {}, ...lines))];
}

/** @param {any} answer */
function more({ kind, card: { birthday, last_visit_at: last } }) {
  const lines = [];
  if (birthday) lines.push(make('p', { class: 'result-more' }, icon('gift'), say('birthday')));
  if (last && kind === 'look') lines.push(make('p', { class: 'result-more' }, say('last_visit', { date: date(last) })));
  return lines;
}

/** Without network there is no picture, and nothing is missing in the words. @param {string} address */
function drawing(address) {
  const image = make('img', { class: 'result-stamps', src: address, alt: '', width: 375, height: 144 });
  image.addEventListener('error', () => image.remove());
  return image;
}
