/** Which card is a member of staff's own: a form under their name, with what is wrong beside the field. */

import { Problem } from './api.js';
import { make } from './view.js';
import { say } from './words.js';

const CARD_CODE = /^[0-9A-Z]{8}$/i;

/**
 * @param {import('./staff-list.js').Member} member
 * @param {(code: string) => Promise<void>} save
 * @param {(act: () => Promise<void>) => Promise<void>} attempt
 */
export function ownCard({ id, name, card }, save, attempt) {
  const looks = { class: 'code-field', type: 'text', maxlength: 12, autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', placeholder: 'XXXX-XXXX' };
  const field = /** @type {HTMLInputElement} */ (make('input', { ...looks, value: card ?? '', oninput: () => tell('') }));
  const wrong = make('p', { class: 'field-error', id: `own-card-${id}`, role: 'alert', hidden: true });

  /** @param {string} trouble */
  function tell(trouble) {
    wrong.hidden = trouble === '';
    wrong.textContent = trouble;
    for (const [mark, value] of [['aria-invalid', 'true'], ['aria-describedby', wrong.id]]) {
      if (trouble) field.setAttribute(mark, value);
      else field.removeAttribute(mark);
    }
    if (trouble) field.focus();
  }

  async function send() {
    try {
      await save(code(field));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      tell(error.message);
    }
  }

  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    tell(code(field) && !CARD_CODE.test(code(field)) ? say('staff_card_wrong') : '');
    return wrong.hidden && attempt(send);
  };
  const label = make('label', {}, say('staff_card', { name }), make('span', { class: 'hint' }, say('staff_card_why')), field);
  const form = make('form', { onsubmit: submit, novalidate: true }, label, wrong, make('button', { type: 'submit', class: 'small-press' }, say('staff_card_save')));
  return make('details', { class: 'own-card' }, make('summary', {}, say('staff_card_open'), make('span', { class: 'unseen' }, ` (${name})`)), form);
}

/** @param {HTMLInputElement} field as people group it */
const code = (field) => field.value.replace(/[\s-]/g, '');
