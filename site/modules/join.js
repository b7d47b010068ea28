/**
 * Taking a card without leaving the page until there is one. Without this module the same form
 * posts to the same address and gets the same card.
 */

import { NoAnswer, Problem, ask } from './api.js';
import { fieldErrors, showErrors } from './error-summary.js';
import { newId } from './identifiers.js';
import { say } from './words.js';

/** @typedef {import('./error-summary.js').FieldError} FieldError */

for (const form of document.querySelectorAll('form[data-module="join"]')) {
  if (form instanceof HTMLFormElement) enhance(form);
}

/** @param {HTMLFormElement} form */
function enhance(form) {
  const summary = /** @type {HTMLElement} */ (document.querySelector('[data-summary]'));
  const button = /** @type {HTMLElement} */ (form.querySelector('[data-send]'));
  const label = button.textContent ?? '';
  // One key for this page, kept when sending again: a reply that got lost must not make two cards.
  const key = newId();
  let busy = false;

  keepInvitation(form);
  form.noValidate = true;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (busy) return;
    const missing = whatIsMissing(form);
    if (missing.length) {
      showErrors(form, summary, missing);
      return;
    }
    busy = setBusy(button, say('sending'));
    const errors = await send(form, key);
    if (!errors) return;
    busy = setFree(button, label);
    showErrors(form, summary, errors);
  });
  // Coming back with the browser's button shows the page as it was left: pressed.
  addEventListener('pageshow', () => (busy = setFree(button, label)));
}

/** An invitation goes along to the page in another language. @param {HTMLFormElement} form */
function keepInvitation(form) {
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('invitation'));
  field.value ||= new URLSearchParams(location.hash.slice(1)).get('invitation') ?? '';
  if (!field.value) return;
  /** @type {HTMLElement} */ (document.querySelector('[data-invited]')).hidden = false;
  for (const link of document.querySelectorAll('a[hreflang]')) {
    if (link instanceof HTMLAnchorElement) link.hash = `invitation=${encodeURIComponent(field.value)}`;
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {string} key
 * @returns {Promise<FieldError[] | null>} null when there is a card and the browser is on its way
 */
async function send(form, key) {
  try {
    const made = await ask(form.action, { method: 'POST', body: answers(form), key });
    location.assign(made.card_url);
    return null;
  } catch (error) {
    if (error instanceof NoAnswer) return [{ field: '', text: say('no_network') }];
    if (error instanceof Problem) return fieldErrors(error);
    throw error;
  }
}

/** @param {HTMLFormElement} form */
function answers(form) {
  const data = new FormData(form);
  const day = Number(data.get('birthday_day'));
  const month = Number(data.get('birthday_month'));
  const digits = String(data.get('phone_last4')).trim();
  const invitation = String(data.get('invitation'));
  return {
    first_name: String(data.get('first_name')).trim(),
    language: data.get('language'),
    accepts_terms: data.has('accepts_terms'),
    accepts_messages: data.has('accepts_messages'),
    ...(day && month && { birthday_day: day, birthday_month: month }),
    ...(digits && { phone_last4: digits }),
    ...(invitation && { invitation }),
  };
}

/**
 * @param {HTMLFormElement} form
 * @returns {FieldError[]}
 */
function whatIsMissing(form) {
  const data = new FormData(form);
  const errors = [];
  if (!String(data.get('first_name')).trim()) {
    errors.push({ field: 'first_name', text: say('first_name_missing') });
  }
  if (!data.get('birthday_day') !== !data.get('birthday_month')) {
    const empty = data.get('birthday_day') ? 'birthday_month' : 'birthday_day';
    errors.push({ field: empty, text: say('birthday_half') });
  }
  if (!/^\p{Nd}{0}$|^\p{Nd}{4}$/u.test(String(data.get('phone_last4')).trim())) {
    errors.push({ field: 'phone_last4', text: say('phone_last4_wrong') });
  }
  if (!data.has('accepts_terms')) errors.push({ field: 'accepts_terms', text: say('terms_missing') });
  return errors;
}

/** @param {HTMLElement} button @param {string} text */
function setBusy(button, text) {
  button.setAttribute('aria-disabled', 'true');
  button.textContent = text;
  return true;
}

/** @param {HTMLElement} button @param {string} text */
function setFree(button, text) {
  button.removeAttribute('aria-disabled');
  button.textContent = text;
  return false;
}
