/** Choices as things to press. */

import { make } from './view.js';
import { say } from './words.js';

/** @typedef {import('./choices.js').Choice} Choice */

/** @param {import('./choices.js').Choices} choices */
export function buttons({ shown, drawers }) {
  return [...shown.map(press), ...drawers.map(drawer)];
}

/** @param {Choice} choice */
function press(choice) {
  if (choice.asks) return asking(choice, choice.asks);
  const { label, act, plain = false, href } = choice;
  const looks = plain ? 'press press-plain' : 'press';
  if (href) return make('a', { class: looks, href, target: '_blank', rel: 'noopener' }, label);
  return make('button', { type: 'button', class: looks, onclick: () => act('') }, label);
}

/** With a code to type first. @param {Choice} choice @param {string} asks */
function asking({ label, act }, asks) {
  const looks = { type: 'text', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', maxlength: 60, required: true };
  const field = /** @type {HTMLInputElement} */ (make('input', looks));
  const give = (/** @type {Event} */ event) => {
    event.preventDefault();
    act(field.value.trim());
  };
  const row = make('div', { class: 'asking-row' }, field, make('button', { type: 'submit', class: 'press press-plain' }, say('give')));
  return make('form', { class: 'asking', onsubmit: give }, make('label', {}, `${label} · ${asks}`, row));
}

/** @param {import('./choices.js').Drawer} drawer */
function drawer({ title, choices, open = false }) {
  return make('details', { class: 'drawer', open }, make('summary', {}, title), make('div', {}, ...choices.map(press)));
}
