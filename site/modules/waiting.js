/** How much has not been sent yet, since when, and why, where the server said so. */

import { age } from './ages.js';
import { part } from './view.js';
import { date, say, time } from './words.js';

const DAY_MS = 24 * 60 * 60_000;

/** The server dates nothing further back than seven days. */
const OLD_MS = 6 * DAY_MS;

/** @param {import('./ages.js').Made[]} waiting @param {string} why */
export function showWaiting(waiting, why) {
  const none = waiting.length === 0;
  // By the clock as it is now, which may have been put right since.
  const oldest = Math.max(0, ...waiting.map(age));
  const began = new Date(Date.now() - oldest).toISOString();
  part('waiting').hidden = none;
  part('waiting-text').textContent = none ? '' : say('waiting_since', { n: waiting.length, since: since(began) });
  const told = [why, oldest > OLD_MS && say('waiting_old')].filter(Boolean);
  part('why-waiting').hidden = none || told.length === 0;
  part('why-waiting').textContent = told.join(' ');
}

/** The hour, or the day if that was another one. @param {string} made */
export function since(made) {
  const at = new Date(made);
  const today = at.toDateString() === new Date().toDateString();
  return today ? time(made) : date(made, { weekday: 'long', day: 'numeric', month: 'short' });
}
