/** How much has not been sent yet, since when, and why, where the server said so. */

import { part } from './view.js';
import { date, say, time } from './words.js';

const DAY_MS = 24 * 60 * 60_000;

/** The server dates nothing further back than seven days. */
const OLD_MS = 6 * DAY_MS;

/** @typedef {{body: Record<string, any>}} Waiting */

/** @param {Waiting[]} waiting @param {string} why */
export function showWaiting(waiting, why) {
  const [oldest] = waiting.map(({ body }) => body.made_at).sort();
  part('waiting').hidden = !oldest;
  part('waiting-text').textContent = oldest ? say('waiting_since', { n: waiting.length, since: since(oldest) }) : '';
  const told = [why, oldest && Date.now() - Date.parse(oldest) > OLD_MS && say('waiting_old')].filter(Boolean);
  part('why-waiting').hidden = !oldest || told.length === 0;
  part('why-waiting').textContent = told.join(' ');
}

/** The hour, or the day if that was another one. @param {string} made */
export function since(made) {
  const at = new Date(made);
  const today = at.toDateString() === new Date().toDateString();
  return today ? time(made) : date(made, { weekday: 'long', day: 'numeric', month: 'short' });
}
