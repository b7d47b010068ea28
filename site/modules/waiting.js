/** How much has not been sent yet, and why, where the server said so. */

import { part } from './view.js';
import { say } from './words.js';

/** @param {number} waiting @param {string} why */
export function showWaiting(waiting, why) {
  part('waiting').hidden = waiting === 0;
  part('waiting-text').textContent = say(waiting === 1 ? 'one_waiting' : 'waiting', { n: waiting });
  part('why-waiting').hidden = waiting === 0 || why === '';
  part('why-waiting').textContent = why;
}
