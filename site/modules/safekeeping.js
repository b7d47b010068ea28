/**
 * Keeping where a phone may refuse: its memory is full, the window is a private one, or its store
 * cannot be opened. Whoever asks goes on without, and the page is told for as long as it lasts.
 */

import { all, find, forget, keep } from './store.js';

/** @type {(works: boolean) => void} */
let told = () => {};
let works = true;

/** @param {(works: boolean) => void} tell at each change */
export function watchKeeping(tell) {
  told = tell;
  told(works);
  // Safari and Chrome clear what nobody asked to keep; asking costs no question there.
  navigator.storage?.persist?.().catch(() => {});
}

/** @param {string} room @param {{id: string}} record @returns {Promise<boolean>} whether it will be there after a reload */
export async function tryKeep(room, record) {
  const kept = await attempt(async () => (await keep(room, record), true), false);
  if (kept) note(true);
  return kept;
}

/** @param {string} room @param {string} id @param {any} [otherwise] where nothing can be read */
export const tryFind = (room, id, otherwise) => attempt(() => find(room, id), otherwise);

/** @param {string} room @returns {Promise<any[]>} */
export const tryAll = (room) => attempt(() => all(room), []);

/** @param {string} room @param {string} id */
export const tryForget = (room, id) => attempt(() => forget(room, id), undefined);

/**
 * @template T
 * @param {() => Promise<T>} act
 * @param {T} otherwise
 */
async function attempt(act, otherwise) {
  try {
    return await act();
  } catch {
    note(false);
    return otherwise;
  }
}

/** @param {boolean} now */
function note(now) {
  if (now === works) return;
  works = now;
  told(works);
}
