/** Codes: what a card holds, and the eight characters under it that people read out and type, once. */

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

const GOOD_FOR_MS = 12 * 3_600_000;

/** @type {Map<string, {code: string, at: number}>} */
const instead = new Map();

/** The server knows that card: a code of it that is good on this phone, so that what follows costs no further try. @param {string} typed @param {any} answer */
export function learn(typed, { code }) {
  if (code && isShort(typed)) instead.set(typed.toUpperCase(), { code, at: Date.now() });
}

/** What to send for a code: itself, unless it was typed and is known by now. @param {string} code */
export function known(code) {
  const found = instead.get(code.toUpperCase());
  return found && Date.now() - found.at < GOOD_FOR_MS ? found.code : code;
}

/** As it was typed, if what is sent stands for that. @param {string} code */
export const asTyped = (code) => [...instead].find(([, found]) => found.code === code)?.[0] ?? code;

/** This phone is another till from now on. */
export const forgetTyped = () => instead.clear();

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
