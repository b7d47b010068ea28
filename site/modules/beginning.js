/** The first steps of a new shop, each marked as it is done; figures come once there is something to count. */

import { joinLinks } from './members.js';
import { part } from './view.js';

/** @param {any} overview */
export function showBeginning({ tills, staff = [], members, program }) {
  const phones = tills.filter((/** @type {any} */ { role }) => role === 'till');
  const done = { till: phones.some((/** @type {any} */ { active }) => active), staff: staff.length > 0, card: members > 0 };
  part('beginning').hidden = phones.length > 0 && done.card;
  part('beginning-links').replaceChildren(...joinLinks(program));
  for (const [step, isDone] of Object.entries(done)) part(`step-${step}-done`).hidden = !isDone;
  for (const section of document.querySelectorAll('[data-once-counted]')) {
    if (section instanceof HTMLElement) section.hidden = !done.card;
  }
}
