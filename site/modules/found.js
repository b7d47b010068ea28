/** One of the cards that a search found: enough to tell two of a name apart, and nothing more. */

import { make } from './view.js';
import { date, locale, say } from './words.js';

const DAY_MS = 86_400_000;

/**
 * @param {any} card
 * @param {(code: string) => void} look
 */
export function found({ code, first_name: name, balance, last_visit_at: last, joined_at: joined }, look) {
  const visited = last ? say('found_last', { when: day(last) }) : say('found_never');
  const words = [make('span', { class: 'found-name' }, name), line(`${asWord(balance.label)} ${balance.text} · ${visited}`), line(since(joined))];
  return make('li', {}, make('button', { type: 'button', class: 'found', onclick: () => look(code) }, ...words));
}

/** @param {string} text */
const line = (text) => make('span', { class: 'found-line' }, text);

/** @param {string} joined */
const since = (joined) => say('found_since', { date: date(joined, withYear(joined)) });

/** As it stands over the balance on the card, in small letters. @param {string} label */
const asWord = (label) => label.charAt(0) + label.slice(1).toLocaleLowerCase(locale);

/** "yesterday", or the day. @param {string} instant */
function day(instant) {
  const ago = Math.round((midnight(new Date()) - midnight(new Date(instant))) / DAY_MS);
  const near = ago === 0 || ago === 1;
  return near ? new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-ago, 'day') : date(instant, withYear(instant));
}

/** The year says something only of another one. @param {string} instant @returns {Intl.DateTimeFormatOptions} */
function withYear(instant) {
  const same = new Date(instant).getFullYear() === new Date().getFullYear();
  return { day: 'numeric', month: 'long', ...(!same && { year: 'numeric' }) };
}

/** @param {Date} at */
const midnight = (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
