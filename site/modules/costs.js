/** What the program costs: planned beside counted, and what could be done better. */

import { make, part } from './view.js';
import { say } from './words.js';

/** @param {{lines: any[], advice: any[]}} costs */
export function showCosts({ lines, advice }) {
  part('costs-rows').replaceChildren(...lines.map(row));
  part('advice').hidden = advice.length === 0;
  part('advice-title').textContent = say(advice.length === 1 ? 'one_advice' : 'advice', { n: advice.length });
  part('advice-list').replaceChildren(...advice.flatMap(piece));
}

/** @param {any} line */
function row({ label, note, planned, counted }) {
  return make(
    'tr',
    {},
    make('td', {}, label, note && make('span', { class: 'note' }, note)),
    make('td', { class: 'number' }, planned),
    make('td', { class: 'number' }, counted),
  );
}

/** @param {any} mistake */
function piece({ what, figure, cure }) {
  return [make('dt', {}, what), make('dd', {}, figure), make('dd', { class: 'cure' }, cure)];
}
