/** Goods that come back, once it is too late to undo: all of it, unless somebody says how much. */

import { minorOf } from './money.js';
import { make } from './view.js';
import { say } from './words.js';

/**
 * @param {import('./recent.js').Line} line
 * @param {number} decimals of the program's currency
 * @param {(part: {units?: number, amount_minor?: number}) => void} act
 */
export function returning(line, decimals, act) {
  const asks = line.kind === 'earn' && (line.amount || (line.units ?? 1) > 1);
  const field = /** @type {HTMLInputElement} */ (make('input', { type: 'text', inputmode: line.amount ? 'decimal' : 'numeric', autocomplete: 'off', maxlength: 12 }));
  const wrong = make('span', { class: 'field-error', role: 'alert' });
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    const given = part(line, field.value.trim(), decimals);
    wrong.textContent = given ? '' : say('return_wrong');
    if (given) act(given);
    else field.focus();
  };
  const label = asks && make('label', {}, say(line.amount ? 'return_amount' : 'return_units'), field);
  const button = make('button', { type: 'submit', class: 'small-press' }, say('return_send'));
  const form = make('form', { onsubmit: send }, wrong, label, button);
  return make('details', { class: 'returning' }, make('summary', { class: 'small-press' }, say('return')), form);
}

/** @param {import('./recent.js').Line} line @param {string} text @param {number} decimals */
function part({ amount, units = 1 }, text, decimals) {
  if (text === '') return {};
  const value = minorOf(text, amount ? decimals : 0);
  if (!value || (!amount && value > units)) return null;
  return amount ? { amount_minor: value } : { units: value };
}
