/** Which phones' wallets can hold the card, and how many cards wait to be told of a change. */

import { make, part } from './view.js';
import { say } from './words.js';

/** @param {any} overview */
export function showWallets({ wallets, waiting }) {
  const lines = wallets.map((/** @type {any} */ { state, text, warning }) =>
    make('li', {}, make('p', {}, text), make('span', { class: `state state-${state}` }, say(`wallet_${state}`)), ...soon(warning)),
  );
  if (waiting > 0) lines.push(make('li', {}, make('p', {}, say(waiting === 1 ? 'one_update' : 'updates', { n: waiting }))));
  part('wallets').replaceChildren(...lines);
}

/**
 * What will end unless it is renewed, in the colour of what waits.
 * @param {string | null} [warning]
 */
function soon(warning) {
  return warning ? [make('p', { class: 'waiting' }, warning)] : [];
}
