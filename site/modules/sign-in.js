/**
 * Pairing: eight characters, typed or brought by the address after `#code=`, where no server and
 * no log sees them. They work once.
 */

import { NoAnswer, Problem } from './api.js';
import { fieldErrors, showErrors } from './error-summary.js';
import { part } from './view.js';
import { say } from './words.js';

/**
 * @param {import('./session.js').Session} session
 * @param {() => void} onDone
 */
export function signIn(session, onDone) {
  const form = /** @type {HTMLFormElement} */ (part('sign-in'));
  const summary = part('summary');
  let busy = false;
  takeCodeFromAddress(form);
  addEventListener('hashchange', () => takeCodeFromAddress(form));
  form.noValidate = true;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    const errors = await start(session, form);
    busy = false;
    showErrors(form, summary, errors);
    if (!errors.length) onDone();
  });
}

/** @param {HTMLFormElement} form */
function takeCodeFromAddress(form) {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (!code) return;
  /** @type {HTMLInputElement} */ (form.elements.namedItem('code')).value = code;
  for (const link of document.querySelectorAll('a[hreflang]')) {
    if (link instanceof HTMLAnchorElement) link.hash = location.hash;
  }
  history.replaceState(null, '', location.pathname);
}

/**
 * @param {import('./session.js').Session} session
 * @param {HTMLFormElement} form
 * @returns {Promise<import('./error-summary.js').FieldError[]>}
 */
async function start(session, form) {
  const answers = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
  const empty = Object.keys(answers).filter((name) => !answers[name]);
  if (empty.length) return empty.map((field) => ({ field, text: say(`${field}_missing`) }));
  try {
    await session.start(answers);
    return [];
  } catch (error) {
    if (error instanceof NoAnswer) return [{ field: '', text: say('no_network') }];
    if (error instanceof Problem) return fieldErrors(error, 'code');
    throw error;
  }
}
