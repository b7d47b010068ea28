/**
 * The card in a customer's hand follows the till: while it is being looked at, it asks every few
 * seconds whether anything happened, and shows the new state. Nothing is asked in a pocket.
 */

import { Problem, ask } from './api.js';
import { page } from './memory.js';

const EVERY_MS = 4000;
const SEEN = 'card-seq';

for (const card of document.querySelectorAll('[data-module="card"]')) {
  if (card instanceof HTMLElement) follow(card);
}

for (const offered of document.querySelectorAll('[data-print]')) {
  if (offered instanceof HTMLElement) offered.hidden = false;
  offered.querySelector('button')?.addEventListener('click', () => window.print());
}

// Whoever came here to print it has pressed that already.
if (location.hash === '#print') {
  history.replaceState(null, '', location.pathname + location.search);
  addEventListener('load', () => window.print());
}

/** @param {HTMLElement} card */
function follow(card) {
  const { stateUrl = '', seq = '' } = card.dataset;
  showWhatIsNew(card, seq);
  setInterval(() => look(stateUrl, seq), EVERY_MS);
  document.addEventListener('visibilitychange', () => look(stateUrl, seq));
}

/** @param {string} url @param {string} shown the state that is on the screen */
async function look(url, shown) {
  if (document.visibilityState !== 'visible') return;
  try {
    const state = await ask(url);
    if (String(state.seq) !== shown) location.reload();
  } catch (refused) {
    // No network, or the card is gone: what is shown stays, and the next look says more.
    if (refused instanceof Problem && refused.code === 'link-replaced') location.reload();
  }
}

/** The hole is seen being punched once, on the page that comes back after the scan. */
function showWhatIsNew(/** @type {HTMLElement} */ card, /** @type {string} */ seq) {
  const before = page.recall(SEEN);
  page.remember(SEEN, seq);
  if (before === null || before === seq) return;
  const full = card.querySelectorAll('[data-state="full"]');
  full[full.length - 1]?.classList.add('just-punched');
}
