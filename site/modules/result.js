/** What the till says about the card in front of it: seen from a metre, read out in a breath. */

import { icon, make, part } from './view.js';
import { date, say } from './words.js';

const SHOWN_MS = 90_000;
const LONG_NAME = 16;

/** @typedef {{label: string, act: () => void, plain?: boolean}} Choice */
/** @typedef {'done' | 'reward' | 'stop' | 'wait' | 'calm'} Tone */

const KINDS = {
  earn: { tone: 'done', icon: 'punch' },
  redeem: { tone: 'done', icon: 'gift' },
  reverse: { tone: 'calm', icon: 'undo' },
  look: { tone: 'calm', icon: 'card' },
};

export class Result {
  constructor() {
    this.panel = part('result');
    this.said = part('said');
    this.actions = part('actions');
    this.timer = 0;
  }

  clear() {
    clearTimeout(this.timer);
    delete this.panel.dataset.tone;
    this.said.replaceChildren();
    this.actions.replaceChildren();
  }

  busy() {
    this.#put('calm', [make('p', { class: 'result-kind' }, say('one_moment'))], []);
  }

  /** @param {any} answer @param {Choice[]} choices */
  answer(answer, choices) {
    const kind = KINDS[/** @type {keyof typeof KINDS} */ (answer.kind)];
    const won = answer.kind === 'earn' && answer.card.ready.length > 0;
    const tone = /** @type {Tone} */ (won ? 'reward' : kind.tone);
    const title = say(won ? 'kind_won' : `kind_${answer.kind}`);
    this.#put(tone, [heading(won ? 'gift' : kind.icon, title), ...card(answer)], choices);
  }

  /** A reward waits: it is offered before anything is stamped. @param {import('./api.js').Problem} problem @param {Choice[]} choices */
  offer(problem, choices) {
    this.#put('reward', [heading('gift', problem.body.title), ...card(problem.body.answer)], choices);
  }

  /**
   * It is kept, and sent again by itself.
   * @param {import('./operations.js').Kind} kind
   * @param {number} waiting
   * @param {import('./api.js').Problem} [problem] what the server said; without it, nothing came back
   */
  noted(kind, waiting, problem) {
    const why = problem?.inWords ? [problem.message] : [];
    const keys = why.length ? ['why_noted', 'why_redeem_waits'] : ['noted', 'redeem_waits'];
    const texts = [...why, say(keys[Number(kind === 'redemptions')], { n: waiting })];
    const lines = texts.map((text) => make('p', { class: 'result-text' }, text));
    this.#put('wait', [heading('clock', say('kind_noted')), ...lines], []);
  }

  /** @param {{title: string, text: string, soft?: boolean}} refusal `soft`: later it would be allowed */
  refuse({ title, text, soft = false }) {
    const texts = [heading(soft ? 'clock' : 'stop', title), make('p', { class: 'result-text' }, text)];
    this.#put(soft ? 'wait' : 'stop', texts, []);
  }

  /** @param {Tone} tone @param {Node[]} texts @param {Choice[]} choices */
  #put(tone, texts, choices) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.clear(), SHOWN_MS);
    this.panel.dataset.tone = tone;
    this.said.replaceChildren(...texts);
    this.actions.replaceChildren(...choices.map(button));
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
    make('p', { class: 'result-count' }, ...rest.map((/** @type {string} */ text) => make('span', {}, text))),
    make('p', { class: 'result-text' }, answer.say),
    ...more(answer),
    stamps(answer.card.image),
  ];
}

/** @param {any} answer */
function more({ kind, card: { birthday, last_visit_at: last } }) {
  const lines = [];
  if (birthday) lines.push(make('p', { class: 'result-more' }, icon('gift'), say('birthday')));
  if (last && kind === 'look') lines.push(make('p', { class: 'result-more' }, say('last_visit', { date: date(last) })));
  return lines;
}

/** Without network there is no picture, and nothing is missing in the words. @param {string} address */
function stamps(address) {
  const image = make('img', { class: 'result-stamps', src: address, alt: '', width: 375, height: 144 });
  image.addEventListener('error', () => image.remove());
  return image;
}

/** @param {Choice} choice */
function button({ label, act, plain = false }) {
  return make('button', { type: 'button', class: plain ? 'press press-plain' : 'press', onclick: act }, label);
}
