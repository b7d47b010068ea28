/** Which thumb presses: the buttons of the counter lie under the right one, or under the left. */

const HAND = 'till-hand';

/** @param {HTMLElement} button a switch, on for the left hand */
export function offerHand(button) {
  const isLeft = () => localStorage.getItem(HAND) === 'left';
  const tell = () => {
    document.body.toggleAttribute('data-left', isLeft());
    button.setAttribute('aria-checked', String(isLeft()));
  };
  button.addEventListener('click', () => {
    localStorage.setItem(HAND, isLeft() ? 'right' : 'left');
    tell();
  });
  tell();
}
