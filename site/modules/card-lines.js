/** What an answer says of the card, line by line. */

import { icon, make } from './view.js';
import { ago, daysAgo, say } from './words.js';

const LONG_NAME = 16;

/** @param {any} answer @returns {Node[]} the name first, the drawing last */
export function card(answer) {
  return [
    ...whose(answer),
    make('p', { class: 'result-text' }, answer.say),
    ...advantages(answer.card.advantages),
    ...more(answer),
    drawing(answer.card.image),
  ];
}

/** The name, and how it stands. @param {any} answer */
export function whose({ headline }) {
  const [first, ...rest] = headline.split(' · ');
  return [
    make('p', { class: first.length > LONG_NAME ? 'result-name result-name-long' : 'result-name' }, first),
    make('p', { class: 'result-count' }, rest.map(unbroken).join(' ')),
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
function more({ kind, happened_at: at, card: { birthday, last_visit_at: last } }) {
  const lines = [];
  const now = new Date(at ?? Date.now());
  // After it is counted, what to say says so.
  if (birthday && kind === 'look') lines.push(make('p', { class: 'result-more' }, icon('gift'), say('birthday')));
  if (last && (kind === 'look' || daysAgo(last, now) > 0)) lines.push(make('p', { class: 'result-more' }, say('last_visit', { when: ago(last, now) })));
  return lines;
}

/** Without network there is no picture, and nothing is missing in the words. @param {string} address */
function drawing(address) {
  const image = make('img', { class: 'result-stamps', src: address, alt: '', width: 375, height: 144 });
  image.addEventListener('error', () => image.remove());
  return image;
}
