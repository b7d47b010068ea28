/** What is worth a look: a line each, its evidence one press away, and one thing to do about it. */

import { make, part } from './view.js';
import { say } from './words.js';

/** @typedef {{ key: string, week: string, title: string, evidence: string[], advice: string }} Signal */

/** @param {any} overview */
export function showSignals({ signals = [], week }) {
  const [now, before] = ['now', 'before'].map((when) =>
    signals.filter((/** @type {Signal} */ signal) => (signal.week === week.name) === (when === 'now')),
  );
  part('signals-none').hidden = now.length > 0;
  part('signals-now').replaceChildren(...now.map(line));
  part('signals-before').hidden = before.length === 0;
  part('signals-before-title').textContent = say(before.length === 1 ? 'signal_before' : 'signals_before', { n: before.length });
  part('signals-before-list').replaceChildren(...before.map(line));
}

/** @param {Signal} signal */
function line({ title, evidence, advice }) {
  return make(
    'li',
    {},
    make(
      'details',
      {},
      make('summary', {}, make('span', {}, title), make('small', {}, evidence[0])),
      make('ul', { class: 'evidence' }, ...evidence.slice(1).map((one) => make('li', {}, one))),
      make('p', {}, advice),
    ),
  );
}
