/** Which thumb presses: the buttons of the counter lie under the right one, or under the left. */

import { phone } from './memory.js';

const HAND = 'till-hand';

/** @param {HTMLElement} button a switch, on for the left hand */
export function offerHand(button) {
  const isLeft = () => phone.recall(HAND) === 'left';
  const tell = () => {
    document.body.toggleAttribute('data-left', isLeft());
    button.setAttribute('aria-checked', String(isLeft()));
  };
  button.addEventListener('click', () => {
    phone.remember(HAND, isLeft() ? 'right' : 'left');
    tell();
  });
  tell();
}
