/** Which phones' wallets can hold the card, what is wrong with them, and how many cards wait. */

import { make, part } from './view.js';
import { say } from './words.js';

/** @param {any} overview */
export function showWallets({ wallets, troubles, waiting }) {
  part('wallets-over').replaceChildren(...told(troubles, true));
  part('wallets-soon').replaceChildren(...told(troubles, false));
  const lines = wallets.map((/** @type {any} */ { state, text }) =>
    make('li', {}, make('p', {}, text), make('span', { class: `state state-${state}` }, say(`wallet_${state}`))),
  );
  if (waiting > 0) lines.push(make('li', {}, make('p', {}, say(waiting === 1 ? 'one_update' : 'updates', { n: waiting }))));
  part('wallets').replaceChildren(...lines);
}

/**
 * What no longer works, in the colour of trouble; or what will not for long, in that of what waits.
 * @param {{text: string, is_over: boolean}[]} troubles
 * @param {boolean} isOver
 */
function told(troubles, isOver) {
  const found = troubles.filter((one) => one.is_over === isOver);
  return found.map(({ text }) => make('p', { class: isOver ? 'trouble' : 'waiting' }, text));
}
