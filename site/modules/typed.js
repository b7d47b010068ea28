/** Codes: what a card holds, and the eight characters under it that people read out and type. */

import { part } from './view.js';
import { say } from './words.js';

/** What our cards hold: nothing else that a camera may see is sent anywhere. */
const CARD_CODE = /^[A-Z2-7]{39}$/;

/** However people group it. */
const SHORT_CODE = /^[0-9A-Z]{8}$/i;

/** @param {string} text */
export const isCard = (text) => CARD_CODE.test(text);

/** @param {string} text */
export const isShort = (text) => SHORT_CODE.test(text);

export class Typed {
  /**
   * @param {{present: (code: string) => void, look: (code: string) => void, refuse: () => void}} acts
   */
  constructor(acts) {
    const form = /** @type {HTMLFormElement} */ (part('manual'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('typed'));
      const code = field.value.replace(/[\s-]/g, '');
      if (!isShort(code)) {
        field.focus();
        return acts.refuse();
      }
      field.value = '';
      return event.submitter?.getAttribute('value') === 'look' ? acts.look(code) : acts.present(code);
    });
  }

  /** @param {any} program */
  allow({ model = 'stamps' }) {
    part('count').textContent = say(model === 'stamps' ? 'stamp' : 'record');
  }
}
